#include "wsdissect/base/address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>

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

std::string dotted(std::span<const std::uint8_t, 4> octets) {
    return fmt::format("{}.{}.{}.{}", octets[0], octets[1], octets[2], octets[3]);
}

void append_groups(std::string& out, std::span<const std::uint16_t> groups) {
    fmt::format_to(std::back_inserter(out), "{:x}", fmt::join(groups, ":"));
}

/// An IPv4-mapped address, ::ffff:0:0/96, which RFC 5952 section 5 writes in mixed notation.
bool is_ipv4_mapped(const Groups& groups) {
    return std::all_of(groups.begin(), groups.begin() + 5, [](auto group) { return group == 0; }) &&
           groups[5] == 0xFFFF;
}

std::string ipv6_text(const IpAddress& address) {
    const Groups groups = groups_of(address);
    if (is_ipv4_mapped(groups)) return "::ffff:" + dotted(std::span(address.octets).last<4>());
    const Run zeros = longest_zero_run(groups);
    std::string out;
    if (zeros.length == 0) {
        append_groups(out, groups);
        return out;
    }
    append_groups(out, std::span(groups).first(zeros.first));
    out += "::";
    append_groups(out, std::span(groups).subspan(zeros.first + zeros.length));
    return out;
}

}  // namespace

std::string to_text(const IpAddress& address) {
    if (address.family == AddressFamily::ipv6) return ipv6_text(address);
    return dotted(std::span(address.octets).first<4>());
}

std::string to_text(const Endpoint& endpoint) {
    const std::string host = to_text(endpoint.address);
    if (endpoint.address.family == AddressFamily::ipv6) return fmt::format("[{}]:{}", host, endpoint.port);
    return fmt::format("{}:{}", host, endpoint.port);
}

}  // namespace wsdissect
