#include "wire/checksum.hpp"

#include <cstddef>

#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::uint32_t kProtocolTcp = 6;

/// 32-bit words sum up to the same as 16-bit words, once folded (RFC 1071 section 2 (B)). No length that a
/// packet can have makes 64 bits overflow.
std::uint64_t sum_of(Bytes octets) noexcept {
    ByteReader reader(octets);
    std::uint64_t sum = 0;
    while (reader.can_read(4)) sum += reader.be32();
    if (reader.can_read(2)) sum += reader.be16();
    if (reader.can_read(1)) sum += static_cast<std::uint64_t>(reader.u8()) << 8;
    return sum;
}

std::uint64_t sum_of(const IpAddress& address) noexcept {
    return sum_of(Bytes(address.octets).first(address.family == AddressFamily::ipv4 ? 4 : 16));
}

/// Data and checksum together make minus zero in ones' complement.
bool is_right(std::uint64_t sum) noexcept {
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
    return sum == 0xffff;
}

}  // namespace

bool ipv4_checksum_right(Bytes header) noexcept { return is_right(sum_of(header)); }

bool tcp_checksum_right(Bytes segment, const IpAddress& source, const IpAddress& destination) noexcept {
    const std::uint64_t pseudo_header = sum_of(source) + sum_of(destination) + kProtocolTcp + segment.size();
    return is_right(pseudo_header + sum_of(segment));
}

}  // namespace wsdissect::wire
