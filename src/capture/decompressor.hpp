#pragma once
// A compressed stream as a decoder: octets in, octets out, as far as each goes.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/result.hpp"
#include "wsdissect/capture/compression.hpp"

namespace wsdissect::capture {

/// Octets that a decoder may need for itself, whatever a file's header asks for. What `zstd --long` and
/// `xz -9` make needs 128 MiB and 65 MiB.
inline constexpr std::uint64_t kMaxDecompressorMemory = std::uint64_t{160} << 20;

class Decompressor {
  public:
    virtual ~Decompressor() = default;

    enum class State : std::uint8_t {
        inside,   ///< The input must not end here.
        between,  ///< A whole stream has ended; another may follow.
        damaged,
        too_large,  ///< It would need more than kMaxDecompressorMemory.
    };
    struct Step {
        std::size_t taken = 0;  ///< Of the octets.
        std::size_t given = 0;  ///< Written to the room; good also where the state is `damaged`.
        State state = State::inside;
        const char* detail = nullptr;  ///< The library's words for the damage, where it has any.
    };
    /// Goes on with `octets`, until they are used up, `room` is full or a stream has ended.
    [[nodiscard]] virtual Step step(Bytes octets, std::span<std::uint8_t> room) = 0;
};

/// Null where the library cannot be loaded, or was not there when this program was built.
[[nodiscard]] std::unique_ptr<Decompressor> make_decompressor(Compression compression);

// Each in a file of its own, which is left out of the build where its library's header is not there.
[[nodiscard]] std::unique_ptr<Decompressor> make_gzip_decompressor();
[[nodiscard]] std::unique_ptr<Decompressor> make_zstd_decompressor();
[[nodiscard]] std::unique_ptr<Decompressor> make_xz_decompressor();
[[nodiscard]] std::unique_ptr<Decompressor> make_lz4_decompressor();
[[nodiscard]] std::unique_ptr<Decompressor> make_bzip2_decompressor();

}  // namespace wsdissect::capture
