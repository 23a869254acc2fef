#pragma once
// The octets of an input, decompressed where they are compressed, seen through a window that only moves
// forwards.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "capture/octet_stream.hpp"
#include "capture/opened_file.hpp"
#include "wsdissect/base/bytes.hpp"

namespace wsdissect::capture {

/// Reads ahead in large blocks into one buffer, which is used again and again and grows only when it is full
/// of octets that were really there. Never seeks, so a pipe will do, and waits for no more than it was asked
/// for.
class ByteWindow {
  public:
    explicit ByteWindow(FileDescriptor input);

    /// What was read and not yet consumed; valid until the next `hold`.
    [[nodiscard]] Bytes bytes() const noexcept { return {buffer_.get() + begin_, end_ - begin_}; }
    /// Where `bytes()` begins: octets from the input's first.
    [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
    /// Nothing follows `bytes()`: the input has ended, or reading it failed.
    [[nodiscard]] bool complete() const noexcept { return complete_; }
    /// Why nothing follows, where the input has not really ended.
    [[nodiscard]] const std::optional<ReadFailure>& failure() const noexcept { return stream_.failure(); }
    /// Octets read of the input, and whether `bytes()` is what they were decompressed to.
    [[nodiscard]] std::uint64_t octets_read() const noexcept { return stream_.octets_read(); }
    [[nodiscard]] bool is_compressed() const noexcept { return stream_.is_compressed(); }

    /// Whether `hold` would find octets without waiting for them.
    [[nodiscard]] bool ready() const noexcept { return complete_ || stream_.ready(); }

    /// Reads until `bytes()` holds at least `octets` or is complete.
    void hold(std::size_t octets);
    /// Drops the first `octets` of `bytes()`, which must hold them. Views of them stay valid until `hold`.
    void consume(std::size_t octets) noexcept;

  private:
    void make_room();
    void read_once();

    FileDescriptor input_;
    OctetStream stream_;
    std::size_t capacity_;
    std::unique_ptr<std::uint8_t[]> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::uint64_t offset_ = 0;
    bool complete_ = false;
};

}  // namespace wsdissect::capture
