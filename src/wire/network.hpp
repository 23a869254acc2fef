#pragma once
// What tells apart networks that reuse addresses, as one word (FlowKey::network): the VLAN ids and the
// network ids of VXLAN and Geneve on the way to the innermost packet, outermost first.

#include <cstdint>

namespace wsdissect::wire {

/// Networks of different ids, kinds, order or depth have different words, as long as the ids are
///
///     up to five VLAN ids:
///         0 (4 bits) | VLAN ids (5 x 12)
///     up to two VLAN ids, a network id, at most one VLAN id:
///         kind (4) | VLAN ids (2 x 12) | id (24) | VLAN id (12)
///
/// A place without VLAN id is 0, which is no id. Whatever is nested deeper has its first bit set and 63 bits
/// mixed out of all ids, whose chance to be those of another network is one in 2^63 for each pair.
class Network {
  public:
    enum class Kind : std::uint8_t { vlan = 0, vxlan = 1, geneve = 2 };

    Network() noexcept = default;
    /// Goes on from a word.
    explicit Network(std::uint64_t word) noexcept : word_(word) {}

    /// `id`: 1 to 4095.
    void add_vlan(std::uint16_t id) noexcept {
        const bool only_vlans = word_ >> kFourVlans == 0;
        if (only_vlans) {
            word_ = word_ << kVlanBits | id;
        } else if (is_virtual() && (word_ & kVlanMask) == 0) {
            word_ |= id;
        } else {
            mix(Kind::vlan, id);
        }
    }
    /// `id`: 24 bits, of VXLAN or Geneve.
    void add_virtual(Kind kind, std::uint32_t id) noexcept {
        const bool fits = word_ >> kTwoVlans == 0;
        if (!fits) return mix(kind, id);
        word_ = static_cast<std::uint64_t>(kind) << kKindShift | word_ << (kIdBits + kVlanBits) |
                std::uint64_t{id} << kVlanBits;
    }
    [[nodiscard]] std::uint64_t word() const noexcept { return word_; }

  private:
    static constexpr unsigned kVlanBits = 12, kIdBits = 24, kKindShift = 60;
    static constexpr unsigned kTwoVlans = 2 * kVlanBits, kFourVlans = 4 * kVlanBits;
    static constexpr std::uint64_t kVlanMask = 0xfff;
    static constexpr std::uint64_t kMixed = std::uint64_t{1} << 63;

    [[nodiscard]] bool is_virtual() const noexcept {
        return word_ >> kKindShift != 0 && (word_ & kMixed) == 0;
    }
    /// Multiplications by odd numbers and shifts, each of which can be undone: nothing is lost but one bit.
    void mix(Kind kind, std::uint32_t id) noexcept {
        std::uint64_t word =
            word_ * 0x9e3779b97f4a7c15 + (std::uint64_t{1} << 32) * static_cast<unsigned>(kind) + id;
        word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9;
        word = (word ^ word >> 27) * 0x94d049bb133111eb;
        word_ = (word ^ word >> 31) | kMixed;
    }

    std::uint64_t word_ = 0;
};

}  // namespace wsdissect::wire
