#include "filter/lexer.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "filter/escape_sequence.hpp"

namespace wsdissect::filter {

namespace {

struct Spelling {
    std::string_view text;
    TokenKind kind;
};

/// Longer ones first.
constexpr auto kSigns = std::to_array<Spelling>({
    {"===", TokenKind::all_equal},
    {"!==", TokenKind::any_not_equal},
    {"==", TokenKind::equal},
    {"!=", TokenKind::not_equal},
    {"~=", TokenKind::any_not_equal},
    {">=", TokenKind::greater_or_equal},
    {"<=", TokenKind::less_or_equal},
    {"&&", TokenKind::logical_and},
    {"||", TokenKind::logical_or},
    {"..", TokenKind::range},
    {">", TokenKind::greater},
    {"<", TokenKind::less},
    {"~", TokenKind::matches},
    {"!", TokenKind::logical_not},
    {"&", TokenKind::bit_and},
    {"(", TokenKind::left_parenthesis},
    {")", TokenKind::right_parenthesis},
    {"{", TokenKind::left_brace},
    {"}", TokenKind::right_brace},
    {"[", TokenKind::left_bracket},
    {",", TokenKind::comma},
});

constexpr auto kWords = std::to_array<Spelling>({
    {"not", TokenKind::logical_not},
    {"and", TokenKind::logical_and},
    {"or", TokenKind::logical_or},
    {"any", TokenKind::any},
    {"all", TokenKind::all},
    {"eq", TokenKind::equal},
    {"any_eq", TokenKind::equal},
    {"ne", TokenKind::not_equal},
    {"all_ne", TokenKind::not_equal},
    {"any_ne", TokenKind::any_not_equal},
    {"all_eq", TokenKind::all_equal},
    {"gt", TokenKind::greater},
    {"ge", TokenKind::greater_or_equal},
    {"lt", TokenKind::less},
    {"le", TokenKind::less_or_equal},
    {"contains", TokenKind::contains},
    {"matches", TokenKind::matches},
    {"in", TokenKind::in},
    {"bitwise_and", TokenKind::bit_and},
});

bool is_space(char character) noexcept { return std::isspace(static_cast<unsigned char>(character)) != 0; }

/// Of fields, numbers, addresses and octets; letters that are not ASCII, too.
bool is_of_word(char character) noexcept {
    const auto octet = static_cast<unsigned char>(character);
    return std::isalnum(octet) != 0 || octet >= 0x80 ||
           std::string_view("_.:-/").find(character) != std::string_view::npos;
}

}  // namespace

bool Lexer::is_next(char sign) const noexcept {
    const auto rest = expression_.substr(place_);
    const auto found = std::ranges::find_if_not(rest, is_space);
    return found != rest.end() && *found == sign;
}

Result<Token, Fault> Lexer::next() {
    while (place_ < expression_.size() && is_space(expression_[place_])) ++place_;
    if (place_ == expression_.size()) return Token{TokenKind::end, place_, place_};
    if (at("\"")) return quoted('"', false);
    if (at("'")) return quoted('\'', false);
    if (at("r\"") || at("R\"")) return quoted('"', true);
    for (const Spelling& sign : kSigns) {
        if (!at(sign.text)) continue;
        const std::size_t begin = std::exchange(place_, place_ + sign.text.size());
        return Token{sign.kind, begin, place_, std::string(sign.text)};
    }
    if (is_of_word(expression_[place_])) return word();
    const char sign = expression_[place_];
    return Failure{Fault{"a '" + std::string(1, sign) + "' has no meaning here" +
                             (sign == '=' ? "; equality is written '=='" : ""),
                         place_, place_ + 1}};
}

Token Lexer::word() {
    const std::size_t begin = place_;
    while (place_ < expression_.size() && is_of_word(expression_[place_]) && !at("..")) ++place_;
    std::string text(expression_.substr(begin, place_ - begin));
    const auto* const keyword = std::ranges::find(kWords, text, &Spelling::text);
    const TokenKind kind = keyword == kWords.end() ? TokenKind::word : keyword->kind;
    return {kind, begin, place_, std::move(text)};
}

Result<Token, Fault> Lexer::quoted(char quote, bool raw) {
    Token token{quote == '"' ? TokenKind::text : TokenKind::character, place_, 0};
    place_ += raw ? 2 : 1;
    while (place_ < expression_.size() && expression_[place_] != quote) {
        if (expression_[place_] != '\\') {
            token.text += expression_[place_++];
        } else if (raw) {  // Of the quote only the raw string says that it is not the end.
            token.text += expression_.substr(place_, 2);
            place_ = std::min(place_ + 2, expression_.size());
        } else {
            const auto escape = escape_sequence(expression_.substr(place_));
            if (!escape)
                return Failure{Fault{"this is no escape sequence; in r\"...\" a backslash stands for itself",
                                     place_, std::min(place_ + 2, expression_.size())}};
            token.text += escape->character;
            place_ += escape->length;
        }
    }
    if (place_ == expression_.size())
        return Failure{Fault{"these quotes are not closed", token.begin, place_}};
    token.end = ++place_;
    return token;
}

Result<Token, Fault> Lexer::until_right_bracket() {
    const std::size_t begin = place_;
    const std::size_t end = expression_.find(']', begin);
    if (end == std::string_view::npos)
        return Failure{Fault{"this bracket is not closed", begin - 1, expression_.size()}};
    place_ = end + 1;
    return Token{TokenKind::word, begin, end, std::string(expression_.substr(begin, end - begin))};
}

}  // namespace wsdissect::filter
