#include "wsdissect/websocket/frame.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>

#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::websocket {
namespace {

/// The 7 bits that hold the length, or one of two marks for the longer forms (RFC 6455 section 5.2).
void read_payload_length(ByteReader& reader, std::uint8_t length_field, FrameHeader& header) noexcept {
    if (length_field == 126) {
        header.length_bits = 16;
        header.payload_length = reader.be16();
    } else if (length_field == 127) {
        header.length_bits = 64;
        header.payload_length = reader.be64();
    } else {
        header.length_bits = 7;
        header.payload_length = length_field;
    }
}

MaskingKey read_masking_key(ByteReader& reader) noexcept {
    MaskingKey key{};
    const Bytes octets = reader.take(key.size());
    std::copy(octets.begin(), octets.end(), key.begin());
    return key;
}

using Word = std::uint64_t;
constexpr std::size_t kWordOctets = sizeof(Word);

/// Masks words through a local copy, so that the compiler may use vector registers although `out` may be
/// where `in` is.
template <std::size_t kWords>
void mask_words(const std::uint8_t* in, Word key, std::uint8_t* out) noexcept {
    std::array<Word, kWords> words;
    std::memcpy(words.data(), in, sizeof words);
    for (Word& word : words) word ^= key;
    std::memcpy(out, words.data(), sizeof words);
}

}  // namespace

bool is_reserved(Opcode opcode) noexcept {
    return (static_cast<std::uint8_t>(opcode) & 0x7) > 2;  // 0x3 to 0x7 and 0xB to 0xF
}

std::string_view name_of(Opcode opcode) noexcept {
    switch (opcode) {
        case Opcode::continuation: return "continuation";
        case Opcode::text: return "text";
        case Opcode::binary: return "binary";
        case Opcode::close: return "close";
        case Opcode::ping: return "ping";
        case Opcode::pong: return "pong";
    }
    return "reserved";
}

std::optional<FrameHeader> parse_frame_header(Bytes octets) noexcept {
    ByteReader reader(octets);
    const std::uint8_t first = reader.u8();
    const std::uint8_t second = reader.u8();

    // Filled in place: a copy right after these narrow writes stalls the processor (10 ns instead of 2).
    std::optional<FrameHeader> result(std::in_place);
    FrameHeader& header = *result;
    header.fin = (first & 0x80) != 0;
    header.rsv = static_cast<std::uint8_t>(first >> 4 & 0x7);
    header.opcode = static_cast<Opcode>(first & 0xF);
    read_payload_length(reader, second & 0x7F, header);
    if ((second & 0x80) != 0) header.masking_key = read_masking_key(reader);
    header.header_length = static_cast<std::uint8_t>(reader.offset());
    if (!reader.ok()) result.reset();
    return result;
}

void apply_mask(Bytes payload, MaskingKey key, std::uint64_t position, std::uint8_t* out) noexcept {
    // Octet i is combined with key[i mod 4] (RFC 6455 section 5.3): the key, turned to where the payload
    // starts and repeated, fits every word alike.
    std::array<std::uint8_t, kWordOctets> turned{};
    for (std::size_t i = 0; i < turned.size(); ++i) turned[i] = key[(position + i) % key.size()];
    Word word = 0;
    std::memcpy(&word, turned.data(), sizeof word);

    constexpr std::size_t kBlockWords = 8;
    constexpr std::size_t kBlockOctets = kBlockWords * kWordOctets;
    const std::span<std::uint8_t> result(out, payload.size());
    std::size_t done = 0;
    for (; payload.size() - done >= kBlockOctets; done += kBlockOctets)
        mask_words<kBlockWords>(&payload[done], word, &result[done]);
    for (; payload.size() - done >= kWordOctets; done += kWordOctets)
        mask_words<1>(&payload[done], word, &result[done]);
    for (; done < payload.size(); ++done)
        result[done] = static_cast<std::uint8_t>(payload[done] ^ turned[done % turned.size()]);
}

}  // namespace wsdissect::websocket
