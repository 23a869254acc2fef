#pragma once
// Internet addresses and ports as values, and as the text that people know.

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

namespace wsdissect {

enum class AddressFamily : std::uint8_t { ipv4, ipv6 };

struct IpAddress {
    std::array<std::uint8_t, 16> octets{};  ///< In network order; of IPv4 the first four, the others zero.
    AddressFamily family = AddressFamily::ipv4;

    auto operator<=>(const IpAddress&) const = default;
};

struct Endpoint {
    IpAddress address;
    std::uint16_t port = 0;

    auto operator<=>(const Endpoint&) const = default;
};

/// Dotted decimal, or IPv6 in the form of RFC 5952 section 4.
[[nodiscard]] std::string to_text(const IpAddress& address);
/// `192.0.2.1:80`, `[2001:db8::1]:80`.
[[nodiscard]] std::string to_text(const Endpoint& endpoint);

/// Octets of the longest address, an IPv6 one.
inline constexpr std::size_t kMostAddress = 39;

/// Writes the address's text at `at`, where there is room for kMostAddress octets; returns where it ends.
[[nodiscard]] char* put_address(char* at, const IpAddress& address) noexcept;

/// Octets of the longest endpoint: `[`, an IPv6 address of 39, `]:` and a port of five.
inline constexpr std::size_t kMostEndpoint = 47;

/// Writes the endpoint's text at `at`, where there is room for kMostEndpoint octets; returns where it ends.
[[nodiscard]] char* put_endpoint(char* at, const Endpoint& endpoint) noexcept;

}  // namespace wsdissect
