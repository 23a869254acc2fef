#pragma once
// Capture files made in memory. Packets are added in the order of the file; the octets can be taken at any
// time.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "tests/support/octet_writer.hpp"
#include "wsdissect/base/byte_reader.hpp"
#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/link_type.hpp"
#include "wsdissect/base/time.hpp"

namespace wsdissect::test {

struct PcapHeader {
    LinkType link_type = LinkType::ethernet;
    ByteOrder order = ByteOrder::little;
    bool nanoseconds = false;  ///< Else microseconds; what they cannot hold is dropped.
    std::uint16_t major_version = 2;
    std::uint16_t upper_link_bits = 0;  ///< The 16 bits above the link type.
    bool modified = false;              ///< The variant with longer record headers, of microseconds.
};

class PcapBuilder {
  public:
    explicit PcapBuilder(const PcapHeader& header = {});

    PcapBuilder& add(Timestamp time, Bytes data) { return add(time, data, data.size()); }
    /// A packet of which the snap length kept only `data`.
    PcapBuilder& add(Timestamp time, Bytes data, std::size_t original_length);
    /// A record with the captured length that is said instead of the real one.
    PcapBuilder& add_lying(Timestamp time, Bytes data, std::uint32_t captured_length);

    [[nodiscard]] const std::vector<std::uint8_t>& octets() const { return out_.octets(); }

  private:
    void record(Timestamp time, Bytes data, std::uint32_t captured, std::uint32_t original);

    std::int64_t nanoseconds_per_fraction_;
    bool modified_;
    OctetWriter out_;
};

/// An Interface Description Block; `resolution` is the octet of if_tsresol. What is empty is left out.
struct PcapngInterface {
    LinkType link_type = LinkType::ethernet;
    std::uint32_t snap_length = 0;
    std::optional<std::uint8_t> resolution = {};
    std::optional<std::int64_t> offset_seconds = {};
    std::string_view name = {};
    std::string_view description = {};
    std::string_view filter = {};  ///< The whole value: its first octet says what the others are.
};

/// The fields of an Enhanced Packet Block; lengths that are not given are those of `data`.
struct EnhancedPacket {
    std::uint32_t interface = 0;
    std::uint64_t ticks = 0;
    Bytes data = {};
    std::optional<std::uint32_t> captured_length = {};
    std::optional<std::uint32_t> original_length = {};
    std::string_view comment = {};
    std::optional<std::uint32_t> flags = {};
};

class PcapngBuilder {
  public:
    /// Begins with a section header.
    explicit PcapngBuilder(ByteOrder order = ByteOrder::little);

    PcapngBuilder& section(ByteOrder order, std::uint16_t major_version = 1);
    PcapngBuilder& interface(const PcapngInterface& description = {});
    PcapngBuilder& enhanced(const EnhancedPacket& packet);
    PcapngBuilder& simple(Bytes data) { return simple(data, static_cast<std::uint32_t>(data.size())); }
    PcapngBuilder& simple(Bytes data, std::uint32_t original_length);
    PcapngBuilder& obsolete(std::uint16_t interface, std::uint64_t ticks, Bytes data);
    /// Any block, its body padded to 32 bits.
    PcapngBuilder& block(std::uint32_t type, Bytes body);
    PcapngBuilder& block(std::uint32_t type, Bytes body, std::uint32_t header_length, std::uint32_t trailer);
    PcapngBuilder& raw(Bytes octets);

    /// A packet of the section's first interface, which must count microseconds.
    PcapngBuilder& add(Timestamp time, Bytes data);

    [[nodiscard]] const std::vector<std::uint8_t>& octets() const { return octets_; }

  private:
    [[nodiscard]] OctetWriter fields() const { return OctetWriter(order_); }

    ByteOrder order_;
    std::vector<std::uint8_t> octets_;
};

}  // namespace wsdissect::test
