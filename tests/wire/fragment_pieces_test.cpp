#include "wire/fragment_pieces.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace wsdissect;
using wire::Fragment;
using wire::FragmentPieces;

namespace {

Fragment fragment(std::uint32_t offset, std::string_view octets, bool more = true) {
    return {.more = more,
            .offset = offset,
            .length = static_cast<std::uint32_t>(octets.size()),
            .payload = as_bytes(octets)};
}
constexpr bool kLast = false;

std::string assembled(const FragmentPieces& pieces) {
    std::vector<std::uint8_t> octets;
    pieces.assemble(octets);
    return {octets.begin(), octets.end()};
}

}  // namespace

TEST_CASE("wire/fragment_pieces: any order makes the same packet") {
    const std::string text = "0123456789abcdefghijklmnopqrs";
    std::vector<std::uint32_t> offsets = {0, 8, 16, 24};
    do {
        FragmentPieces pieces;
        for (const std::uint32_t offset : offsets) {
            CHECK_FALSE(pieces.is_whole());
            CHECK(pieces.add(fragment(offset, std::string_view(text).substr(offset, 8), offset != 24)));
        }
        REQUIRE(pieces.is_whole());
        CHECK(pieces.length() == 29);
        CHECK(assembled(pieces) == text);
    } while (std::ranges::next_permutation(offsets).found);
}

TEST_CASE("wire/fragment_pieces: a copy changes nothing, an overlap is told and fills holes only") {
    FragmentPieces pieces;
    CHECK(pieces.add(fragment(8, "bbbbbbbb")));
    CHECK(pieces.add(fragment(8, "BBBBBBBB")));
    CHECK(pieces.count() == 1);
    CHECK_FALSE(pieces.add(fragment(0, "xxxxxxxxxxxxxxxxxxxxxxxx")));
    CHECK(pieces.count() == 3);
    CHECK_FALSE(pieces.add(fragment(8, "yyyyyyyyyyyyyyyyyyyy", kLast)));
    REQUIRE(pieces.is_whole());
    CHECK(assembled(pieces) == "xxxxxxxxbbbbbbbbxxxxxxxxyyyy");
}

TEST_CASE("wire/fragment_pieces: fragments that disagree about the packet's end are not taken") {
    FragmentPieces pieces;
    CHECK(pieces.add(fragment(8, "cccccccc", kLast)));
    CHECK_FALSE(pieces.add(fragment(16, "dddddddd")));
    CHECK_FALSE(pieces.add(fragment(16, "dd", kLast)));
    CHECK_FALSE(pieces.add(fragment(0, "dd", kLast)));
    CHECK(pieces.add(fragment(0, "aaaaaaaa")));
    REQUIRE(pieces.is_whole());
    CHECK(assembled(pieces) == "aaaaaaaacccccccc");
    FragmentPieces other;
    CHECK(other.add(fragment(16, "dddddddd")));
    CHECK_FALSE(other.add(fragment(0, "aaaaaaaa", kLast)));
    CHECK_FALSE(other.is_whole());
}

TEST_CASE("wire/fragment_pieces: what the capture cut ends what can be had") {
    FragmentPieces pieces;
    Fragment cut = fragment(8, "bbbbb");
    cut.length = 8;
    CHECK(pieces.add(fragment(0, "aaaaaaaa")));
    CHECK(pieces.add(cut));
    CHECK(pieces.add(fragment(16, "cccc", kLast)));
    REQUIRE(pieces.is_whole());
    CHECK(pieces.length() == 20);
    CHECK(assembled(pieces) == "aaaaaaaabbbbb");
}

TEST_CASE("wire/fragment_pieces: random overlaps give what an array of octets gives") {
    std::mt19937 random(3);
    for (int round = 0; round < 3000; ++round) {
        std::string expected(64, '\0');
        FragmentPieces pieces;
        CHECK(pieces.add(fragment(56, "zzzzzzzz", kLast)));
        expected.replace(56, 8, "zzzzzzzz");
        while (!pieces.is_whole()) {
            const std::uint32_t offset = static_cast<std::uint32_t>(random() % 8) * 8;
            const std::string octets((1 + random() % (8 - offset / 8)) * 8,
                                     static_cast<char>('a' + random() % 25));
            (void)pieces.add(fragment(offset, octets));
            for (std::size_t i = 0; i < octets.size(); ++i)
                if (expected[offset + i] == '\0') expected[offset + i] = octets[i];
        }
        REQUIRE(assembled(pieces) == expected);
        REQUIRE(pieces.count() <= 8);
    }
}
