#pragma once
// Writes packets as pcapng (draft-ietf-opsawg-pcapng): one section in this machine's octet order, an
// interface for each link type and resolution that occurs.

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/capture/packet.hpp"

namespace wsdissect::capture {

class PcapngWriter {
  public:
    /// Writes to `descriptor`, which outlives it. The section's header comes with the first `flush`, so that
    /// a file without packets is whole too.
    explicit PcapngWriter(int descriptor);

    /// Octets, time at its resolution, link type, length on the wire and comments; of times before 1970,
    /// which the format does not have, that of 1970. Written once a buffer is full.
    void write(const Packet& packet);
    /// Writes what is in the buffer.
    void flush();
    /// Given so far, the section's header included, written or not.
    [[nodiscard]] std::uint64_t octets() const noexcept { return flushed_ + buffer_.size(); }
    /// The errno of the first write that failed; 0 where none did. Nothing is written after it, and a file is
    /// cut behind the last block that is whole.
    [[nodiscard]] int error_number() const noexcept { return error_number_; }

  private:
    [[nodiscard]] std::uint32_t interface_of(const Packet& packet);
    void put_interface(const Packet& packet);

    int descriptor_;
    int error_number_ = 0;
    std::map<std::pair<LinkType, std::uint8_t>, std::uint32_t> interfaces_;  ///< By link type and digits.
    std::uint64_t flushed_ = 0;  ///< Octets that have left the buffer.
    std::vector<std::uint8_t> buffer_;
};

}  // namespace wsdissect::capture
