#include "wsdissect/base/flow_key.hpp"

namespace wsdissect {

Endpoint FlowKey::endpoint(End end) const noexcept {
    Endpoint endpoint;
    std::memcpy(endpoint.address.octets.data(), &addresses[2 * index_of(end)],
                endpoint.address.octets.size());
    endpoint.address.family = static_cast<AddressFamily>(ports_and_family >> 32);
    endpoint.port = static_cast<std::uint16_t>(ports_and_family >> (end == End::lower ? 16 : 0));
    return endpoint;
}

}  // namespace wsdissect
