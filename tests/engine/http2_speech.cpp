#include "tests/engine/http2_speech.hpp"

namespace wsdissect::test {

using http2::FrameType;

namespace {

std::string big_endian(std::uint32_t value, unsigned octets) {
    std::string written;
    while (octets-- > 0) written += static_cast<char>(value >> 8 * octets & 0xFF);
    return written;
}

/// Of fewer than 127 octets, which have lengths of one octet.
std::string literal(std::string_view text) { return static_cast<char>(text.size()) + std::string(text); }

}  // namespace

std::string http2_frame(FrameType type, std::uint32_t stream, std::string_view payload, std::uint8_t flags) {
    return big_endian(static_cast<std::uint32_t>(payload.size()), 3) + static_cast<char>(type) +
           static_cast<char>(flags) + big_endian(stream, 4) + std::string(payload);
}

std::string http2_headers(std::uint32_t stream, Http2Fields fields, std::uint8_t flags) {
    std::string block;
    for (const auto& [name, value] : fields) block += '\0' + literal(name) + literal(value);
    return http2_frame(FrameType::headers, stream, block, static_cast<std::uint8_t>(flags | kEndHeaders));
}

std::string http2_data(std::uint32_t stream, std::string_view octets, std::uint8_t flags) {
    return http2_frame(FrameType::data, stream, octets, flags);
}

std::string http2_reset(std::uint32_t stream) {
    constexpr std::uint32_t kCancel = 8;
    return http2_frame(FrameType::rst_stream, stream, big_endian(kCancel, 4));
}

std::string http2_settings(bool enabled) {
    constexpr std::uint32_t kEnableConnectProtocol = 8, kMaxConcurrentStreams = 3;
    return http2_frame(
        FrameType::settings, 0,
        big_endian(enabled ? kEnableConnectProtocol : kMaxConcurrentStreams, 2) + big_endian(1, 4));
}

std::string http2_preface() {
    return std::string(http2::kClientPreface) + http2_frame(FrameType::settings, 0, "");
}

std::string http2_connect(std::uint32_t stream, std::string_view path) {
    return http2_headers(stream, {{":method", "CONNECT"},
                                  {":protocol", "websocket"},
                                  {":scheme", "http"},
                                  {":path", path},
                                  {":authority", "example.com"},
                                  {"sec-websocket-version", "13"}});
}

std::string http2_accept(std::uint32_t stream) { return http2_headers(stream, {{":status", "200"}}); }

}  // namespace wsdissect::test
