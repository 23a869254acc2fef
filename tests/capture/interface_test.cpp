#include "src/capture/interface.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "tests/support/octet_writer.hpp"

namespace wsdissect::capture {

namespace {

constexpr std::int64_t kLatest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kEarliest = std::numeric_limits<std::int64_t>::min();
constexpr std::uint64_t kAllTicks = std::numeric_limits<std::uint64_t>::max();

}  // namespace

TEST_CASE("capture/interface: ticks become nanoseconds, rounded down and saturated") {
    struct Case {
        std::uint8_t resolution;
        std::int64_t offset_seconds;
        std::uint64_t ticks;
        std::int64_t nanoseconds;
        int digits;
    };
    const Case cases[] = {
        // Powers of ten.
        {0, 0, 1700000000, 1700000000'000000000, 0},
        {3, 0, 1700000000123, 1700000000'123000000, 3},
        {6, 0, 1700000000123456, 1700000000'123456000, 6},
        {9, 0, 1700000000123456789, 1700000000'123456789, 9},
        {10, 0, 12345678901, 1'234567890, 9},
        {12, 0, 1234567890123, 1'234567890, 9},
        {19, 0, kAllTicks, 1'844674407, 9},
        {28, 0, kAllTicks, 1, 9},
        {29, 0, kAllTicks, 0, 9},
        {127, 0, kAllTicks, 0, 9},
        // Powers of two.
        {0x80, 0, 5, 5'000000000, 0},
        {0x81, 0, 3, 1'500000000, 1},
        {0x83, 0, 1, 125000000, 3},
        {0x84, 0, 1, 62500000, 4},
        {0x8a, 0, 1025, 1'000976562, 9},
        {0x94, 0, 1, 953, 9},
        {0xa0, 0, std::uint64_t{1700000000} << 32 | 0x80000000, 1700000000'500000000, 9},
        {0xbf, 0, std::uint64_t{1} << 63, 1'000000000, 9},
        {0xc0, 0, std::uint64_t{1} << 63, 500000000, 9},
        {0xff, 0, kAllTicks, 0, 9},
        // Offsets.
        {6, 1700000000, 123456, 1700000000'123456000, 6},
        {6, -1, 500000, -500000000, 6},
        {0x81, 10, 1, 10'500000000, 1},
        // What 64 bits of nanoseconds cannot hold.
        {0, 0, kAllTicks, kLatest, 0},
        {6, 0, kAllTicks, kLatest, 6},
        {6, std::numeric_limits<std::int64_t>::max(), 0, kLatest, 6},
        {6, std::numeric_limits<std::int64_t>::min(), 0, kEarliest, 6},
    };
    for (const Case& c : cases) {
        CAPTURE(int{c.resolution});
        CAPTURE(c.ticks);
        const InterfaceClock clock(c.resolution, c.offset_seconds);
        CHECK(clock.time_of(c.ticks).nanoseconds == c.nanoseconds);
        CHECK(int{clock.digits()} == c.digits);
    }
}

TEST_CASE("capture/interface: without options the clock counts microseconds") {
    test::OctetWriter body(ByteOrder::little);
    body.u16(113).u16(0).u32(96);
    const Interface interface = read_interface(body.octets(), ByteOrder::little);
    CHECK(interface.link_type == LinkType::linux_cooked);
    CHECK(interface.snap_length == 96);
    CHECK(interface.clock.time_of(1).nanoseconds == 1000);
    CHECK(interface.clock.digits() == 6);
}

TEST_CASE("capture/interface: options are found behind others, in either octet order") {
    for (const ByteOrder order : {ByteOrder::little, ByteOrder::big}) {
        test::OctetWriter body(order);
        body.u16(1).u16(0).u32(0);
        body.u16(2).u16(5).append(as_bytes("eth0!")).pad(4);
        body.u16(9).u16(1).u8(3).pad(4);
        body.u16(14).u16(8).u64(100);
        body.u16(0).u16(0);
        body.u16(9).u16(1).u8(0).pad(4);
        const Interface interface = read_interface(body.octets(), order);
        CHECK(interface.clock.time_of(7).nanoseconds == 100'007000000);
        CHECK(interface.clock.digits() == 3);
    }
}

TEST_CASE("capture/interface: an option that is too short or cut says nothing") {
    test::OctetWriter empty_values(ByteOrder::little);
    empty_values.u16(1).u16(0).u32(0).u16(9).u16(0).u16(14).u16(4).u32(1);
    test::OctetWriter cut(ByteOrder::little);
    cut.u16(1).u16(0).u32(0).u16(9).u16(200).u8(3);
    for (const auto& body : {empty_values.octets(), cut.octets()}) {
        const Interface interface = read_interface(body, ByteOrder::little);
        CHECK(interface.clock.time_of(1).nanoseconds == 1000);
    }
}

TEST_CASE("capture/interface: name, description and filter are kept octet for octet, in either octet order") {
    for (const ByteOrder order : {ByteOrder::little, ByteOrder::big}) {
        test::OctetWriter body(order);
        body.u16(1).u16(0).u32(0);
        body.u16(9).u16(1).u8(3).pad(4);
        body.u16(2).u16(5).append(as_bytes("eth\x1b!")).pad(4);
        body.u16(3).u16(4).append(as_bytes("left")).u16(3).u16(5).append(as_bytes("right")).pad(4);
        body.u16(11).u16(4).u8(0).append(as_bytes("tcp"));
        body.u16(0).u16(0).u16(2).u16(4).append(as_bytes("late"));
        const InterfaceText text = read_interface_text(body.octets(), order);
        CHECK(text == InterfaceText{.name = "eth\x1b!", .description = "left", .filter = "tcp"});
    }
}

TEST_CASE("capture/interface: what is no text, or cut, is not kept") {
    test::OctetWriter instructions(ByteOrder::little);
    instructions.u16(1).u16(0).u32(0).u16(11).u16(4).u8(1).append(as_bytes("\6\0\0")).u16(11).u16(0);
    test::OctetWriter cut(ByteOrder::little);
    cut.u16(1).u16(0).u32(0).u16(2).u16(9).append(as_bytes("eth0"));
    for (const Bytes body : {Bytes(instructions.octets()), Bytes(cut.octets()), Bytes(cut.octets()).first(7)})
        CHECK(read_interface_text(body, ByteOrder::little) == InterfaceText{});
}

}  // namespace wsdissect::capture
