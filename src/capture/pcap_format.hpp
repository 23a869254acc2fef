#pragma once
// The classic pcap format (draft-ietf-opsawg-pcap): a file header, then records of a 16-octet header and the
// packet's octets. In the modified format of some Linux distributions of old, which libpcap reads too, eight
// octets more end a record's header: interface index (4), protocol (2), packet type (1), padding (1).

#include "capture/format.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::capture {

/// Octets of a record's header, and of one in the modified format.
inline constexpr std::uint8_t kRecordHeader = 16;
inline constexpr std::uint8_t kModifiedRecordHeader = 24;

/// What the magic number says.
struct PcapVariant {
    ByteOrder order;
    std::uint8_t time_digits;  ///< Decimals of a second: 6 or 9.
    std::uint8_t record_header = kRecordHeader;
};

class PcapFormat final : public Format {
  public:
    PcapFormat(PcapVariant variant, std::uint32_t file) noexcept;

    [[nodiscard]] Progress parse(const Input& input, std::span<Packet> packets) override;
    [[nodiscard]] std::uint64_t next_packet() const noexcept override { return next_packet_; }

  private:
    [[nodiscard]] Progress read_file_header(const Input& input);
    void stop_at_record(const Input& input, std::span<Packet> packets, Progress& progress);
    template <ByteOrder kOrder>
    [[nodiscard]] Progress take_records_of_variant(const Input& input, std::span<Packet> packets) noexcept;
    template <ByteOrder kOrder, std::size_t kHead>
    [[nodiscard]] Progress take_records(const Input& input, std::span<Packet> packets) noexcept;
    template <ByteOrder kOrder>
    [[nodiscard]] Packet make_packet(Bytes record, std::size_t head, std::size_t captured,
                                     std::uint64_t offset) noexcept;

    PcapVariant variant_;
    std::uint32_t file_;
    std::int64_t nanoseconds_per_fraction_;
    LinkType link_type_ = LinkType::ethernet;
    bool header_read_ = false;
    std::uint64_t next_packet_ = 1;
};

}  // namespace wsdissect::capture
