#include "wsdissect/base/flow_key.hpp"

#include <cstring>
#include <utility>

namespace wsdissect {

namespace {

using AddressWords = std::array<std::uint64_t, 2>;

AddressWords words_of(const IpAddress& address) noexcept {
    AddressWords words;
    std::memcpy(words.data(), address.octets.data(), sizeof words);
    return words;
}

}  // namespace

End FlowKey::set_ends(const Endpoint& source, const Endpoint& destination) noexcept {
    AddressWords low = words_of(source.address);
    AddressWords high = words_of(destination.address);
    std::uint64_t low_port = source.port;
    std::uint64_t high_port = destination.port;
    const bool swap = high < low || (high == low && high_port < low_port);
    if (swap) {
        std::swap(low, high);
        std::swap(low_port, high_port);
    }
    addresses = {low[0], low[1], high[0], high[1]};
    ports_and_family = static_cast<std::uint64_t>(source.address.family) << 32 | low_port << 16 | high_port;
    return swap ? End::higher : End::lower;
}

}  // namespace wsdissect
