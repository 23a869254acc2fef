#pragma once
// Reads one comparison of an expression: a field, and what it is held against.

#include <optional>
#include <string>

#include "filter/compiled.hpp"
#include "filter/tokens.hpp"

namespace wsdissect::filter {

class ComparisonParser {
  public:
    /// Both outlive it. What it reads it adds to `compiled`.
    ComparisonParser(Tokens& tokens, Filter::Compiled& compiled) : tokens_(tokens), compiled_(compiled) {}

    // False: the tokens have a fault.
    [[nodiscard]] bool parse();

  private:
    /// An operand, and the tokens that it was.
    struct Side {
        Operand operand = {};
        Token token = {};
    };

    [[nodiscard]] bool parse_operand(Side& side);
    [[nodiscard]] bool parse_field(Side& side);
    [[nodiscard]] bool parse_function(Side& side, Function function);
    [[nodiscard]] bool parse_brackets(Side& side);
    [[nodiscard]] bool parse_mask(Side& side);
    [[nodiscard]] bool parse_relation(Comparison& comparison, const Side& left, std::optional<bool> all);
    [[nodiscard]] bool parse_right(Comparison& comparison, const Side& left);
    [[nodiscard]] bool parse_pattern(Comparison& comparison, const Side& left);
    [[nodiscard]] bool parse_set(Comparison& comparison, const Side& left);
    [[nodiscard]] bool parse_range(Comparison& comparison, const Side& left);
    [[nodiscard]] bool parse_right_field(Comparison& comparison, const Side& left);
    [[nodiscard]] std::optional<Constant> parse_value(const Side& left);
    [[nodiscard]] bool add(Comparison comparison, const Token& about);

    void note_needs(const Field& field);

    Tokens& tokens_;
    Filter::Compiled& compiled_;
};

}  // namespace wsdissect::filter
