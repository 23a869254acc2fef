#include "base/plain_runs.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace wsdissect;

namespace {

bool is_plain(unsigned octet) { return octet >= 0x20 && octet < 0x7F && octet != '"' && octet != '\\'; }

}  // namespace

TEST_CASE("base/plain_runs: each octet is marked by itself, wherever it stands and whatever is beside it") {
    for (unsigned octet = 0; octet < 256; ++octet) {
        for (const char beside : {'~', ' ', '\x7f', '\xff', '\0', '"'}) {
            const std::uint64_t others = is_plain(static_cast<unsigned char>(beside)) ? 0 : 0xFFFF;
            for (std::size_t at = 0; at < 16; ++at) {
                std::string text(16, beside);
                text[at] = static_cast<char>(octet);
                const std::uint64_t own = std::uint64_t{1} << at;
                const std::uint64_t expected = (others & ~own) | (is_plain(octet) ? 0 : own);
                REQUIRE(marks_of_sixteen<'"', '\\'>(text.data()) == expected);
                const std::uint64_t front = marks_of_eight<'"', '\\'>(load_eight(text.data()));
                const std::uint64_t back = marks_of_eight<'"', '\\'>(load_eight(text.data() + 8));
                REQUIRE((front | back << 8) == expected);
            }
        }
    }
    CHECK(marks_of_sixteen("\\\"..............") == 0);
    CHECK(marks_of_eight(load_eight("\\\"......")) == 0);
}

TEST_CASE("base/plain_runs: a block of any length is copied and marked, and read no further") {
    for (std::size_t octets = 1; octets <= kMostInBlock; ++octets) {
        for (std::size_t at = 0; at <= octets; ++at) {
            std::vector<char> text(octets, 'x');
            if (at < octets) text[at] = '"';
            std::string room(kMostInBlock + 8, '#');
            const std::uint64_t marks = copy_and_mark<'"'>(room.data(), text.data(), octets);
            REQUIRE(marks == (at < octets ? std::uint64_t{1} << at : 0));
            REQUIRE(room.substr(0, octets) == std::string(text.begin(), text.end()));
            // Nothing behind it, or behind eight octets.
            REQUIRE(room.substr(std::max<std::size_t>(octets, 8)) ==
                    std::string(room.size() - std::max<std::size_t>(octets, 8), '#'));
        }
    }
}

TEST_CASE("base/plain_runs: what is special is asked for, in order, and ends the text where nothing fits") {
    const std::string text = "one\ntwo\"three\n\nfour" + std::string(80, '.') + "\x01rest";
    std::string asked, room(1000, '#');
    const auto put_special = [&](char* at, std::string_view rest) noexcept -> Written {
        asked += rest.front();
        if (rest.front() != '\n') return {at, 0};
        *at = '/';
        return {at + 1, 1};
    };
    const Written written = put_escaped<'"'>(room.data(), text, text.size(), put_special);
    CHECK(room.substr(0, static_cast<std::size_t>(written.end - room.data())) ==
          "one/two\\\"three//four" + std::string(80, '.'));
    CHECK(written.octets == text.size() - 5);
    CHECK(asked == "\n\n\n\x01");
}

TEST_CASE("base/plain_runs: at most so many code points are written") {
    // Two octets each where they are not plain.
    const auto put_special = [](char* at, std::string_view rest) noexcept -> Written {
        copy_octets<2>(at, rest.data());
        return {at + 2, 2};
    };
    for (std::size_t plain = 0; plain < 100; ++plain) {
        for (const std::size_t most : {0U, 1U, 2U, 15U, 16U, 17U, 63U, 64U, 65U, 200U}) {
            const std::string text = std::string(plain, 'p') + "\xC3\xA9\xC3\xA9" + std::string(30, 'q') +
                                     "\xC3\xA9" + std::string(50, 'r');
            std::string expected;
            std::size_t left = most;
            for (std::size_t i = 0; i < text.size() && left > 0; --left) {
                const std::size_t length = text[i] == '\xC3' ? 2 : 1;
                expected += text.substr(i, length);
                i += length;
            }
            std::string room(kMostForOctet * text.size() + kBeyond, '#');
            const Written written = put_escaped<>(room.data(), text, most, put_special);
            REQUIRE(room.substr(0, static_cast<std::size_t>(written.end - room.data())) == expected);
            REQUIRE(written.octets == expected.size());
        }
    }
}
