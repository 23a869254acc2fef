#include "engine/other_protocols.hpp"

#include <cstdint>
#include <string_view>

#include "wsdissect/http2/frame.hpp"

namespace wsdissect::engine {

bool begins_as_tls(Bytes octets) noexcept {
    constexpr std::uint8_t kHandshake = 22, kMajor = 3, kLastMinor = 4, kClientHello = 1, kServerHello = 2;
    constexpr std::size_t kRecordHeader = 5;
    return octets.size() > kRecordHeader && octets[0] == kHandshake && octets[1] == kMajor &&
           octets[2] <= kLastMinor &&
           (octets[kRecordHeader] == kClientHello || octets[kRecordHeader] == kServerHello);
}

bool begins_as_http2_client(Bytes octets) noexcept {
    constexpr std::string_view kMethod = "PRI ";  // of nothing else
    const std::string_view begin = as_text(front(octets, http2::kClientPreface.size()));
    return begin.starts_with(kMethod) && http2::kClientPreface.starts_with(begin);
}

bool begins_as_http2_server(Bytes octets) noexcept {
    constexpr unsigned kSetting = 6;  // Octets.
    constexpr std::uint32_t kMostSettings = 0xFFFF;
    const auto frame = http2::parse_frame_header(octets);
    return frame && frame->type == http2::FrameType::settings && frame->flags == 0 && frame->stream == 0 &&
           frame->length <= kMostSettings && frame->length % kSetting == 0;
}

}  // namespace wsdissect::engine
