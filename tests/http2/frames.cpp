#include "tests/http2/frames.hpp"

#include "tests/support/octet_writer.hpp"

namespace wsdissect::http2 {
namespace {

std::string text_of(const test::OctetWriter& writer) { return std::string(as_text(writer.octets())); }

}  // namespace

std::string octets_of(std::string_view digits) {
    std::string octets, pair;
    for (const char digit : digits) {
        if (digit != ' ') pair += digit;
        if (pair.size() < 2) continue;
        octets += static_cast<char>(std::stoi(pair, nullptr, 16));
        pair.clear();
    }
    return octets;
}

std::string frame_header(FrameType type, std::uint8_t flags, std::uint32_t stream, std::size_t length) {
    test::OctetWriter writer;
    writer.u8(static_cast<std::uint8_t>(length >> 16)).u16(static_cast<std::uint16_t>(length & 0xFFFF));
    return text_of(writer.u8(static_cast<std::uint8_t>(type)).u8(flags).u32(stream));
}

std::string frame(FrameType type, std::uint8_t flags, std::uint32_t stream, std::string_view payload) {
    return frame_header(type, flags, stream, payload.size()) + std::string(payload);
}

std::string padded(std::string_view content, std::uint8_t padding) {
    return std::string(1, static_cast<char>(padding)) + std::string(content) + std::string(padding, '\0');
}

std::string settings(std::initializer_list<std::pair<std::uint16_t, std::uint32_t>> settings) {
    test::OctetWriter writer;
    for (const auto& [identifier, value] : settings) writer.u16(identifier).u32(value);
    return frame(FrameType::settings, 0, 0, text_of(writer));
}

std::string literal(std::string_view text) {
    std::string octets;
    if (text.size() < 127) {
        octets += static_cast<char>(text.size());
    } else {  // RFC 7541 section 5.1
        octets += '\x7F';
        std::size_t rest = text.size() - 127;
        for (; rest >= 128; rest >>= 7) octets += static_cast<char>(0x80 | (rest & 0x7F));
        octets += static_cast<char>(rest);
    }
    return octets + std::string(text);
}

std::string block_of(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    std::string block;
    for (const auto& [name, value] : fields) block += '\0' + literal(name) + literal(value);
    return block;
}

}  // namespace wsdissect::http2
