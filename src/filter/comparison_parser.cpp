#include "filter/comparison_parser.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "wsdissect/base/likeness.hpp"

namespace wsdissect::filter {

namespace {

/// What a sign says of two sides, and whether of several values all have to be so.
struct Meaning {
    TokenKind sign;
    Relation relation;
    bool all = false;
};
constexpr Meaning kMeanings[] = {{TokenKind::equal, Relation::equal},
                                 {TokenKind::all_equal, Relation::equal, true},
                                 {TokenKind::not_equal, Relation::not_equal, true},
                                 {TokenKind::any_not_equal, Relation::not_equal},
                                 {TokenKind::less, Relation::less},
                                 {TokenKind::less_or_equal, Relation::less_or_equal},
                                 {TokenKind::greater, Relation::greater},
                                 {TokenKind::greater_or_equal, Relation::greater_or_equal},
                                 {TokenKind::contains, Relation::contains},
                                 {TokenKind::matches, Relation::matches},
                                 {TokenKind::in, Relation::in}};

const Meaning* meaning_of(TokenKind sign) noexcept {
    const auto* const found = std::ranges::find(kMeanings, sign, &Meaning::sign);
    return found == std::end(kMeanings) ? nullptr : found;
}

bool is_text_or_octets(FieldType type) noexcept {
    return type == FieldType::text || type == FieldType::octets;
}

/// Names stand for the field's own numbers only.
const Field* names_of(const Operand& operand) noexcept {
    const bool is_field = operand.function == Function::none && !operand.slice && !operand.mask;
    return is_field ? operand.field : nullptr;
}

bool are_comparable(const Operand& left, const Operand& right) noexcept {
    if (left.type() == FieldType::choice) return left.field == right.field;
    return left.type() == right.type() || (is_text_or_octets(left.type()) && is_text_or_octets(right.type()));
}

std::string no_field(const Token& token) {
    const bool is_name = std::isalpha(static_cast<unsigned char>(token.text.front())) != 0;
    if (!is_name) return "on the left there has to be a field";
    return "'" + in_short(token.text) + "' is no field" + did_you_mean(field_like(token.text));
}

std::string in_quotes(const Token& token) {
    const std::string text = in_short(token.text);
    if (token.kind == TokenKind::character) return '\'' + text + '\'';
    return token.kind == TokenKind::text ? '"' + text + '"' : text;
}

bool is_value(TokenKind kind) noexcept {
    return kind == TokenKind::word || kind == TokenKind::text || kind == TokenKind::character;
}

}  // namespace

bool ComparisonParser::parse() {
    std::optional<bool> all;
    const Token quantifier = tokens_.present();
    if (tokens_.at(TokenKind::any) || tokens_.at(TokenKind::all)) {
        all = tokens_.at(TokenKind::all);
        if (!tokens_.advance()) return false;
    }
    Side left;
    if (!parse_operand(left)) return false;
    Comparison comparison{.left = left.operand};
    const bool negated = tokens_.at(TokenKind::logical_not);
    if (negated && (!tokens_.advance() || !(tokens_.at(TokenKind::in) || tokens_.fail_expecting("'in'"))))
        return false;
    if (meaning_of(tokens_.present().kind) != nullptr) {
        if (!parse_relation(comparison, left, all)) return false;
    } else if (all) {
        return tokens_.fail("'" + quantifier.text + "' takes a comparison", quantifier);
    } else if (left.operand.function != Function::none && !left.operand.mask) {
        return tokens_.fail_expecting("a comparison");
    }
    if (!add(std::move(comparison), left.token)) return false;
    if (negated) compiled_.steps.push_back({StepKind::negate});
    return true;
}

bool ComparisonParser::add(Comparison comparison, const Token& about) {
    const bool of_handshake = comparison.left.field->scope == Scope::handshake ||
                              (comparison.right && comparison.right->field->scope == Scope::handshake);
    auto& comparisons = of_handshake ? compiled_.handshake_comparisons : compiled_.comparisons;
    if (of_handshake && comparisons.size() == Filter::kMostHandshakeComparisons)
        return tokens_.fail("more than " + std::to_string(Filter::kMostHandshakeComparisons) +
                                " comparisons with fields of the handshake",
                            about);
    compiled_.steps.push_back(
        {of_handshake ? StepKind::handshake_comparison : StepKind::comparison, comparisons.size()});
    comparisons.push_back(std::move(comparison));
    return true;
}

bool ComparisonParser::parse_operand(Side& side) {
    side.token = tokens_.present();
    if (!tokens_.at(TokenKind::word))
        return is_value(side.token.kind) ? tokens_.fail("on the left there has to be a field", side.token)
                                         : tokens_.fail_expecting("a field");
    if (!tokens_.advance()) return false;
    const auto function = function_called(side.token.text);
    const bool calls = function && tokens_.at(TokenKind::left_parenthesis);
    if (!(calls ? parse_function(side, *function) : parse_field(side))) return false;
    return !tokens_.at(TokenKind::bit_and) || parse_mask(side);
}

/// Its name was passed.
bool ComparisonParser::parse_field(Side& side) {
    side.operand.field = find_field(side.token.text);
    if (side.operand.field == nullptr) return tokens_.fail(no_field(side.token), side.token);
    note_needs(*side.operand.field);
    return !tokens_.at(TokenKind::left_bracket) || parse_brackets(side);
}

bool ComparisonParser::parse_brackets(Side& side) {
    if (!has_octets(side.operand.type()))
        return tokens_.fail(side.token.text + " has no octets to take a part of", tokens_.present());
    if (!tokens_.advance_into_bracket()) return false;
    side.operand.slice = parse_slice(tokens_.present().text);
    if (!side.operand.slice)
        return tokens_.fail(
            "a part is written as [offset:length], [first-last], [:length], [offset:] or [offset]",
            tokens_.present());
    return tokens_.advance();
}

/// At the parenthesis behind its name.
bool ComparisonParser::parse_function(Side& side, Function function) {
    if (!tokens_.advance()) return false;
    Side argument{.token = tokens_.present()};
    if (!tokens_.at(TokenKind::word)) return tokens_.fail_expecting("a field");
    if (!tokens_.advance() || !parse_field(argument)) return false;
    const FieldType type = argument.operand.type();
    const bool takes = function == Function::count ? !argument.operand.slice
                       : function == Function::len ? has_octets(type)
                                                   : type == FieldType::text;
    if (!takes) return tokens_.fail(side.token.text + "() does not take this field", argument.token);
    side.operand = argument.operand;
    side.operand.function = function;
    return tokens_.pass(TokenKind::right_parenthesis, "')'");
}

bool ComparisonParser::parse_mask(Side& side) {
    if (side.operand.type() != FieldType::number)
        return tokens_.fail("& takes numbers, and " + side.token.text + " is none", tokens_.present());
    if (!tokens_.advance()) return false;
    const auto mask = is_value(tokens_.present().kind)
                          ? parse_constant(tokens_.present(), FieldType::number, nullptr)
                          : std::nullopt;
    if (!mask) return tokens_.fail_expecting("a number");
    side.operand.mask = mask->number;
    return tokens_.advance();
}

bool ComparisonParser::parse_relation(Comparison& comparison, const Side& left, std::optional<bool> all) {
    const Meaning& meaning = *meaning_of(tokens_.present().kind);
    const Token sign = tokens_.present();
    comparison.relation = meaning.relation;
    comparison.all = all.value_or(meaning.all);
    const FieldType type = left.operand.type();
    if (type == FieldType::presence)
        return tokens_.fail(left.token.text + " can only be asked for, not be compared", sign);
    const bool looks_inside =
        comparison.relation == Relation::contains || comparison.relation == Relation::matches;
    if (looks_inside && !is_text_or_octets(type))
        return tokens_.fail(
            "'" + sign.text + "' takes a text or octets, and " + left.token.text + " is neither", sign);
    if (!tokens_.advance()) return false;
    if (comparison.relation == Relation::in) return parse_set(comparison, left);
    return comparison.relation == Relation::matches ? parse_pattern(comparison, left)
                                                    : parse_right(comparison, left);
}

bool ComparisonParser::parse_pattern(Comparison& comparison, const Side& left) {
    if (!tokens_.at(TokenKind::text)) return tokens_.fail_expecting("a regular expression in double quotes");
    const bool is_text = left.operand.type() == FieldType::text;
    auto pattern = Pattern::compile(tokens_.present().text,
                                    is_text ? Pattern::Characters::utf8 : Pattern::Characters::octets);
    if (!pattern) return tokens_.fail("regular expression: " + in_short(pattern.error()), tokens_.present());
    comparison.pattern = std::move(*pattern);
    return tokens_.advance();
}

bool ComparisonParser::parse_right(Comparison& comparison, const Side& left) {
    const Token& token = tokens_.present();
    const bool calls = function_called(token.text).has_value() && tokens_.stands_before('(');
    if (token.kind == TokenKind::word && (calls || find_field(token.text) != nullptr))
        return parse_right_field(comparison, left);
    auto constant = parse_value(left);
    if (!constant) return false;
    comparison.constants.emplace_back(std::move(*constant), Constant{});
    return true;
}

bool ComparisonParser::parse_right_field(Comparison& comparison, const Side& left) {
    Side right;
    if (!parse_operand(right)) return false;
    if (!are_comparable(left.operand, right.operand))
        return tokens_.fail(left.token.text + " cannot be compared with " + right.token.text, right.token);
    const Scope one = left.operand.field->scope, other = right.operand.field->scope;
    const bool apart = (one == Scope::handshake && other == Scope::record) ||
                       (one == Scope::record && other == Scope::handshake);
    if (apart)
        return tokens_.fail("fields of the handshake cannot be compared with those of other records",
                            right.token);
    comparison.right = right.operand;
    return true;
}

/// A value that the field on the left can have; passes it.
std::optional<Constant> ComparisonParser::parse_value(const Side& left) {
    const Token token = tokens_.present();
    const Field* const names = names_of(left.operand);
    const FieldType type = left.operand.type();
    if (!is_value(token.kind)) {
        (void)tokens_.fail_expecting(expected_of(type, names));
        return std::nullopt;
    }
    auto constant = parse_constant(token, type, names);
    if (!constant) {
        (void)tokens_.fail(left.token.text + " cannot be compared with " + in_quotes(token) + ": " +
                               expected_of(type, names) + " is expected",
                           token);
        return std::nullopt;
    }
    return tokens_.advance() ? std::move(constant) : std::nullopt;
}

bool ComparisonParser::parse_set(Comparison& comparison, const Side& left) {
    if (!tokens_.pass(TokenKind::left_brace, "a set such as {1, 2, 5..8}")) return false;
    for (;;) {
        if (!parse_range(comparison, left)) return false;
        if (!tokens_.at(TokenKind::comma)) return tokens_.pass(TokenKind::right_brace, "',' or '}'");
        if (!tokens_.advance()) return false;
    }
}

bool ComparisonParser::parse_range(Comparison& comparison, const Side& left) {
    auto first = parse_value(left);
    if (!first) return false;
    auto last = first;
    if (tokens_.at(TokenKind::range)) {
        if (!tokens_.advance()) return false;
        last = parse_value(left);
        if (!last) return false;
    }
    comparison.constants.emplace_back(std::move(*first), std::move(*last));
    return true;
}

void ComparisonParser::note_needs(const Field& field) {
    if (field.need == Need::handshake_text) compiled_.needs_handshake_text = true;
    if (field.need == Need::findings) compiled_.needs_findings = true;
    if (field.need != Need::message_length && field.need != Need::message_text) return;
    compiled_.need = std::max(compiled_.need, field.need);
    compiled_.field_of_messages = field.name;
}

}  // namespace wsdissect::filter
