#pragma once
// Writes packets as pcapng (draft-ietf-opsawg-pcapng): a section in this machine's octet order, an interface
// for each link type, resolution and interface of the inputs that occurs (and another for its times before
// 1970), and the next section when that were more than a section may have.

#include <cstdint>
#include <map>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/capture/interface_book.hpp"
#include "wsdissect/capture/packet.hpp"

namespace wsdissect::capture {

class PcapngWriter {
  public:
    /// Interfaces of one section.
    static constexpr std::size_t kMaxInterfaces = 65536;

    /// Writes to `descriptor`, which outlives it. The section's header comes with the first `flush`, so that
    /// a file without packets is whole too. `interfaces`: where the numbers in packets' stamps stand for what
    /// is known of their interfaces; null: nowhere.
    explicit PcapngWriter(int descriptor, std::shared_ptr<const InterfaceBook> interfaces = {});

    /// Octets, time at its resolution, link type, length on the wire and comments. Written once a buffer is
    /// full. What is known of the packet's interface stands before the first packet of it, octet for octet as
    /// it was read.
    void write(const Packet& packet);
    /// What that would add at most.
    [[nodiscard]] std::uint64_t most_octets(const Packet& packet) const;
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
    [[nodiscard]] const InterfaceText& text_of(const Packet& packet) const;

    /// Link type, digits, number in the book, and whether its times are before 1970.
    using InterfaceKey = std::tuple<LinkType, std::uint8_t, std::uint16_t, bool>;
    [[nodiscard]] static InterfaceKey key_of(const Packet& packet) noexcept;

    int descriptor_;
    std::shared_ptr<const InterfaceBook> book_;
    int error_number_ = 0;
    std::map<InterfaceKey, std::uint32_t> interfaces_;  ///< Of the section.
    std::uint64_t flushed_ = 0;                         ///< Octets that have left the buffer.
    std::vector<std::uint8_t> buffer_;
};

}  // namespace wsdissect::capture
