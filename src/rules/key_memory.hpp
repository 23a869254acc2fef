#pragma once
// The keys of the latest handshakes, so that one that comes again is recognised.

#include <cstdint>
#include <optional>
#include <vector>

#include "wsdissect/model/events.hpp"

namespace wsdissect::rules {

/// Of a whole run, in memory that is limited, and grows with the keys.
class KeyMemory {
  public:
    static constexpr std::uint32_t kMost = 65536;
    /// Keys of a bucket that are looked at. A key is its bucket's only one as a rule; who makes many meet in
    /// one bucket shall not cost more.
    static constexpr std::uint32_t kMostSteps = 64;

    /// The number of the connection on which the same client address sent the same key to the same server
    /// before, but for the same pair of ports: that may be the same TCP connection. Remembers this one.
    /// `packet`: number of the request's; what was sent later is no use before, though it was answered, and
    /// so noted, first. (A proxy that keeps its client's address sends the key on before it answers.)
    [[nodiscard]] std::optional<std::uint64_t> note(const model::ConnectionInfo& connection,
                                                    std::string_view key, std::uint64_t packet);

  private:
    /// Chained from the latest of a bucket to older ones; those overwritten end the chain.
    struct Entry {
        std::uint64_t fingerprint;  ///< Of addresses, server port and key.
        std::uint64_t connection;
        std::uint64_t packet;
        std::uint32_t previous;  ///< Of the same bucket.
        std::uint16_t client_port;
    };

    // Which entry it is, is said by how many had been noted with it, in 32 bits: only the latest kMost are
    // there, and what is taken for one of them after 2^32 others is one, whose fingerprint tells.
    std::vector<Entry> entries_;         ///< A ring.
    std::vector<std::uint32_t> latest_;  ///< By bucket; 0: none.
    std::uint32_t noted_ = 0;
};

}  // namespace wsdissect::rules
