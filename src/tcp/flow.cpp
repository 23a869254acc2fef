#include "wsdissect/tcp/flow.hpp"

#include <cstring>
#include <utility>

namespace wsdissect::tcp {

namespace {

using AddressWords = std::array<std::uint64_t, 2>;

AddressWords words_of(const IpAddress& address) noexcept {
    AddressWords words;
    std::memcpy(words.data(), address.octets.data(), sizeof words);
    return words;
}

}  // namespace

Endpoint FlowKey::endpoint(End end) const noexcept {
    Endpoint endpoint;
    std::memcpy(endpoint.address.octets.data(), &addresses[2 * index_of(end)],
                endpoint.address.octets.size());
    endpoint.address.family = static_cast<AddressFamily>(ports_and_family >> 32);
    endpoint.port = static_cast<std::uint16_t>(ports_and_family >> (end == End::lower ? 16 : 0));
    return endpoint;
}

KeyAndSender key_of(const Segment& segment) noexcept {
    auto low = words_of(segment.source.address);
    auto high = words_of(segment.destination.address);
    std::uint64_t low_port = segment.source.port;
    std::uint64_t high_port = segment.destination.port;
    const bool swap = high < low || (high == low && high_port < low_port);
    if (swap) {
        std::swap(low, high);
        std::swap(low_port, high_port);
    }
    const auto family = static_cast<std::uint64_t>(segment.source.address.family);
    return {{{low[0], low[1], high[0], high[1]}, family << 32 | low_port << 16 | high_port, segment.network},
            swap ? End::higher : End::lower};
}

}  // namespace wsdissect::tcp
