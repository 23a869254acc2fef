#pragma once
// What the tests of the wire room say of a packet: it is this segment, it is that error, it is neither.

#include <doctest/doctest.h>

#include <cstdint>

#include "tests/support/packet_builder.hpp"
#include "wsdissect/wire/decoder.hpp"

namespace wsdissect::test {

/// Whole on the wire and in the capture.
inline wire::Decoded decode_whole(LinkType link_type, const Octets& packet,
                                  const wire::Options& options = {}) {
    return wire::decode(link_type, packet, static_cast<std::uint32_t>(packet.size()), options);
}

/// All of the segment but its payload and what the link layer adds.
inline void check_header(const Segment& found, const Tcp& expected) {
    CHECK(to_text(found.source()) == to_text(expected.source));
    CHECK(to_text(found.destination()) == to_text(expected.destination));
    CHECK(found.sequence.value == expected.sequence);
    CHECK(found.acknowledgment.value == expected.acknowledgment);
    CHECK(found.flags.octet == expected.flags);
    CHECK(found.payload_length == expected.payload.size());
}

inline void expect_segment(LinkType link_type, const Octets& packet, const Tcp& expected,
                           std::uint64_t network = 0, const wire::Options& options = {}) {
    const wire::Decoded decoded = decode_whole(link_type, packet, options);
    REQUIRE(decoded.outcome == wire::Outcome::segment);
    CHECK(decoded.usable);
    check_header(decoded.segment, expected);
    CHECK(as_text(decoded.segment.payload) == expected.payload);
    CHECK(decoded.segment.key.network == network);
}

inline void expect_outcome(LinkType link_type, const Octets& packet, wire::Outcome outcome,
                           const wire::Options& options = {}) {
    const wire::Decoded decoded = decode_whole(link_type, packet, options);
    CHECK(decoded.outcome == outcome);
    CHECK_FALSE(decoded.usable);
}

inline void check_error(const wire::Decoded& decoded, const wire::Error& expected) {
    REQUIRE(decoded.outcome == wire::Outcome::malformed);
    CHECK(decoded.error.kind == expected.kind);
    CHECK(decoded.error.offset == expected.offset);
    CHECK(decoded.error.found == expected.found);
    CHECK(decoded.error.expected == expected.expected);
}

/// Malformed, and nothing can be had of it.
inline void expect_error(LinkType link_type, const Octets& packet, const wire::Error& expected) {
    const wire::Decoded decoded = decode_whole(link_type, packet);
    check_error(decoded, expected);
    CHECK_FALSE(decoded.usable);
}

}  // namespace wsdissect::test
