#include "src/capture/pcap_format.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/capture/reading.hpp"
#include "tests/support/capture_builder.hpp"

namespace wsdissect::capture {

namespace {

using test::PcapBuilder;

constexpr Timestamp kTime{1700000000'123456789};
constexpr std::size_t kFileHeader = 24;
constexpr std::size_t kRecordHeader = 16;

std::vector<std::uint8_t> three_packets() {
    return PcapBuilder()
        .add(kTime, as_bytes("one"))
        .add(kTime, as_bytes("three"))
        .add(kTime, as_bytes("seven.."))
        .octets();
}

/// The damage of a file of records of `lengths` octets that was cut to `size` octets; empty where the cut is
/// between records.
std::string damage_at_cut(std::size_t size, const std::vector<std::size_t>& lengths) {
    if (size < kFileHeader) {
        return "after 0: packet 1 at 0: file ends inside its header: " + std::to_string(size) +
               " of 24 bytes";
    }
    std::size_t offset = kFileHeader;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        const std::size_t found = size - offset;
        const std::string place = ": packet " + std::to_string(i + 1) + " at " + std::to_string(offset);
        if (found == 0) return {};
        if (found < kRecordHeader) {
            return "after " + std::to_string(i) + place +
                   ": file ends inside a packet or block header: " + std::to_string(found) + " of 16 bytes";
        }
        if (found < kRecordHeader + lengths[i]) {
            return "after " + std::to_string(i + 1) + place +
                   ": file ends inside a packet: " + std::to_string(found - kRecordHeader) + " of " +
                   std::to_string(lengths[i]) + " bytes";
        }
        offset += kRecordHeader + lengths[i];
    }
    return {};
}

}  // namespace

TEST_CASE("capture/pcap_format: four magic numbers tell octet order and resolution") {
    for (const ByteOrder order : {ByteOrder::little, ByteOrder::big}) {
        for (const bool nanoseconds : {false, true}) {
            const auto file =
                PcapBuilder(
                    {.link_type = LinkType::linux_cooked_v2, .order = order, .nanoseconds = nanoseconds})
                    .add(kTime, as_bytes("hello"))
                    .add({0}, as_bytes("cut"), 1500)
                    .octets();
            const Reading reading = read_content(file);
            CHECK(reading.damages.empty());
            REQUIRE(reading.packets.size() == 2);
            const ReadPacket& first = reading.packets[0];
            CHECK(first.number == 1);
            CHECK(first.nanoseconds == (nanoseconds ? 1700000000'123456789 : 1700000000'123456000));
            CHECK(int{first.time_digits} == (nanoseconds ? 9 : 6));
            CHECK(first.link_type == LinkType::linux_cooked_v2);
            CHECK(first.original_length == 5);
            CHECK(first.data_offset == 40);
            CHECK(as_text(first.data) == "hello");
            CHECK(reading.packets[1].number == 2);
            CHECK(reading.packets[1].original_length == 1500);
            CHECK(reading.packets[1].data_offset == 61);
        }
    }
}

TEST_CASE("capture/pcap_format: the modified variant has longer record headers") {
    for (const ByteOrder order : {ByteOrder::little, ByteOrder::big}) {
        const auto file = PcapBuilder({.order = order, .modified = true})
                              .add(kTime, as_bytes("hello"))
                              .add(kTime, as_bytes("cut"), 1500)
                              .octets();
        const Reading reading = read_content(file);
        CHECK(reading.damages.empty());
        CHECK(reading.texts() == std::vector<std::string>{"hello", "cut"});
        CHECK(reading.times() == std::vector<std::int64_t>(2, 1700000000'123456000));
        CHECK(reading.packets.at(1).original_length == 1500);
        CHECK(reading.packets.at(1).data_offset == 24 + 24 + 5 + 24);
        const Reading in_header = read_content(Bytes(file).first(24 + 20));
        CHECK(in_header.damages ==
              std::vector<std::string>{"after 0: packet 1 at 24: file ends inside a packet or block header: "
                                       "20 of 24 bytes"});
        const Reading in_packet = read_content(Bytes(file).first(file.size() - 1));
        CHECK(in_packet.texts() == std::vector<std::string>{"hello", "cu"});
        CHECK(in_packet.damages ==
              std::vector<std::string>{"after 2: packet 2 at 53: file ends inside a packet: 2 of 3 bytes"});
    }
}

TEST_CASE("capture/pcap_format: seconds have 32 bits without a sign") {
    const auto file = PcapBuilder().add({4294967295'000001000}, as_bytes("2106")).octets();
    CHECK(read_content(file).times() == std::vector<std::int64_t>{4294967295'000001000});
}

TEST_CASE("capture/pcap_format: the bits above the link type are not part of it") {
    const auto file = PcapBuilder({.link_type = LinkType::raw, .upper_link_bits = 0xf400})
                          .add(kTime, as_bytes("x"))
                          .octets();
    CHECK(read_content(file).packets.at(0).link_type == LinkType::raw);
}

TEST_CASE("capture/pcap_format: a captured length above the original one stands") {
    const auto file = PcapBuilder().add(kTime, as_bytes("hello"), 2).octets();
    const ReadPacket packet = read_content(file).packets.at(0);
    CHECK(packet.original_length == 5);
    CHECK(as_text(packet.data) == "hello");
}

TEST_CASE("capture/pcap_format: another major version is not read") {
    const auto file = PcapBuilder({.major_version = 3}).add(kTime, as_bytes("x")).octets();
    const Reading reading = read_content(file);
    CHECK(reading.packets.empty());
    CHECK(reading.damages ==
          std::vector<std::string>{"after 0: packet 1 at 0: unknown major version 3 of the file format"});
}

TEST_CASE("capture/pcap_format: a file cut anywhere gives all packets before the cut, then the damage") {
    const auto file = three_packets();
    const Reading whole = read_content(file);
    CHECK(whole.damages.empty());
    const std::vector<std::size_t> lengths{3, 5, 7};
    for (std::size_t size = 1; size <= file.size(); ++size) {
        CAPTURE(size);
        const Reading reading = read_content(Bytes(file).first(size));
        const std::string damage = damage_at_cut(size, lengths);
        CHECK(reading.damages == (damage.empty() ? std::vector<std::string>{} : std::vector{damage}));
        REQUIRE(reading.packets.size() <= whole.packets.size());
        for (std::size_t i = 0; i < reading.packets.size(); ++i) {
            ReadPacket expected = whole.packets[i];
            expected.data.resize(std::min(expected.data.size(), size - expected.data_offset));
            CHECK(reading.packets[i] == expected);
        }
    }
}

TEST_CASE("capture/pcap_format: the batch and the pieces in which it comes change nothing") {
    const auto file = three_packets();
    const Reading whole = read_content(file);
    for (const std::size_t batch : {1U, 2U, 3U}) CHECK(read_content(file, batch) == whole);
    for (const std::size_t piece : {1U, 2U, 7U, 41U}) CHECK(read_pipe(file, piece) == whole);
}

TEST_CASE("capture/pcap_format: a length that no capture holds ends the reading, without its memory") {
    for (const std::uint32_t length : {0xffffffffU, 0x80000000U, kMaxPacketOctets + 1}) {
        const auto file = PcapBuilder()
                              .add(kTime, as_bytes("good"))
                              .add_lying(kTime, as_bytes("bad"), length)
                              .add(kTime, as_bytes("lost"))
                              .octets();
        const Reading reading = read_content(file);
        CHECK(reading.texts() == std::vector<std::string>{"good"});
        CHECK(reading.damages ==
              std::vector{"after 1: packet 2 at 44: captured length of " + std::to_string(length) +
                          " bytes is above the limit of 16777216"});
    }
}

TEST_CASE("capture/pcap_format: the longest packet is read, through a buffer that began smaller") {
    const std::vector<std::uint8_t> data(kMaxPacketOctets, 0x5a);
    const auto file = PcapBuilder().add(kTime, data).add(kTime, as_bytes("next")).octets();
    const Reading reading = read_content(file);
    CHECK(reading.damages.empty());
    REQUIRE(reading.packets.size() == 2);
    CHECK(reading.packets[0].data == data);
    CHECK(as_text(reading.packets[1].data) == "next");
}

TEST_CASE("capture/pcap_format: packets that straddle the buffer's end are whole") {
    PcapBuilder builder;
    std::vector<std::uint8_t> data;
    std::vector<std::size_t> sizes;
    for (std::size_t i = 0; i < 3000; ++i) {
        data.assign(i * 37 % 1500, static_cast<std::uint8_t>(i));
        sizes.push_back(data.size());
        builder.add({static_cast<std::int64_t>(i) * 1000}, data);
    }
    const Reading reading = read_content(builder.octets(), 64);
    CHECK(reading.damages.empty());
    REQUIRE(reading.packets.size() == sizes.size());
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        data.assign(sizes[i], static_cast<std::uint8_t>(i));
        REQUIRE(reading.packets[i].number == i + 1);
        REQUIRE(reading.packets[i].nanoseconds == static_cast<std::int64_t>(i) * 1000);
        REQUIRE(reading.packets[i].data == data);
    }
}

}  // namespace wsdissect::capture
