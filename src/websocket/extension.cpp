#include "wsdissect/websocket/extension.hpp"

#include <algorithm>
#include <utility>

#include "base/blanks.hpp"

namespace wsdissect::websocket {
namespace {

/// RFC 9110 section 5.6.2.
constexpr bool is_token_character(char c) noexcept {
    const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return alphanumeric || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

/// Takes the grammar's terminals from the front of a field value. White space is allowed between any two of
/// them: RFC 6455 section 9.1 keeps the "implied *LWS rule" of RFC 2616 section 2.1.
class Scanner {
  public:
    explicit Scanner(std::string_view value) noexcept : rest_(value) { pass_white_space(); }

    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
    [[nodiscard]] bool at(char c) const noexcept { return rest_.starts_with(c); }

    [[nodiscard]] bool take(char c) noexcept {
        if (!at(c)) return false;
        consume(1);
        return true;
    }

    [[nodiscard]] std::optional<std::string> token() {
        const auto end = std::ranges::find_if_not(rest_, is_token_character);
        std::string token(rest_.begin(), end);
        if (token.empty()) return std::nullopt;
        consume(token.size());
        return token;
    }

    /// Of what a quoted-string may hold, only what unquotes to a token: RFC 6455 section 9.1, "the value
    /// after quoted-string unescaping MUST conform to the 'token' ABNF".
    [[nodiscard]] std::optional<std::string> quoted_token() {
        std::string token;
        for (std::size_t i = 1; i < rest_.size(); ++i) {
            if (rest_[i] == '"') {
                consume(i + 1);
                return token.empty() ? std::nullopt : std::optional(std::move(token));
            }
            if (rest_[i] == '\\' && ++i == rest_.size()) break;
            if (!is_token_character(rest_[i])) break;
            token += rest_[i];
        }
        return std::nullopt;
    }

  private:
    void consume(std::size_t characters) noexcept {
        rest_.remove_prefix(characters);
        pass_white_space();
    }
    void pass_white_space() noexcept { rest_ = without_leading_blanks(rest_); }

    std::string_view rest_;
};

/// extension-param = token [ "=" (token | quoted-string) ]
std::optional<ExtensionParameter> parse_parameter(Scanner& scanner) {
    std::optional<std::string> name = scanner.token();
    if (!name) return std::nullopt;
    if (!scanner.take('=')) return ExtensionParameter{std::move(*name), std::nullopt};
    std::optional<std::string> value = scanner.at('"') ? scanner.quoted_token() : scanner.token();
    if (!value) return std::nullopt;
    return ExtensionParameter{std::move(*name), std::move(value)};
}

/// extension = extension-token *( ";" extension-param )
std::optional<Extension> parse_extension(Scanner& scanner) {
    std::optional<std::string> name = scanner.token();
    if (!name) return std::nullopt;
    Extension extension{std::move(*name), {}};
    while (scanner.take(';')) {
        std::optional<ExtensionParameter> parameter = parse_parameter(scanner);
        if (!parameter) return std::nullopt;
        extension.parameters.push_back(std::move(*parameter));
    }
    return extension;
}

}  // namespace

const ExtensionParameter* Extension::find(std::string_view parameter) const noexcept {
    const auto found = std::ranges::find(parameters, parameter, &ExtensionParameter::name);
    return found == parameters.end() ? nullptr : &*found;
}

std::optional<std::vector<Extension>> parse_extensions(std::string_view value) {
    Scanner scanner(value);
    std::vector<Extension> extensions;
    do {
        if (scanner.at_end() || scanner.at(',')) continue;  // an empty element
        std::optional<Extension> extension = parse_extension(scanner);
        if (!extension) return std::nullopt;
        extensions.push_back(std::move(*extension));
    } while (scanner.take(','));
    if (!scanner.at_end() || extensions.empty()) return std::nullopt;
    return extensions;
}

bool is_token(std::string_view text) noexcept {
    return !text.empty() && std::ranges::all_of(text, is_token_character);
}

}  // namespace wsdissect::websocket
