#include "wsdissect/wire/decoder.hpp"

#include "wire/layers.hpp"
#include "wsdissect/wire/plain.hpp"

namespace wsdissect::wire {
namespace {

void decode_link(Cursor& cursor, LinkType link_type) noexcept {
    switch (link_type) {
        case LinkType::ethernet: return decode_ethernet(cursor);
        case LinkType::linux_cooked: return decode_linux_cooked(cursor);
        case LinkType::linux_cooked_v2: return decode_linux_cooked_v2(cursor);
        case LinkType::null: return decode_null(cursor);
        case LinkType::loop: return decode_loop(cursor);
        case LinkType::raw:
        case LinkType::raw_bsd_12:
        case LinkType::raw_openbsd_14: return decode_ip(cursor);
        case LinkType::ipv4: return decode_ipv4(cursor);
        case LinkType::ipv6: return decode_ipv6(cursor);
    }
    // Any other number that a capture names: nothing is decoded.
}

}  // namespace

Reading decode_by_layers(Segment& segment, LinkType link_type, Bytes data, std::uint32_t original_length,
                         const Options& options) noexcept {
    Reading reading;
    Cursor cursor(data, original_length, options, reading, segment);
    decode_link(cursor, link_type);
    return reading;
}

Reading decode_into(Segment& segment, LinkType link_type, Bytes data, std::uint32_t original_length,
                    const Options& options) noexcept {
    if (!decode_plain(segment, link_type, data, original_length, options))
        return decode_by_layers(segment, link_type, data, original_length, options);
    Reading reading;
    reading.outcome = Outcome::segment;
    reading.usable = true;
    return reading;
}

Decoded decode(LinkType link_type, Bytes data, std::uint32_t original_length,
               const Options& options) noexcept {
    Decoded decoded;
    static_cast<Reading&>(decoded) = decode_into(decoded.segment, link_type, data, original_length, options);
    return decoded;
}

bool is_decoded(LinkType link_type) noexcept {
    switch (link_type) {
        case LinkType::null:
        case LinkType::ethernet:
        case LinkType::raw_bsd_12:
        case LinkType::raw_openbsd_14:
        case LinkType::raw:
        case LinkType::loop:
        case LinkType::linux_cooked:
        case LinkType::ipv4:
        case LinkType::ipv6:
        case LinkType::linux_cooked_v2: return true;
    }
    return false;
}

}  // namespace wsdissect::wire
