#pragma once
// The grammar of expressions: `or` binds weakest, then `and`, then `not`. What stands between them,
// ComparisonParser reads.

#include <cstddef>
#include <optional>
#include <string_view>

#include "filter/comparison_parser.hpp"
#include "filter/compiled.hpp"
#include "filter/tokens.hpp"

namespace wsdissect::filter {

class Parser {
  public:
    /// Both outlive it. What it reads it adds to `compiled`.
    Parser(std::string_view expression, Filter::Compiled& compiled)
        : tokens_(expression), compiled_(compiled), comparisons_(tokens_, compiled) {}

    /// Absent: all is well.
    [[nodiscard]] std::optional<Fault> parse();

  private:
    // False: the tokens have a fault.
    [[nodiscard]] bool parse_or() {
        return parse_joined(TokenKind::logical_or, StepKind::skip_if_true, &Parser::parse_and);
    }
    [[nodiscard]] bool parse_and() {
        return parse_joined(TokenKind::logical_and, StepKind::skip_if_false, &Parser::parse_not);
    }
    [[nodiscard]] bool parse_joined(TokenKind sign, StepKind skip, bool (Parser::*part)());
    [[nodiscard]] bool parse_not();
    [[nodiscard]] bool parse_in_parentheses();
    [[nodiscard]] bool parse_whole();

    Tokens tokens_;
    Filter::Compiled& compiled_;
    ComparisonParser comparisons_;
    std::size_t depth_ = 0;  ///< Parentheses that are open.
};

}  // namespace wsdissect::filter
