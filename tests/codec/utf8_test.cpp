#include "wsdissect/codec/utf8.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "wsdissect/base/bytes.hpp"

using namespace wsdissect;
using codec::is_utf8;

namespace {

/// RFC 3629 section 4's ABNF: what may stand second after which lead octets, and the sequence's length.
struct Form {
    unsigned lead_first, lead_last;
    unsigned second_first, second_last;
    std::size_t octets;
};
constexpr Form kForms[] = {
    {0x00, 0x7F, 0, 0, 1},       {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

bool is_within(std::uint8_t octet, unsigned first, unsigned last) { return octet >= first && octet <= last; }

/// Octets of the sequence at the front of `octets`, 0 where there is none.
std::size_t sequence_at_front(Bytes octets) {
    for (const Form& form : kForms) {
        if (!is_within(octets[0], form.lead_first, form.lead_last)) continue;
        if (octets.size() < form.octets) return 0;
        if (form.octets > 1 && !is_within(octets[1], form.second_first, form.second_last)) return 0;
        for (std::size_t i = 2; i < form.octets; ++i)
            if (!is_within(octets[i], 0x80, 0xBF)) return 0;
        return form.octets;
    }
    return 0;
}

bool is_utf8_by_the_rfc(Bytes octets) {
    while (!octets.empty()) {
        const std::size_t length = sequence_at_front(octets);
        if (length == 0) return false;
        octets = octets.subspan(length);
    }
    return true;
}

struct Case {
    std::string_view name;
    std::string_view text;
    bool valid;
};

const std::vector<Case> kCases = {
    {"nothing", "", true},
    {"ASCII", "Hello", true},
    {"NUL", std::string_view("\0", 1), true},
    {"DEL", "\x7f", true},
    {"U+0080", "\xc2\x80", true},
    {"U+07FF", "\xdf\xbf", true},
    {"U+0800", "\xe0\xa0\x80", true},
    {"U+D7FF", "\xed\x9f\xbf", true},
    {"U+E000", "\xee\x80\x80", true},
    {"U+FFFF", "\xef\xbf\xbf", true},
    {"U+10000", "\xf0\x90\x80\x80", true},
    {"U+10FFFF", "\xf4\x8f\xbf\xbf", true},
    {"byte order mark", "\xef\xbb\xbf", true},
    {"overlong U+0000", "\xc0\x80", false},
    {"overlong U+007F", "\xc1\xbf", false},
    {"overlong U+07FF", "\xe0\x9f\xbf", false},
    {"overlong U+FFFF", "\xf0\x8f\xbf\xbf", false},
    {"surrogate U+D800", "\xed\xa0\x80", false},
    {"surrogate U+DFFF", "\xed\xbf\xbf", false},
    {"a pair of surrogates", "\xed\xa0\xbd\xed\xb8\x80", false},
    {"U+110000", "\xf4\x90\x80\x80", false},
    {"lead octet F5", "\xf5\x80\x80\x80", false},
    {"five octets", "\xf8\x88\x80\x80\x80", false},
    {"FE", "\xfe", false},
    {"FF", "\xff", false},
    {"continuation alone", "\x80", false},
    {"two of two, one missing", "\xc3", false},
    {"three, one missing", "\xe2\x82", false},
    {"three, two missing", "\xe2", false},
    {"four, one missing", "\xf0\x9f\x98", false},
    {"four, two missing", "\xf0\x9f", false},
    {"four, three missing", "\xf0", false},
    {"cut short by ASCII", "\xe2\x82!", false},
    {"one continuation too many", "\xc3\xa9\x80", false},
};

}  // namespace

TEST_CASE("codec/utf8: what is UTF-8 and what is not") {
    for (const Case& row : kCases) {
        CAPTURE(row.name);
        CHECK(is_utf8(as_bytes(row.text)) == row.valid);
    }
}

TEST_CASE("codec/utf8: it does not matter where in a text, short or long, a sequence stands") {
    for (const Case& row : kCases)
        for (std::size_t before = 0; before < 300; ++before) {
            const std::string text = std::string(before, 'a').append(row.text);
            REQUIRE_MESSAGE(is_utf8(as_bytes(text)) == row.valid, row.name << " after " << before);
            REQUIRE_MESSAGE(is_utf8(as_bytes(text + 'z')) == row.valid, row.name << " after " << before);
        }
}

TEST_CASE("codec/utf8: one wrong octet shows at every place of every length") {
    for (std::size_t length = 0; length <= 300; ++length) {
        std::string text(length, 'a');
        REQUIRE(is_utf8(as_bytes(text)));
        for (char& octet : text) {
            octet = '\x80';
            REQUIRE_FALSE(is_utf8(as_bytes(text)));
            octet = 'a';
        }
    }
}

TEST_CASE("codec/utf8: every two octets") {
    for (unsigned first = 0; first < 256; ++first)
        for (unsigned second = 0; second < 256; ++second) {
            const auto octets =
                std::to_array({static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(second)});
            REQUIRE(is_utf8(octets) == is_utf8_by_the_rfc(octets));
        }
}

TEST_CASE("codec/utf8: every two octets with every kind of third and fourth") {
    constexpr auto kKinds =
        std::to_array<std::uint8_t>({0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0});
    for (unsigned first = 0; first < 256; ++first)
        for (unsigned second = 0; second < 256; ++second)
            for (const std::uint8_t third : kKinds)
                for (const std::uint8_t fourth : kKinds) {
                    const auto octets = std::to_array(
                        {static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(second), third, fourth});
                    if (is_utf8(octets) != is_utf8_by_the_rfc(octets)) FAIL(first, " ", second);
                    const Bytes three = Bytes(octets).first(3);
                    if (is_utf8(three) != is_utf8_by_the_rfc(three)) FAIL(first, " ", second);
                }
}

TEST_CASE("codec/utf8: pieces that are cut at each octet are what the whole is") {
    struct Pieces {
        std::string_view text;
        bool valid, valid_so_far;
    };
    constexpr Pieces kTexts[] = {
        {"plain", true, true},
        {"\xc3\xa9t\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80!", true, true},
        {"\xf0\x9f\x98", false, true},            // cut
        {"x\xe2\x82", false, true},               // cut
        {"\xe2\x82x\xc3\xa9", false, false},      // two octets of three
        {"\xe0\x80\x80 and more", false, false},  // overlong
        {"\xed\xa0\x80", false, false},           // a surrogate
        {"\xf4\x90\x80\x80", false, false},       // beyond U+10FFFF
        {"a\x80z", false, false},                 // a continuation of nothing
        {"\xff", false, false},
        {"\xe2\xe2\xe2\xe2\xe2\xe2\xe2", false, false},  // each cuts the one before
        {"\xf0\xe2\x82\xf0\x9f", false, false},
        {"\xe2\xe2\x82\xac", false, false},
        {"", true, true},
    };
    for (const Pieces& c : kTexts) {
        CAPTURE(c.text);
        const Bytes text = as_bytes(c.text);
        codec::Utf8Pieces octets;
        for (std::size_t i = 0; i < text.size(); ++i) octets.add(text.subspan(i, 1));
        CHECK(octets.valid() == c.valid);
        CHECK(octets.valid_so_far() == c.valid_so_far);
        for (std::size_t first = 0; first <= text.size(); ++first)
            for (std::size_t second = first; second <= text.size(); ++second) {
                codec::Utf8Pieces pieces;
                pieces.add(text.first(first));
                pieces.add(text.subspan(first, second - first));
                pieces.add(text.subspan(second));
                CHECK(pieces.valid() == c.valid);
                CHECK(pieces.valid_so_far() == c.valid_so_far);
            }
    }
}
