#include "tests/bench/frame_writer.hpp"

#include <cstddef>
#include <cstring>

namespace wsdissect::bench {
namespace {

void append_big_endian(std::vector<std::uint8_t>& out, std::uint64_t value, unsigned octets) {
    for (unsigned shift = 8 * octets; shift > 0; shift -= 8) {
        out.push_back(static_cast<std::uint8_t>(value >> (shift - 8)));
    }
}

void append_length(std::vector<std::uint8_t>& out, std::uint64_t length, bool masked) {
    const auto first_octet = [&](std::uint64_t bits) {
        out.push_back(static_cast<std::uint8_t>(bits | (masked ? 0x80U : 0U)));
    };
    if (length < 126) {
        first_octet(length);
    } else if (length <= 0xffff) {
        first_octet(126);
        append_big_endian(out, length, 2);
    } else {
        first_octet(127);
        append_big_endian(out, length, 8);
    }
}

/// RFC 6455 section 5.3, eight octets at a time.
void append_masked(std::vector<std::uint8_t>& out, Bytes payload, websocket::MaskingKey key) {
    const std::size_t start = out.size();
    out.resize(start + payload.size());
    std::uint32_t key_once = 0;
    std::memcpy(&key_once, key.data(), key.size());
    const std::uint64_t key_twice = (std::uint64_t{key_once} << 32) | key_once;
    std::size_t at = 0;
    for (; payload.size() - at >= sizeof key_twice; at += sizeof key_twice) {
        std::uint64_t word = 0;
        std::memcpy(&word, &payload[at], sizeof word);
        word ^= key_twice;
        std::memcpy(&out[start + at], &word, sizeof word);
    }
    for (; at < payload.size(); ++at) {
        out[start + at] = static_cast<std::uint8_t>(payload[at] ^ key[at % key.size()]);
    }
}

}  // namespace

void append_frame(std::vector<std::uint8_t>& out, const FrameToWrite& frame) {
    const auto flags = static_cast<unsigned>((frame.fin ? 0x80 : 0) | (frame.rsv1 ? 0x40 : 0));
    out.push_back(static_cast<std::uint8_t>(flags | static_cast<unsigned>(frame.opcode)));
    append_length(out, frame.payload.size(), frame.masking_key.has_value());
    if (!frame.masking_key) {
        out.insert(out.end(), frame.payload.begin(), frame.payload.end());
        return;
    }
    out.insert(out.end(), frame.masking_key->begin(), frame.masking_key->end());
    append_masked(out, frame.payload, *frame.masking_key);
}

}  // namespace wsdissect::bench
