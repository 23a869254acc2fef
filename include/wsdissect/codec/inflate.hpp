#pragma once
// Decompression of raw DEFLATE data (RFC 1951) that comes as messages of several streams in turn. A thin
// wrapper of ISA-L.
//
// One decoder serves all streams: what has to stay between two messages of a stream is its window alone.
// That is smaller than a decoder for each (87 KiB), and faster too, for the decoder's tables stay in the
// caches. Its output is shown where the decoder puts it, behind the window, so that nothing is copied that
// nobody wants. tests/bench/inflate_messages.cpp measures it, and zlib.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::codec {

/// The latest octets of a stream, to which back-references may reach. Takes memory for what it holds only.
class InflateWindow {
  public:
    static constexpr std::uint32_t kMaxSize = 32768;

    InflateWindow() noexcept : InflateWindow(kMaxSize) {}
    /// `size`: octets that it holds at most, 1 to kMaxSize.
    explicit InflateWindow(std::uint32_t size) noexcept : size_(size) {}

    void append(Bytes octets);
    /// Writes what it holds, the oldest octet first, where there is room for kMaxSize. Returns how many.
    std::uint32_t copy_to(std::uint8_t* out) const noexcept;
    /// Forgets everything and gives the memory back.
    void clear() noexcept;

  private:
    std::uint32_t size_;
    std::uint32_t oldest_ = 0;  ///< Where the oldest octet stands once it is full: it goes round.
    std::vector<std::uint8_t> octets_;
};

enum class InflateStatus : std::uint8_t {
    needs_input,   ///< All of it was consumed and what it gives is there.
    output_full,   ///< There may be more output.
    final_block,   ///< A block with BFINAL ended. To go on, `begin` anew.
    broken,        ///< This is no DEFLATE data.
    out_of_reach,  ///< A back-reference reaches before the first octet of the window.
};

class Inflater {
  public:
    Inflater();
    ~Inflater();
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// A new block begins, which may refer to what `window` holds.
    void begin(const InflateWindow& window) noexcept;

    struct Step {
        InflateStatus status;
        std::size_t consumed;  ///< Octets of the input.
        Bytes output;          ///< At most some 64 KiB; valid until the next call.
    };
    /// Not to be called after `final_block` or a failure. `input` is smaller than 4 GiB.
    [[nodiscard]] Step inflate(Bytes input) noexcept;
    /// Whether the octets consumed so far end with a block whose end is an octet's, as a stored one's is.
    [[nodiscard]] bool between_blocks() const noexcept;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace wsdissect::codec
