#pragma once
// The tokens of an expression one after the other, and the first thing that is wrong with them.

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "filter/lexer.hpp"

namespace wsdissect::filter {

/// The front of what was typed where that is long, for messages.
[[nodiscard]] std::string in_short(std::string_view typed);

class Tokens {
  public:
    /// A view, which outlives this.
    explicit Tokens(std::string_view expression) noexcept : lexer_(expression) {}

    [[nodiscard]] const Token& present() const noexcept { return present_; }
    [[nodiscard]] bool at(TokenKind kind) const noexcept { return present_.kind == kind; }

    /// Whether the token after the present one begins so.
    [[nodiscard]] bool stands_before(char sign) const noexcept { return lexer_.is_next(sign); }

    // False: there is a fault now.
    [[nodiscard]] bool advance() { return take(lexer_.next()); }
    /// At a left bracket: goes to what stands in it.
    [[nodiscard]] bool advance_into_bracket() { return take(lexer_.until_right_bracket()); }
    /// Passes a token of that kind; `called`: what people call it.
    [[nodiscard]] bool pass(TokenKind kind, std::string_view called);
    /// The present token is not what is expected.
    bool fail_expecting(std::string_view expected);
    bool fail(std::string message, const Token& about);

    [[nodiscard]] std::optional<Fault> take_fault() { return std::exchange(fault_, std::nullopt); }

  private:
    [[nodiscard]] bool take(Result<Token, Fault> token);

    Lexer lexer_;
    Token present_;
    std::optional<Fault> fault_;
};

}  // namespace wsdissect::filter
