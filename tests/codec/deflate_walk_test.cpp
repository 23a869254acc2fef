#include "src/codec/deflate_walk.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/random.hpp"
#include "tests/support/deflate_stream.hpp"
#include "wsdissect/base/bytes.hpp"

namespace wsdissect::codec {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kTail = "\x00\x00\xff\xff"sv;
constexpr std::uint32_t kFullWindow = 32768;

/// What zlib says: whole blocks up to the end, and their length.
DeflateWalk by_zlib(std::string_view input) {
    constexpr int kBetweenBlocks = 128, kUnusedBits = 63;
    if (input.empty()) return {.valid = true};
    DeflateWalk walk;
    z_stream state{};
    REQUIRE(inflateInit2(&state, -15) == Z_OK);
    std::vector<std::uint8_t> out(1 << 16);
    state.next_in = const_cast<Bytef*>(as_bytes(input).data());
    state.avail_in = static_cast<uInt>(input.size());
    int result = Z_OK;
    int stalls = 0;  // an empty block may lie in bits that were read before: that is no progress to zlib
    do {
        state.next_out = out.data();
        state.avail_out = static_cast<uInt>(out.size());
        result = inflate(&state, Z_BLOCK);
        walk.length += out.size() - state.avail_out;
        const bool stalled = result == Z_BUF_ERROR;
        stalls = stalled ? stalls + 1 : 0;
        const bool between_blocks = (result == Z_OK || stalled) && (state.data_type & kBetweenBlocks) != 0 &&
                                    (state.data_type & kUnusedBits) == 0;
        walk.valid = state.avail_in == 0 && (result == Z_STREAM_END || between_blocks);
        if (result == Z_STREAM_END) result = inflateReset(&state);
        if (stalled && stalls < 8) result = Z_OK;
    } while (result == Z_OK && !walk.valid);
    inflateEnd(&state);
    return walk;
}

/// The same walk over pieces that are cut at random.
DeflateWalk walk_pieces(std::string_view input, bench::Random& random) {
    DeflateWalker walker(kFullWindow, 0);
    while (!input.empty()) {
        const std::size_t octets = std::min<std::size_t>(random.between(1, 40), input.size());
        walker.add(as_bytes(input.substr(0, octets)));
        input.remove_prefix(octets);
    }
    return walker.result();
}

void check_like_zlib(const std::string& input) {
    const DeflateWalk expected = by_zlib(input);
    const DeflateWalk got = walk_deflate(as_bytes(input), kFullWindow, 0);
    CHECK(got.valid == expected.valid);
    if (expected.valid) CHECK(got.length == expected.length);
    CHECK(got.too_far == 0);
    bench::Random random(input.size());
    const DeflateWalk in_pieces = walk_pieces(input, random);
    CHECK(in_pieces.valid == got.valid);
    CHECK(in_pieces.length == got.length);
}

std::string some_text(bench::Random& random, std::size_t length) {
    std::string text;
    while (text.size() < length) {
        switch (random.below(4)) {
            case 0: text += std::string(random.below(700), 'z'); break;
            case 1: text += static_cast<char>(random.next()); break;
            default: text += "word" + std::to_string(random.below(2000));
        }
    }
    return text;
}

std::string compressed(const std::string& text, int window_bits, int level) {
    test::DeflateStream deflate(window_bits, level);
    return std::string(as_text(deflate.compress(as_bytes(text)))) + std::string(kTail);
}

/// The octets of a block with codes of its own (RFC 1951 section 3.2.7), and of an empty stored one behind
/// it.
class DynamicBlock {
  public:
    DynamicBlock(unsigned literals, unsigned distances) {
        add("001");  // not the last, with codes of its own
        add_number(literals - 257, 5);
        add_number(distances - 1, 5);
        // Of the codes' lengths: 18 is 0, 1 is 10, 0 is 110, 16 is 111.
        add_number(18 - 4, 4);
        constexpr std::array<unsigned, 18> kLengths = {3, 0, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2};
        for (const unsigned length : kLengths) add_number(length, 3);
    }
    void add_zeros(unsigned count) {
        while (count >= 11) {
            const unsigned at_once = std::min(count, 138U);
            add("0");
            add_number(at_once - 11, 7);
            count -= at_once;
        }
        for (; count > 0; --count) add("110");
    }
    void add_one() { add("10"); }
    void repeat_last_three_times() { add("11100"); }

    [[nodiscard]] std::string octets() const {
        // Behind the codes, 0 ends the block, and 000 begins the other.
        std::string octets((bits_.size() + 4 + 7) / 8, '\0');
        for (std::size_t at = 0; at < bits_.size(); ++at)
            if (bits_[at] == '1') octets[at / 8] = static_cast<char>(octets[at / 8] | 1 << at % 8);
        return octets + std::string(kTail);
    }

  private:
    void add(std::string_view bits) { bits_ += bits; }
    void add_number(unsigned number, unsigned bits) {
        for (unsigned bit = 0; bit < bits; ++bit) bits_ += (number >> bit & 1U) != 0 ? '1' : '0';
    }

    std::string bits_;  ///< As 0 and 1, in their order.
};

/// With a code for the block's end, and one distance.
std::string block_of_codes(unsigned literals, unsigned distances) {
    DynamicBlock block(literals, distances);
    block.add_zeros(256);
    block.add_one();
    block.add_zeros(literals - 257);
    block.add_one();
    block.add_zeros(distances - 1);
    return block.octets();
}

TEST_CASE("codec/deflate_walk: there are up to 286 literals and lengths, and up to 30 distances") {
    for (const unsigned literals : {257U, 286U, 287U, 288U}) {
        for (const unsigned distances : {1U, 30U, 31U, 32U}) {
            CAPTURE(literals);
            CAPTURE(distances);
            const std::string block = block_of_codes(literals, distances);
            check_like_zlib(block);
            CHECK(walk_deflate(as_bytes(block), kFullWindow, 0).valid ==
                  (literals <= 286 && distances <= 30));
        }
    }
}

TEST_CASE("codec/deflate_walk: nothing can be repeated where no length was yet") {
    DynamicBlock block(257, 1);
    block.repeat_last_three_times();
    block.add_zeros(253);
    block.add_one();
    block.add_one();
    check_like_zlib(block.octets());
    CHECK_FALSE(walk_deflate(as_bytes(block.octets()), kFullWindow, 0).valid);
}

TEST_CASE("codec/deflate_walk: RFC 7692 section 7.2.3") {
    struct Case {
        std::string_view input;
        std::uint64_t history, length;
    };
    const Case cases[] = {
        {"\xf2\x48\xcd\xc9\xc9\x07\x00\x00\x00\xff\xff"sv, 0, 5},
        {"\xf2\x00\x11\x00\x00\x00\x00\xff\xff"sv, 5, 5},
        {"\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00\x00\x00\xff\xff"sv, 0, 5},
        {"\xf3\x48\xcd\xc9\xc9\x07\x00\x00\x00\x00\xff\xff"sv, 0, 5},
        {"\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00\x00\x00\xff\xff"sv, 0, 5},
        {"\x00\x00\x00\xff\xff"sv, 0, 0},
        {""sv, 0, 0},
    };
    for (const Case& c : cases) {
        const DeflateWalk walk = walk_deflate(as_bytes(c.input), kFullWindow, c.history);
        CHECK(walk.valid);
        CHECK(walk.length == c.length);
    }
}

TEST_CASE("codec/deflate_walk: a reference reaches as far as there is a window and something in it") {
    const std::string_view five_back = "\xf2\x00\x11\x00\x00\x00\x00\xff\xff"sv;  // 'H', then 4 from 5 back
    CHECK(walk_deflate(as_bytes(five_back), 5, 5).valid);
    CHECK(walk_deflate(as_bytes(five_back), 4, 5).too_far == 5);
    CHECK_FALSE(walk_deflate(as_bytes(five_back), 4, 5).valid);
    CHECK_FALSE(walk_deflate(as_bytes(five_back), 5, 3).valid);
    CHECK(walk_deflate(as_bytes(five_back), 5, 3).too_far == 0);
}

TEST_CASE("codec/deflate_walk: pieces that are cut at each octet give what the whole gives") {
    bench::Random random(5);
    for (const int level : {Z_NO_COMPRESSION, Z_BEST_SPEED, Z_BEST_COMPRESSION}) {
        const std::string input = compressed(some_text(random, 900), 15, level);
        for (const std::uint32_t window : {kFullWindow, std::uint32_t{64}}) {
            const DeflateWalk whole = walk_deflate(as_bytes(input), window, 0);
            for (std::size_t cut = 0; cut <= input.size(); ++cut) {
                CAPTURE(cut);
                DeflateWalker walker(window, 0);
                walker.add(as_bytes(input).first(cut));
                walker.add(as_bytes(input).subspan(cut));
                const DeflateWalk got = walker.result();
                CHECK(got.valid == whole.valid);
                CHECK(got.length == whole.length);
                CHECK(got.too_far == whole.too_far);
            }
        }
    }
}

TEST_CASE("codec/deflate_walk: finds what a compressor with a larger window refers to") {
    bench::Random random(3);
    for (int window_bits = 9; window_bits <= 15; ++window_bits) {
        CAPTURE(window_bits);
        const std::string text = some_text(random, 100'000);
        const std::string input = compressed(text, window_bits, Z_BEST_COMPRESSION);
        const std::uint32_t window = 1U << window_bits;
        const DeflateWalk within = walk_deflate(as_bytes(input), window, 0);
        CHECK(within.valid);
        CHECK(within.length == text.size());
        if (window_bits == 9) continue;  // zlib uses less than half of that window
        const DeflateWalk beyond = walk_deflate(as_bytes(input), window / 2, 0);
        CHECK(beyond.too_far > window / 2);
        CHECK(beyond.too_far <= window);
        CHECK_FALSE(beyond.valid);
    }
}

TEST_CASE("codec/deflate_walk: says of random changes what zlib says") {
    bench::Random random(11);
    for (int round = 0; round < 3000; ++round) {
        CAPTURE(round);
        const int level = static_cast<int>(random.below(10));
        std::string input = compressed(some_text(random, random.between(1, 3000)), 15, level);
        check_like_zlib(input);
        for (std::uint32_t changes = random.below(4); changes > 0; --changes)
            input[random.below(static_cast<std::uint32_t>(input.size()))] ^=
                static_cast<char>(1U << random.below(8));
        check_like_zlib(input);
        check_like_zlib(input.substr(0, random.below(static_cast<std::uint32_t>(input.size()))));
    }
}

TEST_CASE("codec/deflate_walk: says of random octets what zlib says") {
    bench::Random random(13);
    for (int round = 0; round < 20'000; ++round) {
        CAPTURE(round);
        std::string input(random.below(120), '\0');
        for (char& octet : input) octet = static_cast<char>(random.next());
        // Headers of dynamic blocks are what is hardest to get right.
        if (!input.empty() && random.below(2) == 0) input[0] = static_cast<char>((input[0] & 0xF8) | 0x4);
        check_like_zlib(input);
    }
}

}  // namespace
}  // namespace wsdissect::codec
