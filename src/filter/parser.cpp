#include "filter/parser.hpp"

#include <string>
#include <vector>

namespace wsdissect::filter {

std::optional<Fault> Parser::parse() {
    if (parse_whole()) return std::nullopt;
    return tokens_.take_fault();
}

bool Parser::parse_whole() {
    if (!tokens_.advance() || !parse_or()) return false;
    return tokens_.at(TokenKind::end) || tokens_.fail_expecting("'and', 'or' or the end");
}

bool Parser::parse_joined(TokenKind sign, StepKind skip, bool (Parser::*part)()) {
    if (!(this->*part)()) return false;
    std::vector<std::size_t> skips;
    while (tokens_.at(sign)) {
        skips.push_back(compiled_.steps.size());
        compiled_.steps.push_back({skip});
        if (!tokens_.advance() || !(this->*part)()) return false;
    }
    for (const std::size_t each : skips) compiled_.steps[each].operand = compiled_.steps.size();
    return true;
}

bool Parser::parse_not() {
    bool negated = false;
    for (; tokens_.at(TokenKind::logical_not); negated = !negated)
        if (!tokens_.advance()) return false;
    const bool nested = tokens_.at(TokenKind::left_parenthesis);
    if (!(nested ? parse_in_parentheses() : comparisons_.parse())) return false;
    if (negated) compiled_.steps.push_back({StepKind::negate});
    return true;
}

bool Parser::parse_in_parentheses() {
    if (depth_ == Filter::kDeepest)
        return tokens_.fail("more than " + std::to_string(Filter::kDeepest) + " parentheses in each other",
                            tokens_.present());
    ++depth_;
    const bool parsed =
        tokens_.advance() && parse_or() && tokens_.pass(TokenKind::right_parenthesis, "'and', 'or' or ')'");
    --depth_;
    return parsed;
}

}  // namespace wsdissect::filter
