#include "wsdissect/http2/frame.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/http2/frames.hpp"

using namespace wsdissect;
using namespace wsdissect::http2;

TEST_CASE("http2/frame: a header's fields, and nothing of fewer octets than nine") {
    const std::string wire = octets_of("01 02 03 09 2d 80 00 00 05 ff");
    const auto header = parse_frame_header(as_bytes(wire));
    REQUIRE(header);
    CHECK(header->length == 0x010203);
    CHECK(header->type == FrameType::continuation);
    CHECK(header->flags == 0x2d);
    CHECK(header->stream == 5);  // Its first bit is reserved.
    for (std::size_t length = 0; length < kFrameHeader; ++length)
        CHECK(!parse_frame_header(as_bytes(wire).first(length)));
    CHECK(parse_frame_header(as_bytes(wire).first(kFrameHeader)));
}

TEST_CASE("http2/frame: the largest values") {
    const auto header = parse_frame_header(as_bytes(octets_of("ffffff ff ff ffffffff")));
    REQUIRE(header);
    CHECK(header->length == 0xFFFFFF);
    CHECK(static_cast<unsigned>(header->type) == 0xFF);
    CHECK(header->stream == 0x7FFFFFFF);
}

TEST_CASE("http2/frame: each flag is its bit") {
    const auto flagged = [](std::uint8_t flags) { return FrameHeader{.flags = flags}; };
    CHECK((flagged(0x01).end_stream() && !flagged(0xFE).end_stream()));
    CHECK((flagged(0x01).ack() && !flagged(0xFE).ack()));
    CHECK((flagged(0x04).end_headers() && !flagged(0xFB).end_headers()));
    CHECK((flagged(0x08).padded() && !flagged(0xF7).padded()));
    CHECK((flagged(0x20).priority() && !flagged(0xDF).priority()));
}
