#include "tests/engine/speech.hpp"

#include "tests/support/octet_writer.hpp"
#include "wsdissect/base/bytes.hpp"

namespace wsdissect::test {

std::string upgrade_request(std::string_view fields, std::string_view target) {
    return "GET " + std::string(target) +
           " HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: " +
           std::string(kKey) + "\r\nSec-WebSocket-Version: 13\r\n" + std::string(fields) + "\r\n";
}

std::string upgrade_response(std::string_view fields) {
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: " +
           std::string(kAccept) + "\r\n" + std::string(fields) + "\r\n";
}

std::string get(std::string_view target, std::string_view fields) {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: server.example.com\r\n" + std::string(fields) +
           "\r\n";
}

std::string response(int status, std::string_view fields, std::string_view body) {
    return "HTTP/1.1 " + std::to_string(status) + " Some Reason\r\n" + std::string(fields) + "\r\n" +
           std::string(body);
}

std::string frame_header(websocket::Opcode opcode, std::uint64_t length, FrameShape shape) {
    const std::uint8_t bits = shape.length_bits != 0 ? shape.length_bits
                              : length < 126         ? std::uint8_t{7}
                              : length < 0x10000     ? std::uint8_t{16}
                                                     : std::uint8_t{64};
    const unsigned mask_bit = shape.masked ? 0x80 : 0;
    OctetWriter out;
    out.u8(static_cast<std::uint8_t>((shape.fin ? 0x80U : 0U) | static_cast<unsigned>(shape.rsv << 4) |
                                     static_cast<unsigned>(opcode)));
    if (bits == 7) out.u8(static_cast<std::uint8_t>(mask_bit | length));
    if (bits == 16) out.u8(static_cast<std::uint8_t>(mask_bit | 126)).u16(static_cast<std::uint16_t>(length));
    if (bits == 64) out.u8(static_cast<std::uint8_t>(mask_bit | 127)).u64(length);
    if (shape.masked) out.append(shape.masking_key);
    return std::string(as_text(out.octets()));
}

std::string frame(websocket::Opcode opcode, std::string_view payload, FrameShape shape) {
    std::string octets = frame_header(opcode, payload.size(), shape);
    for (std::size_t i = 0; i < payload.size(); ++i)
        octets += static_cast<char>(static_cast<std::uint8_t>(payload[i]) ^
                                    (shape.masked ? shape.masking_key[i % 4] : 0));
    return octets;
}

std::string masked(websocket::Opcode opcode, std::string_view payload, FrameShape shape) {
    shape.masked = true;
    return frame(opcode, payload, shape);
}

std::string close_body(std::uint16_t code, std::string_view reason) {
    return {std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)} + std::string(reason)};
}

Tape upgraded(std::string_view response_fields) {
    Tape tape;
    tape.open().client(upgrade_request()).server(upgrade_response(response_fields));
    return tape;
}

std::string pattern(std::size_t octets) {
    std::string text(octets, '\0');
    for (std::size_t i = 0; i < octets; ++i) text[i] = static_cast<char>(i % 251);
    return text;
}

}  // namespace wsdissect::test
