#include "rules/key_memory.hpp"

#include <array>

#include "base/fingerprint.hpp"

namespace wsdissect::rules {

namespace {

std::uint64_t fingerprint_of(const Endpoint& client, const Endpoint& server, std::string_view key) noexcept {
    std::uint64_t hash = wsdissect::fingerprint_of(client.address.octets);
    hash = wsdissect::fingerprint_of(server.address.octets, hash);
    const std::array<std::uint8_t, 2> port = {static_cast<std::uint8_t>(server.port >> 8),
                                              static_cast<std::uint8_t>(server.port & 0xFF)};
    hash = wsdissect::fingerprint_of(port, hash);
    return wsdissect::fingerprint_of(as_bytes(key), hash);
}

}  // namespace

std::optional<std::uint64_t> KeyMemory::note(const model::ConnectionInfo& connection, std::string_view key,
                                             std::uint64_t packet) {
    if (latest_.empty()) latest_.resize(kMost);
    // Behind a PROXY header the client is the one that it names: the proxy only passes its key on.
    const Endpoint& client = connection.proxied_client ? *connection.proxied_client : connection.client;
    const std::uint64_t fingerprint = fingerprint_of(client, connection.server, key);
    std::uint32_t& latest = latest_[fingerprint % kMost];
    std::optional<std::uint64_t> earlier;
    std::uint32_t at = latest;
    for (std::uint32_t steps = 0; steps < kMostSteps && at != 0 && noted_ - at < kMost && !earlier; ++steps) {
        const Entry& entry = entries_[(at - 1) % kMost];
        const bool is_same = entry.fingerprint == fingerprint && entry.client_port != client.port;
        if (is_same && entry.packet < packet) earlier = entry.connection;
        at = entry.previous;
    }
    const Entry entry{fingerprint, connection.number, packet, latest, client.port};
    if (entries_.size() < kMost) {
        entries_.push_back(entry);
    } else {
        entries_[noted_ % kMost] = entry;
    }
    latest = ++noted_;
    return earlier;
}

}  // namespace wsdissect::rules
