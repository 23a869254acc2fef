#include "filter/tokens.hpp"

#include <algorithm>
#include <array>

#include "base/escaping.hpp"
#include "base/letters.hpp"

namespace wsdissect::filter {

namespace {

/// `AND`: Wireshark's words are written small.
bool is_operator_in_capitals(std::string text) {
    constexpr std::array<std::string_view, 7> kOperators = {"and", "or",       "not",    "in",
                                                            "eq",  "contains", "matches"};
    for (char& letter : text) letter = lower(letter);
    return std::ranges::find(kOperators, text) != kOperators.end();
}

}  // namespace

std::string in_short(std::string_view typed) {
    constexpr std::size_t kMost = 60;
    const std::string_view front = front_of(typed, kMost);
    return std::string(front) + (front.size() < typed.size() ? "..." : "");
}

bool Tokens::take(Result<Token, Fault> token) {
    if (!token) {
        fault_ = token.error();
        return false;
    }
    present_ = std::move(*token);
    return true;
}

bool Tokens::pass(TokenKind kind, std::string_view called) {
    return at(kind) ? advance() : fail_expecting(called);
}

bool Tokens::fail_expecting(std::string_view expected) {
    if (at(TokenKind::end)) return fail("it ends where " + std::string(expected) + " is expected", present_);
    const bool capitals = at(TokenKind::word) && is_operator_in_capitals(present_.text);
    return fail("'" + in_short(present_.text) + "' stands where " + std::string(expected) + " is expected" +
                    (capitals ? "; operators are written in small letters" : ""),
                present_);
}

bool Tokens::fail(std::string message, const Token& about) {
    fault_ = Fault{std::move(message), about.begin, about.end};
    return false;
}

}  // namespace wsdissect::filter
