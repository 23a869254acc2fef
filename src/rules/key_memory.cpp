#include "rules/key_memory.hpp"

#include <array>

#include "wsdissect/base/fingerprint.hpp"

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

std::optional<std::uint64_t> KeyMemory::note(const model::ConnectionInfo& connection, std::string_view key) {
    if (entries_.empty()) {
        entries_.resize(kMost);
        latest_.resize(kMost);
    }
    // Behind a PROXY header the client is the one that it names: the proxy only passes its key on.
    const Endpoint& client = connection.proxied_client ? *connection.proxied_client : connection.client;
    const std::uint64_t fingerprint = fingerprint_of(client, connection.server, key);
    std::uint64_t& latest = latest_[fingerprint % kMost];
    std::optional<std::uint64_t> earlier;
    for (std::uint64_t at = latest; at != 0 && at + kMost > noted_ && !earlier;) {
        const Entry& entry = entries_[at % kMost];
        if (entry.fingerprint == fingerprint && entry.client_port != client.port) earlier = entry.connection;
        at = entry.previous;
    }
    ++noted_;
    entries_[noted_ % kMost] = {fingerprint, connection.number, latest, client.port};
    latest = noted_;
    return earlier;
}

}  // namespace wsdissect::rules
