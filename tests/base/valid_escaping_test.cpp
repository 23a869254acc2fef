#include "base/valid_escaping.hpp"

#include <doctest/doctest.h>

#include <array>
#include <random>
#include <string>
#include <vector>

#include "base/escaping.hpp"
#include "tests/base/utf8.hpp"
#include "wsdissect/base/code_point.hpp"

using namespace wsdissect;
using test::utf8;

namespace {

/// Sequences that cannot be shown become their lead between brackets.
Written put_special(char* at, std::string_view rest) noexcept {
    if (const Written safe = put_safe_sequence(at, rest); safe.octets > 0) return safe;
    at[0] = '<';
    at[1] = rest.front();
    at[2] = '>';
    return {at + 3, std::max<std::size_t>(utf8_sequence_length(rest), 1)};
}

struct Result {
    std::string text;
    std::size_t octets;
    bool operator==(const Result&) const = default;
};

/// `put`: one of the two ways. The text ends where its memory does.
template <class Put>
Result result_of(const Put& put, std::string_view text, std::size_t most) {
    const std::vector<char> exact(text.begin(), text.end());
    std::vector<char> room(kMostForOctet * text.size() + kBeyond, '#');
    const Written written = put(room.data(), std::string_view(exact.data(), exact.size()), most);
    return {{room.data(), written.end}, written.octets};
}

Result known(std::string_view text, std::size_t most) {
    return result_of([](auto... of) { return put_escaped_valid<'"', '\\'>(of..., put_special); }, text, most);
}
Result unknown(std::string_view text, std::size_t most) {
    return result_of([](auto... of) { return put_escaped<'"', '\\'>(of..., put_special); }, text, most);
}

constexpr std::array<std::string_view, 20> kLetters = {"a",
                                                       "\"",
                                                       "\\",
                                                       "bcdefgh",
                                                       "\n",
                                                       "\x7f",
                                                       "é",
                                                       "ß",
                                                       "\xC2\xA9",
                                                       "\xC2\x85",
                                                       "\xD8\xB9",
                                                       "\xD8\x9C",
                                                       "€",
                                                       "\xE2\x80\xAE",
                                                       "ก",
                                                       "한",
                                                       "\xEF\xBB\xBF",
                                                       "\xF0\x9F\x98\x80",
                                                       "\xF1\x80\x80\x80",
                                                       "\xF3\xA0\x81\x81"};

}  // namespace

TEST_CASE("base/valid_escaping: each character, wherever it stands, as where nothing is known of the text") {
    for (const std::string_view letter : kLetters) {
        for (std::size_t before = 0; before < 36; ++before) {
            const std::string text =
                std::string(before, 'x') + std::string(letter) + std::string(before % 20, 'y');
            for (const std::size_t most : {text.size(), before, before + 1, std::size_t{0}}) {
                CAPTURE(text);
                REQUIRE(known(text, most) == unknown(text, most));
            }
        }
    }
}

TEST_CASE("base/valid_escaping: no code point that cannot be shown slips through") {
    for (char32_t code_point = 0; code_point <= 0x10FFFF; code_point += code_point < 0x3400 ? 1 : 61) {
        if (code_point >= 0xD800 && code_point < 0xE000) continue;
        const std::string text = "before " + utf8(code_point) + " and behind";
        if (known(text, text.size()) != unknown(text, text.size())) FAIL(static_cast<unsigned>(code_point));
    }
}

TEST_CASE("base/valid_escaping: characters in any order, as where nothing is known of the text") {
    std::minstd_rand random(7);
    for (int round = 0; round < 20000; ++round) {
        const std::size_t kinds = 1 + random() % kLetters.size();
        std::string text;
        for (std::size_t letters = random() % 40; letters > 0; --letters) text += kLetters[random() % kinds];
        const std::size_t most = random() % 2 == 0 ? text.size() : random() % 70;
        CAPTURE(text);
        REQUIRE(known(text, most) == unknown(text, most));
    }
}

TEST_CASE("base/valid_escaping: what is special is asked for, and may end the text") {
    const auto ends_at_tab = [](char* at, std::string_view rest) noexcept -> Written {
        return rest.front() == '\t' ? Written{at, 0} : put_special(at, rest);
    };
    const auto put = [&](auto... of) { return put_escaped_valid<'"'>(of..., ends_at_tab); };
    CHECK(result_of(put, "one \"two\"\n three and more\tfour", 100) ==
          Result{"one \\\"two\\\"<\n> three and more", 25});
}

TEST_CASE("base/valid_escaping: octets that are not valid are no danger") {
    std::minstd_rand random(3);
    for (int round = 0; round < 5000; ++round) {
        std::string text(random() % 50, ' ');
        for (char& octet : text) octet = static_cast<char>(random() % 4 == 0 ? random() % 256 : 'a');
        CHECK(known(text, text.size()).octets <= text.size());
    }
}
