#pragma once
// Octets of HTTP/2 as they stand on the wire, written by hand.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "wsdissect/http2/frame.hpp"

namespace wsdissect::http2 {

inline constexpr std::uint8_t kEndStream = 0x1, kAck = 0x1, kEndHeaders = 0x4, kPadded = 0x8,
                              kPriority = 0x20;

/// Of hexadecimal digits; blanks between them are passed over.
[[nodiscard]] std::string octets_of(std::string_view digits);

[[nodiscard]] std::string frame(FrameType type, std::uint8_t flags, std::uint32_t stream,
                                std::string_view payload);
/// The header alone, which declares so many octets.
[[nodiscard]] std::string frame_header(FrameType type, std::uint8_t flags, std::uint32_t stream,
                                       std::size_t length);
/// A payload with padding of so many octets.
[[nodiscard]] std::string padded(std::string_view content, std::uint8_t padding);
[[nodiscard]] std::string settings(std::initializer_list<std::pair<std::uint16_t, std::uint32_t>> settings);

/// Literals without indexing and with a new name (RFC 7541 section 6.2.2), neither of them in Huffman's code.
[[nodiscard]] std::string block_of(
    std::initializer_list<std::pair<std::string_view, std::string_view>> fields);
/// A length of one or more octets, in Huffman's code or not (RFC 7541 section 5.2), and the text.
[[nodiscard]] std::string literal(std::string_view text);

}  // namespace wsdissect::http2
