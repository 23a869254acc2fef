#pragma once
// The pcapng format (draft-ietf-opsawg-pcapng): sections, each with its own octet order and interfaces, made
// of blocks that carry their length in front and at the end.

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "capture/format.hpp"
#include "capture/interface.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::capture {

/// Reads of each block only what it needs, at its front; the rest is passed over as it comes, however long.
class PcapngFormat final : public Format {
  public:
    /// `file` goes into every packet's stamp, and its interface's number in `interfaces`, unless that is
    /// null.
    explicit PcapngFormat(std::uint32_t file, std::shared_ptr<InterfaceBook> interfaces = {}) noexcept
        : file_(file), book_(std::move(interfaces)) {}

    [[nodiscard]] Progress parse(const Input& input, std::span<Packet> packets) override;
    [[nodiscard]] std::uint64_t next_packet() const noexcept override { return next_packet_; }

  private:
    struct Run;
    struct PacketFields;

    enum class Stage : std::uint8_t {
        block,                ///< Before a block's first octet.
        rest,                 ///< In a block, with `rest_` octets to pass over before its trailer.
        after_wrong_trailer,  ///< Behind a block that contradicts itself: what follows has to prove itself.
    };

    struct Block {
        std::uint32_t type = 0;
        std::uint32_t length = 0;  ///< Octets in all, as the header declares.
        std::uint64_t offset = 0;  ///< In the file.
        std::uint64_t packet = 0;  ///< The number that a packet of this block has.
    };

    void read_block(Run& run);
    void read_section(Run& run);
    void read_interface_description(Run& run);
    void read_packet(Run& run);
    [[nodiscard]] std::optional<Damage> reason_to_skip(const PacketFields& fields,
                                                       std::uint32_t captured) const noexcept;
    [[nodiscard]] std::uint32_t options_length(std::uint32_t captured) const noexcept;
    void deliver(Run& run, const PacketFields& fields);
    void pass_over_rest(Run& run);
    void look_for_block(Run& run);

    [[nodiscard]] PacketFields timed_packet_fields(Bytes block) const noexcept;
    [[nodiscard]] PacketFields simple_packet_fields(Bytes block) const noexcept;
    void leave_block(Run& run, std::size_t octets_read) noexcept;
    void need(Run& run, std::size_t octets, DamageKind kind, std::uint64_t expected) const noexcept;
    [[nodiscard]] Damage damage(DamageKind kind, std::uint64_t found, std::uint64_t expected) const noexcept;

    std::uint32_t file_;
    std::shared_ptr<InterfaceBook> book_;
    std::uint64_t next_packet_ = 1;
    ByteOrder order_ = ByteOrder::little;
    std::vector<Interface> interfaces_;
    // Of the last packet that has a time, in whatever section.
    Timestamp last_time_;
    std::uint8_t last_digits_ = 0;
    Stage stage_ = Stage::block;
    Block block_;
    std::uint64_t rest_ = 0;
};

}  // namespace wsdissect::capture
