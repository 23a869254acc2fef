#pragma once
// Cuts an expression into the words and signs that it is made of.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "wsdissect/base/result.hpp"
#include "wsdissect/filter/fault.hpp"

namespace wsdissect::filter {

enum class TokenKind : std::uint8_t {
    end,
    word,       ///< A field, a function, or a value without quotes.
    text,       ///< In double quotes.
    character,  ///< In single quotes.
    left_parenthesis,
    right_parenthesis,
    left_brace,
    right_brace,
    left_bracket,
    comma,
    range,  ///< `..`
    bit_and,
    logical_not,
    logical_and,
    logical_or,
    any,
    all,
    equal,
    not_equal,
    any_not_equal,
    all_equal,
    less,
    less_or_equal,
    greater,
    greater_or_equal,
    contains,
    matches,
    in
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::size_t begin = 0;  ///< Octets of the expression that it stands in.
    std::size_t end = 0;
    std::string text = {};  ///< The word; or what the quotes hold, its escapes resolved.
};

class Lexer {
  public:
    /// A view, which outlives this.
    explicit Lexer(std::string_view expression) noexcept : expression_(expression) {}

    [[nodiscard]] Result<Token, Fault> next();
    /// Behind a left bracket: what stands before the right one, as a word; both are passed.
    [[nodiscard]] Result<Token, Fault> until_right_bracket();
    /// Whether the next token begins so.
    [[nodiscard]] bool is_next(char sign) const noexcept;
    [[nodiscard]] std::string_view expression() const noexcept { return expression_; }

  private:
    [[nodiscard]] bool at(std::string_view text) const noexcept {
        return expression_.substr(place_).starts_with(text);
    }
    [[nodiscard]] Result<Token, Fault> quoted(char quote, bool raw);
    [[nodiscard]] Token word();

    std::string_view expression_;
    std::size_t place_ = 0;
};

}  // namespace wsdissect::filter
