#include "engine/other_protocols.hpp"

#include <algorithm>
#include <array>
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
    constexpr std::uint8_t kSettings = 4;
    constexpr unsigned kSetting = 6;  // Octets.
    constexpr std::array<std::uint8_t, 5> kNoFlagsOfConnection = {};
    constexpr std::size_t kFrameHeader = 9;
    if (octets.size() < kFrameHeader) return false;
    const unsigned length = (unsigned{octets[1]} << 8) + octets[2];
    return octets[0] == 0 && length % kSetting == 0 && octets[3] == kSettings &&
           std::ranges::equal(octets.subspan(4, kNoFlagsOfConnection.size()), kNoFlagsOfConnection);
}

}  // namespace wsdissect::engine
