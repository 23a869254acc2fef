#pragma once
// Cuts the octets of one input into packets, whatever pieces they come in, from the magic number to the end.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "capture/detect_format.hpp"
#include "capture/read_failure.hpp"

namespace wsdissect::capture {

class PacketCutter {
  public:
    /// `file` goes into every packet's stamp and every damage; `interfaces` as for `detect_format`.
    explicit PacketCutter(std::uint32_t file, std::shared_ptr<InterfaceBook> interfaces = {}) noexcept
        : file_(file), interfaces_(std::move(interfaces)) {}

    struct Step {
        std::size_t packets = 0;       ///< Written to the front of the room for them.
        std::size_t consumed = 0;      ///< Octets used up; the packets are views of them.
        std::optional<Damage> damage;  ///< Met behind those packets.
    };
    /// Goes on behind what was consumed. `failure`: why the input is complete though it has not really
    /// ended. Not to be called once `ended`.
    [[nodiscard]] Step step(const Input& input, const std::optional<ReadFailure>& failure,
                            std::span<Packet> packets);

    /// Octets behind those consumed without which another step comes to nothing, unless the input is
    /// complete.
    [[nodiscard]] std::size_t needed() const noexcept { return needed_; }
    /// Nothing follows, or nothing that could be understood.
    [[nodiscard]] bool ended() const noexcept { return ended_; }

  private:
    [[nodiscard]] std::optional<Damage> open_format(const Input& input);
    [[nodiscard]] Damage read_failed(const Input& input, const std::optional<Damage>& damage,
                                     const ReadFailure& failure) const;

    std::uint32_t file_;
    std::shared_ptr<InterfaceBook> interfaces_;
    std::unique_ptr<Format> format_;
    std::size_t needed_ = kMagicOctets;
    bool ended_ = false;
};

}  // namespace wsdissect::capture
