#include "filter/pattern.hpp"

#include <re2/re2.h>

#include <utility>

namespace wsdissect::filter {

namespace {

/// Octets, of the expression and of what is remembered of texts. Beyond it matching is slower, not wrong.
constexpr std::int64_t kMostMemory = std::int64_t{8} << 20;

}  // namespace

Result<Pattern, std::string> Pattern::compile(std::string_view expression, Characters characters) {
    re2::RE2::Options options;
    options.set_encoding(characters == Characters::utf8 ? re2::RE2::Options::EncodingUTF8
                                                        : re2::RE2::Options::EncodingLatin1);
    options.set_case_sensitive(false);
    options.set_log_errors(false);
    options.set_max_mem(kMostMemory);
    auto compiled =
        std::make_unique<re2::RE2>(re2::StringPiece(expression.data(), expression.size()), options);
    if (!compiled->ok()) return Failure{compiled->error()};
    return Pattern(std::move(compiled));
}

Pattern::Pattern(std::unique_ptr<re2::RE2> expression) : expression_(std::move(expression)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

bool Pattern::is_in(std::string_view text) const {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *expression_);
}

}  // namespace wsdissect::filter
