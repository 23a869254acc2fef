#include "wsdissect/websocket/frame.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "wsdissect/base/bytes.hpp"

using namespace wsdissect;
using namespace wsdissect::websocket;

namespace {

using Octets = std::vector<std::uint8_t>;

constexpr MaskingKey kRfcKey = {0x37, 0xfa, 0x21, 0x3d};

struct Case {
    std::string_view name;
    Octets wire;
    bool fin;
    std::uint8_t rsv;
    std::uint8_t opcode;
    std::uint8_t length_bits;
    std::uint64_t payload_length;
    std::optional<MaskingKey> masking_key;
};

const std::vector<Case> kCases = {
    // RFC 6455 section 5.7.
    {"unmasked text", {0x81, 0x05}, true, 0, 0x1, 7, 5, {}},
    {"masked text", {0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d}, true, 0, 0x1, 7, 5, kRfcKey},
    {"first fragment", {0x01, 0x03}, false, 0, 0x1, 7, 3, {}},
    {"last fragment", {0x80, 0x02}, true, 0, 0x0, 7, 2, {}},
    {"unmasked Ping", {0x89, 0x05}, true, 0, 0x9, 7, 5, {}},
    {"masked Pong", {0x8a, 0x85, 0x37, 0xfa, 0x21, 0x3d}, true, 0, 0xa, 7, 5, kRfcKey},
    {"256 octets of binary", {0x82, 0x7e, 0x01, 0x00}, true, 0, 0x2, 16, 256, {}},
    {"64 KiB of binary", {0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0}, true, 0, 0x2, 64, 65536, {}},
    // The forms of the length at their ends, the shortest or not.
    {"nothing", {0x82, 0x00}, true, 0, 0x2, 7, 0, {}},
    {"125", {0x82, 0x7d}, true, 0, 0x2, 7, 125, {}},
    {"125 in 16 bits", {0x82, 0x7e, 0x00, 0x7d}, true, 0, 0x2, 16, 125, {}},
    {"0 in 16 bits", {0x82, 0x7e, 0x00, 0x00}, true, 0, 0x2, 16, 0, {}},
    {"126", {0x82, 0x7e, 0x00, 0x7e}, true, 0, 0x2, 16, 126, {}},
    {"65535", {0x82, 0x7e, 0xff, 0xff}, true, 0, 0x2, 16, 65535, {}},
    {"1 in 64 bits", {0x82, 0x7f, 0, 0, 0, 0, 0, 0, 0, 1}, true, 0, 0x2, 64, 1, {}},
    {"2^63 - 1", {0x82, 0x7f, 0x7f, 255, 255, 255, 255, 255, 255, 255}, true, 0, 2, 64, ~0ULL >> 1, {}},
    {"2^64 - 1", {0x82, 0x7f, 255, 255, 255, 255, 255, 255, 255, 255}, true, 0, 2, 64, ~0ULL, {}},
    {"16 bits and masked", {0x82, 0xfe, 0x12, 0x34, 1, 2, 3, 4}, true, 0, 2, 16, 0x1234, {{1, 2, 3, 4}}},
    {"the longest header",
     {0x82, 0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
     true,
     0,
     0x2,
     64,
     0x0102030405060708,
     {{9, 10, 11, 12}}},
    {"a key of zeros is a key", {0x81, 0x80, 0, 0, 0, 0}, true, 0, 0x1, 7, 0, {{0, 0, 0, 0}}},
    // Reserved bits and opcodes are decoded like others.
    {"RSV1", {0xc1, 0x00}, true, 0x4, 0x1, 7, 0, {}},
    {"RSV2", {0xa1, 0x00}, true, 0x2, 0x1, 7, 0, {}},
    {"RSV3", {0x91, 0x00}, true, 0x1, 0x1, 7, 0, {}},
    {"reserved data opcode", {0x73, 0x00}, false, 0x7, 0x3, 7, 0, {}},
    {"reserved control opcode", {0xff, 0x00}, true, 0x7, 0xf, 7, 0, {}},
    {"long Close", {0x88, 0x7e, 0x01, 0x00}, true, 0, 0x8, 16, 256, {}},
};

void check_header(const FrameHeader& header, const Case& expected) {
    CHECK(header.fin == expected.fin);
    CHECK(header.rsv == expected.rsv);
    CHECK(header.rsv1() == (expected.rsv >= 4));
    CHECK(static_cast<int>(header.opcode) == expected.opcode);
    CHECK(header.length_bits == expected.length_bits);
    CHECK(header.header_length == expected.wire.size());
    CHECK(header.payload_length == expected.payload_length);
    CHECK(header.masking_key == expected.masking_key);
}

/// What RFC 6455 section 5.3 says, octet by octet.
Octets masked_by_definition(const Octets& payload, MaskingKey key, std::uint64_t position) {
    Octets result;
    for (const std::uint8_t octet : payload) {
        result.push_back(static_cast<std::uint8_t>(octet ^ key[position % 4]));
        ++position;
    }
    return result;
}

}  // namespace

TEST_CASE("websocket/frame: headers of all forms") {
    for (const Case& row : kCases) {
        CAPTURE(row.name);
        const std::optional<FrameHeader> header = parse_frame_header(row.wire);
        REQUIRE(header);
        check_header(*header, row);
    }
}

TEST_CASE("websocket/frame: what follows the header does not matter") {
    for (const Case& row : kCases) {
        CAPTURE(row.name);
        Octets wire = row.wire;
        wire.insert(wire.end(), 20, 0xff);
        const std::optional<FrameHeader> header = parse_frame_header(wire);
        REQUIRE(header);
        check_header(*header, row);
    }
}

TEST_CASE("websocket/frame: a header cut anywhere needs more octets") {
    for (const Case& row : kCases)
        for (std::size_t cut = 0; cut < row.wire.size(); ++cut) {
            CAPTURE(row.name);
            CAPTURE(cut);
            CHECK_FALSE(parse_frame_header(Bytes(row.wire).first(cut)));
        }
}

TEST_CASE("websocket/frame: any first two octets make a header of 2 to 14 octets") {
    for (unsigned first = 0; first < 256; ++first)
        for (unsigned second = 0; second < 256; ++second) {
            Octets wire(kMaxFrameHeader, 0);
            wire[0] = static_cast<std::uint8_t>(first);
            wire[1] = static_cast<std::uint8_t>(second);
            const std::optional<FrameHeader> header = parse_frame_header(wire);
            REQUIRE(header);
            const unsigned field = second % 128;
            const unsigned length = (field < 126 ? 2 : field == 126 ? 4 : 10) + (second < 128 ? 0 : 4);
            REQUIRE(header->header_length == length);
            REQUIRE(header->payload_length == (field < 126 ? field : 0));
            REQUIRE(header->masking_key.has_value() == (second >= 128));
            REQUIRE(static_cast<unsigned>(header->opcode) == first % 16);
            REQUIRE(header->rsv == first / 16 % 8);
            REQUIRE(header->fin == (first >= 128));
        }
}

TEST_CASE("websocket/frame: opcodes, what they are called, and which are reserved or control") {
    struct Row {
        std::uint8_t opcode;
        std::string_view name;
        bool reserved;
        bool control;
    };
    const std::vector<Row> rows = {
        {0x0, "continuation", false, false}, {0x1, "text", false, false},    {0x2, "binary", false, false},
        {0x3, "reserved", true, false},      {0x4, "reserved", true, false}, {0x5, "reserved", true, false},
        {0x6, "reserved", true, false},      {0x7, "reserved", true, false}, {0x8, "close", false, true},
        {0x9, "ping", false, true},          {0xa, "pong", false, true},     {0xb, "reserved", true, true},
        {0xc, "reserved", true, true},       {0xd, "reserved", true, true},  {0xe, "reserved", true, true},
        {0xf, "reserved", true, true},
    };
    for (const Row& row : rows) {
        CAPTURE(row.opcode);
        const auto opcode = static_cast<Opcode>(row.opcode);
        CHECK(name_of(opcode) == row.name);
        CHECK(is_reserved(opcode) == row.reserved);
        CHECK(is_control(opcode) == row.control);
    }
}

TEST_CASE("websocket/frame: RFC 6455 section 5.7's masked Hello") {
    const Octets masked = {0x7f, 0x9f, 0x4d, 0x51, 0x58};
    Octets out(masked.size());
    apply_mask(masked, kRfcKey, 0, out.data());
    CHECK(as_text(out) == "Hello");
}

TEST_CASE("websocket/frame: masking equals its definition at every length, alignment and position") {
    constexpr MaskingKey key = {0x01, 0x20, 0x80, 0xff};
    Octets octets(200);
    for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<std::uint8_t>(i * 37 + 11);
    for (std::size_t length = 0; length <= 150; ++length)
        for (std::size_t alignment = 0; alignment < 9; ++alignment)
            for (std::uint64_t position = 0; position < 9; ++position) {
                const Bytes view = Bytes(octets).subspan(alignment, length);
                const Octets payload(view.begin(), view.end());
                const Octets expected = masked_by_definition(payload, key, position);

                Octets elsewhere(length + 2, 0xee);
                apply_mask(view, key, position, &elsewhere[1]);
                REQUIRE(elsewhere.front() == 0xee);
                REQUIRE(elsewhere.back() == 0xee);
                REQUIRE(Octets(elsewhere.begin() + 1, elsewhere.end() - 1) == expected);

                Octets in_place = payload;
                apply_mask(in_place, key, position, in_place.data());
                REQUIRE(in_place == expected);
            }
}

TEST_CASE("websocket/frame: positions beyond 32 bits turn the key as well") {
    const Octets payload = {0, 0, 0, 0, 0};
    Octets out(payload.size());
    apply_mask(payload, {1, 2, 3, 4}, (std::uint64_t{1} << 63) + 3, out.data());
    CHECK(out == Octets{4, 1, 2, 3, 4});
    apply_mask(payload, {1, 2, 3, 4}, ~std::uint64_t{0}, out.data());
    CHECK(out == Octets{4, 1, 2, 3, 4});
}
