#include "src/capture/fixed_fields.hpp"

#include <doctest/doctest.h>

#include <array>

namespace wsdissect::capture {

TEST_CASE("capture/fixed_fields: numbers are read at their places in either octet order") {
    const std::array<std::uint8_t, 7> octets{0x81, 0x92, 0xa3, 0xb4, 0xc5, 0xd6, 0xe7};
    const FixedFields<6> little(octets, ByteOrder::little);
    CHECK(little.u16<0>() == 0x9281);
    CHECK(little.u16<4>() == 0xd6c5);
    CHECK(little.u32<0>() == 0xb4a39281);
    CHECK(little.u32<2>() == 0xd6c5b4a3);
    const FixedFields<6> big(octets, ByteOrder::big);
    CHECK(big.u16<0>() == 0x8192);
    CHECK(big.u16<4>() == 0xc5d6);
    CHECK(big.u32<0>() == 0x8192a3b4);
    CHECK(big.u32<2>() == 0xa3b4c5d6);
}

}  // namespace wsdissect::capture
