#include "codec/huffman_code.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace wsdissect;
using codec::BitReader;
using codec::HuffmanCode;

namespace {

/// The octets of codes as RFC 1951 writes them: the highest bit first.
std::vector<std::uint8_t> octets_of(std::string_view code_bits) {
    std::vector<std::uint8_t> octets((code_bits.size() + 7) / 8);
    for (std::size_t at = 0; at < code_bits.size(); ++at)
        if (code_bits[at] == '1') octets[at / 8] = static_cast<std::uint8_t>(octets[at / 8] | 1U << at % 8);
    return octets;
}

std::string symbols_in(const HuffmanCode& code, std::string_view code_bits, std::size_t count) {
    const auto octets = octets_of(code_bits);
    BitReader bits(octets, 0);
    std::string symbols;
    for (std::size_t i = 0; i < count; ++i) {
        const unsigned symbol = code.take(bits);
        symbols += symbol == HuffmanCode::kNone ? '?' : static_cast<char>('A' + symbol);
    }
    return symbols;
}

}  // namespace

TEST_CASE("codec/huffman_code: the example of RFC 1951 section 3.2.2") {
    HuffmanCode code;
    REQUIRE(code.build(std::array<std::uint8_t, 8>{3, 3, 3, 3, 3, 2, 4, 4}));
    CHECK(symbols_in(code,
                     "010"
                     "011"
                     "100"
                     "101"
                     "110"
                     "00"
                     "1110"
                     "1111",
                     8) == "ABCDEFGH");
}

TEST_CASE("codec/huffman_code: codes of up to 15 bits, those that are looked up and those that are not") {
    HuffmanCode code;
    std::array<std::uint8_t, 16> lengths{};  // 0, 10, 110, ...: one of each length, and two of 15 bits
    for (std::size_t symbol = 0; symbol < 15; ++symbol)
        lengths[symbol] = static_cast<std::uint8_t>(symbol + 1);
    lengths[15] = 15;
    REQUIRE(code.build(lengths));
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
        std::string bits(symbol, '1');
        if (symbol < 15) bits += '0';
        const std::string twice = bits + bits;
        CAPTURE(bits);
        CHECK(symbols_in(code, twice, 2) == std::string(2, static_cast<char>('A' + symbol)));
    }
}

TEST_CASE("codec/huffman_code: too many codes, or too few, are none") {
    HuffmanCode code;
    CHECK(!code.build(std::array<std::uint8_t, 3>{1, 1, 1}));
    CHECK(!code.build(std::array<std::uint8_t, 3>{1, 2, 0}));
    CHECK(!code.build(std::array<std::uint8_t, 2>{2, 0}));
    CHECK(code.build(std::array<std::uint8_t, 3>{1, 2, 2}));
}

TEST_CASE("codec/huffman_code: a single code of one bit is allowed, and so is none") {
    HuffmanCode code;
    REQUIRE(code.build(std::array<std::uint8_t, 3>{0, 1, 0}));
    CHECK(symbols_in(code, "0", 1) == "B");
    CHECK(symbols_in(code, "1", 1) == "?");
    REQUIRE(code.build(std::array<std::uint8_t, 3>{}));
    CHECK(symbols_in(code, "0", 1) == "?");
}

TEST_CASE("codec/huffman_code: bits that are no code are passed, so that an overrun shows") {
    HuffmanCode code;
    REQUIRE(code.build(std::array<std::uint8_t, 1>{1}));
    const std::array<std::uint8_t, 1> octet = {0xFF};
    BitReader bits(octet, 0);
    CHECK(code.take(bits) == HuffmanCode::kNone);
    CHECK(bits.overrun());
}

TEST_CASE("codec/huffman_code: what was built before is forgotten") {
    HuffmanCode code;
    REQUIRE(code.build(std::array<std::uint8_t, 8>{3, 3, 3, 3, 3, 2, 4, 4}));
    REQUIRE(code.build(std::array<std::uint8_t, 2>{1, 1}));
    CHECK(symbols_in(code, "1101", 4) == "BBAB");
}
