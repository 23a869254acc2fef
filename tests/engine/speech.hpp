#pragma once
// What clients and servers say, octet by octet: handshakes and frames.

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/engine/tape.hpp"
#include "wsdissect/websocket/frame.hpp"

namespace wsdissect::test {

/// RFC 6455 section 1.3, and its answer.
inline constexpr std::string_view kKey = "dGhlIHNhbXBsZSBub25jZQ==";
inline constexpr std::string_view kAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/// A GET with Upgrade, and `fields` (whole lines) behind the usual ones.
[[nodiscard]] std::string upgrade_request(std::string_view fields = "", std::string_view target = "/chat");
/// A 101, with `fields` (whole lines) behind the usual ones.
[[nodiscard]] std::string upgrade_response(std::string_view fields = "");
/// `GET / HTTP/1.1`, Host and `fields`.
[[nodiscard]] std::string get(std::string_view target, std::string_view fields = "");
/// A status line, `fields`, and a body with its Content-Length where there is one.
[[nodiscard]] std::string response(int status, std::string_view fields = "Content-Length: 0\r\n",
                                   std::string_view body = "");

struct FrameShape {
    bool fin = true;
    std::uint8_t rsv = 0;
    bool masked = false;
    std::uint8_t length_bits = 0;                                  ///< 0: the shortest form.
    websocket::MaskingKey masking_key = {0x37, 0xfa, 0x21, 0x3d};  ///< RFC 6455 section 5.7
};
inline constexpr FrameShape kNotFinal{.fin = false};

[[nodiscard]] std::string frame(websocket::Opcode opcode, std::string_view payload, FrameShape shape = {});
/// A frame of a client.
[[nodiscard]] std::string masked(websocket::Opcode opcode, std::string_view payload, FrameShape shape = {});
/// A frame's header alone, unmasked unless `shape` says so.
[[nodiscard]] std::string frame_header(websocket::Opcode opcode, std::uint64_t length, FrameShape shape = {});
/// The body of a Close.
[[nodiscard]] std::string close_body(std::uint16_t code, std::string_view reason = "");
/// An open connection, upgraded.
[[nodiscard]] Tape upgraded(std::string_view response_fields = "");
/// `octets` octets that repeat after 251.
[[nodiscard]] std::string pattern(std::size_t octets);

}  // namespace wsdissect::test
