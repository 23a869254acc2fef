#include "codec/bit_reader.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>

using namespace wsdissect;
using codec::BitReader;

namespace {

constexpr std::array<std::uint8_t, 4> kOctets = {0xB5, 0x0F, 0xA0, 0x3C};

}  // namespace

TEST_CASE("codec/bit_reader: the lowest bit of each octet comes first") {
    BitReader bits(kOctets, 0);
    CHECK(bits.take(1) == 1);
    CHECK(bits.take(2) == 2);      // 1011 0|10|1
    CHECK(bits.take(9) == 0x1F6);  // 0000 1111 | 1011 0: five bits of one octet, four of the next
    CHECK(bits.peek(4) == 0);
    CHECK(bits.take(4) == 0);
    CHECK(bits.octet() == 2);
    CHECK(bits.bits_of_octet() == 0);
}

TEST_CASE("codec/bit_reader: it may begin within an octet, and goes on at the next") {
    BitReader bits(kOctets, 3);
    CHECK(bits.octet() == 0);
    CHECK(bits.bits_of_octet() == 3);
    CHECK(bits.take(5) == 0x16);
    CHECK(bits.take(1) == 1);
    bits.to_octet();
    CHECK(bits.octet() == 2);
    CHECK(bits.left() == 2);
    CHECK(bits.take(8) == 0xA0);
}

TEST_CASE("codec/bit_reader: octets are jumped over, those in hand and those not read yet") {
    BitReader bits(kOctets, 0);
    CHECK(bits.peek(15) == 0x0FB5);  // two octets are in hand
    bits.skip(1);
    CHECK(bits.left() == 3);
    CHECK(bits.take(8) == 0x0F);
    bits.skip(1);
    CHECK(bits.take(8) == 0x3C);
    CHECK(bits.at_end());
    CHECK(!bits.overrun());
}

TEST_CASE("codec/bit_reader: past the end there are zeros, and it shows") {
    BitReader bits(kOctets, 0);
    bits.skip(3);
    CHECK(bits.take(6) == 0x3C);
    CHECK(!bits.at_end());
    CHECK(bits.peek(15) == 0);
    CHECK(!bits.overrun());  // Nothing was taken yet.
    CHECK(bits.left() == 0);
    CHECK(bits.take(3) == 0);
    CHECK(bits.overrun());
    CHECK(!bits.at_end());
    bits.skip(1000);
    CHECK(bits.left() == 0);
    CHECK(bits.overrun());
}
