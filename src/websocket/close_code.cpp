#include "wsdissect/websocket/close_code.hpp"

#include <algorithm>
#include <array>

#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::websocket {
namespace {

constexpr auto kCloseCodes = std::to_array<CloseCode>({
    {1000, "Normal Closure"},
    {1001, "Going Away"},
    {1002, "Protocol error"},
    {1003, "Unsupported Data"},
    {1004, "---Reserved----"},
    {1005, "No Status Rcvd"},
    {1006, "Abnormal Closure"},
    {1007, "Invalid frame payload data"},
    {1008, "Policy Violation"},
    {1009, "Message Too Big"},
    {1010, "Mandatory Ext."},
    {1011, "Internal Server"},
    {1012, "Service Restart"},  // Wireshark 4.0 does not know 1012 to 1014 and the 3000s.
    {1013, "Try Again Later"},
    {1014, "Bad Gateway"},  // The registry has no short name, but likens it to HTTP's status 502.
    {1015, "TLS handshake"},
    {3000, "Unauthorized"},
    {3003, "Forbidden"},
    {3008, "Timeout"},
});
static_assert(std::ranges::adjacent_find(kCloseCodes, std::ranges::greater_equal{}, &CloseCode::code) ==
                  kCloseCodes.end(),
              "in rising order, each code once");

}  // namespace

std::span<const CloseCode> close_codes() noexcept { return kCloseCodes; }

std::string_view close_code_name(std::uint16_t code) noexcept {
    const auto found = std::ranges::lower_bound(kCloseCodes, code, {}, &CloseCode::code);
    return found != kCloseCodes.end() && found->code == code ? found->name : std::string_view{};
}

CloseBody parse_close_body(Bytes payload) noexcept {
    ByteReader reader(payload);
    const std::uint16_t code = reader.be16();
    if (!reader.ok()) return {};
    if (reader.remaining() == 0) return {code, std::nullopt};
    return {code, as_text(reader.rest())};
}

}  // namespace wsdissect::websocket
