#pragma once
// What clients and servers say over HTTP/2, octet by octet. Header fields are literals that no table keeps
// (RFC 7541 section 6.2.2).

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "wsdissect/http2/frame.hpp"

namespace wsdissect::test {

inline constexpr std::uint8_t kEndStream = 0x1;
inline constexpr std::uint8_t kEndHeaders = 0x4;

using Http2Fields = std::initializer_list<std::pair<std::string_view, std::string_view>>;

[[nodiscard]] std::string http2_frame(http2::FrameType type, std::uint32_t stream, std::string_view payload,
                                      std::uint8_t flags = 0);
[[nodiscard]] std::string http2_headers(std::uint32_t stream, Http2Fields fields, std::uint8_t flags = 0);
[[nodiscard]] std::string http2_data(std::uint32_t stream, std::string_view octets, std::uint8_t flags = 0);
[[nodiscard]] std::string http2_reset(std::uint32_t stream);
/// With SETTINGS_ENABLE_CONNECT_PROTOCOL = 1 where that is `enabled`.
[[nodiscard]] std::string http2_settings(bool enabled);
/// The client's preface and its settings.
[[nodiscard]] std::string http2_preface();
/// An extended CONNECT with all that it needs, to `path`.
[[nodiscard]] std::string http2_connect(std::uint32_t stream, std::string_view path = "/chat");
/// A 200.
[[nodiscard]] std::string http2_accept(std::uint32_t stream);

}  // namespace wsdissect::test
