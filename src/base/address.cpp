#include "wsdissect/base/address.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <span>
#include <string_view>

namespace wsdissect {
namespace {

using Groups = std::array<std::uint16_t, 8>;

struct Run {
    std::size_t first = 0;
    std::size_t length = 0;
};

Groups groups_of(const IpAddress& address) {
    Groups groups{};
    for (std::size_t i = 0; i < groups.size(); ++i) {
        groups[i] = static_cast<std::uint16_t>((address.octets[2 * i] << 8) | address.octets[2 * i + 1]);
    }
    return groups;
}

/// What `::` stands for: the longest run of zero groups, the first among equals, never a single group
/// (RFC 5952 section 4.2). Of length zero where there is none.
Run longest_zero_run(const Groups& groups) {
    Run longest;
    for (std::size_t first = 0; first < groups.size(); ++first) {
        std::size_t end = first;
        while (end < groups.size() && groups[end] == 0) ++end;
        if (end - first > std::max<std::size_t>(longest.length, 1)) longest = {first, end - first};
    }
    return longest;
}

// Each writes at `at`, where there is room for what it is a part of, and returns where the text then
// ends.

char* put(char* at, std::string_view text) { return std::copy(text.begin(), text.end(), at); }

char* put_number(char* at, unsigned number, int base) {
    constexpr std::ptrdiff_t kMostDigits = 5;
    return std::to_chars(at, at + kMostDigits, number, base).ptr;
}

char* put_dotted(char* at, std::span<const std::uint8_t, 4> octets) {
    at = put_number(at, octets[0], 10);
    for (const std::uint8_t octet : octets.last<3>()) at = put_number(put(at, "."), octet, 10);
    return at;
}

char* put_groups(char* at, std::span<const std::uint16_t> groups) {
    std::string_view separator;
    for (const std::uint16_t group : groups) {
        at = put_number(put(at, separator), group, 16);
        separator = ":";
    }
    return at;
}

/// An IPv4-mapped address, ::ffff:0:0/96, which RFC 5952 section 5 writes in mixed notation.
bool is_ipv4_mapped(const Groups& groups) {
    return std::all_of(groups.begin(), groups.begin() + 5, [](auto group) { return group == 0; }) &&
           groups[5] == 0xFFFF;
}

char* put_ipv6(char* at, const IpAddress& address) {
    const Groups groups = groups_of(address);
    if (is_ipv4_mapped(groups)) return put_dotted(put(at, "::ffff:"), std::span(address.octets).last<4>());
    const Run zeros = longest_zero_run(groups);
    if (zeros.length == 0) return put_groups(at, groups);
    at = put(put_groups(at, std::span(groups).first(zeros.first)), "::");
    return put_groups(at, std::span(groups).subspan(zeros.first + zeros.length));
}

}  // namespace

char* put_address(char* at, const IpAddress& address) noexcept {
    if (address.family == AddressFamily::ipv6) return put_ipv6(at, address);
    return put_dotted(at, std::span(address.octets).first<4>());
}

char* put_endpoint(char* at, const Endpoint& endpoint) noexcept {
    const bool bracketed = endpoint.address.family == AddressFamily::ipv6;
    if (bracketed) at = put(at, "[");
    at = put(put_address(at, endpoint.address), bracketed ? "]:" : ":");
    return put_number(at, endpoint.port, 10);
}

std::string to_text(const IpAddress& address) {
    std::array<char, kMostAddress> text;
    return {text.data(), put_address(text.data(), address)};
}

std::string to_text(const Endpoint& endpoint) {
    std::array<char, kMostEndpoint> text;
    return {text.data(), put_endpoint(text.data(), endpoint)};
}

}  // namespace wsdissect
