#pragma once
// The classic pcap format (draft-ietf-opsawg-pcap): a file header, then records of a 16-octet header and the
// packet's octets.

#include "capture/format.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::capture {

/// What the magic number says.
struct PcapVariant {
    ByteOrder order;
    std::uint8_t time_digits;  ///< Decimals of a second: 6 or 9.
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
    [[nodiscard]] Progress take_records(const Input& input, std::span<Packet> packets) noexcept;
    template <ByteOrder kOrder>
    [[nodiscard]] Packet make_packet(Bytes record, std::size_t captured, std::uint64_t offset) noexcept;

    PcapVariant variant_;
    std::uint32_t file_;
    std::int64_t nanoseconds_per_fraction_;
    LinkType link_type_ = LinkType::ethernet;
    bool header_read_ = false;
    std::uint64_t next_packet_ = 1;
};

}  // namespace wsdissect::capture
