#pragma once
// The octets of an input in order: as they are, or decompressed where its first octets say that they are
// compressed.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "capture/decompressor.hpp"
#include "capture/read_failure.hpp"

namespace wsdissect::capture {

class OctetStream {
  public:
    /// Reads from `descriptor`, which outlives it, where that stands.
    explicit OctetStream(int descriptor) noexcept : descriptor_(descriptor) {}

    /// Fills `room`, which is not empty, as far as that can be done without waiting, but waits for something.
    /// Returns how many octets it wrote; 0 at the end, and ever after.
    [[nodiscard]] std::size_t read(std::span<std::uint8_t> room);
    /// Whether nothing follows what was read; may be known only after a read of 0 octets.
    [[nodiscard]] bool ended() const noexcept { return ended_ && dry_; }
    /// Why the end came, where it is not the input's.
    [[nodiscard]] const std::optional<ReadFailure>& failure() const noexcept { return failure_; }
    /// Whether `read` would not wait.
    [[nodiscard]] bool ready() const noexcept;
    [[nodiscard]] bool is_compressed() const noexcept { return compression_.has_value(); }
    /// Octets read of the input so far; what was decompressed is longer.
    [[nodiscard]] std::uint64_t octets_read() const noexcept { return octets_read_; }

  private:
    void read_front();
    void begin_decompression();
    [[nodiscard]] std::size_t read_plain(std::span<std::uint8_t> room);
    [[nodiscard]] std::size_t decompress(std::span<std::uint8_t> room);
    [[nodiscard]] std::size_t decompress_step(std::span<std::uint8_t> room);
    [[nodiscard]] bool refill();
    [[nodiscard]] std::size_t read_input(std::span<std::uint8_t> room);
    void fail(const ReadFailure& failure);

    int descriptor_;
    bool begun_ = false;
    bool ended_ = false;  ///< Of the input.
    bool dry_ = true;     ///< The last read did not fill its room.
    std::uint64_t octets_read_ = 0;
    std::optional<ReadFailure> failure_;

    // The first octets of what is not compressed, and what of them is not yet given.
    std::array<std::uint8_t, kCompressionMagic> front_{};
    Bytes front_left_;

    std::optional<Compression> compression_;
    std::unique_ptr<Decompressor> decompressor_;
    Decompressor::State state_ = Decompressor::State::inside;
    std::vector<std::uint8_t> buffer_;  ///< Compressed octets.
    Bytes compressed_;                  ///< What of them is not yet decompressed.
};

}  // namespace wsdissect::capture
