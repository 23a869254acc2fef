#pragma once
// The compressions that captures are read through.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::capture {

enum class Compression : std::uint8_t { gzip, zstd, xz, lz4, bzip2 };

struct CompressionTraits {
    Compression compression;
    std::string_view name;
    std::array<std::uint8_t, 6> magic;  ///< The file's first octets.
    std::size_t magic_length;           ///< Octets of `magic`.
    const char* library;                ///< That decompresses it, as the linker names it.
    bool built_in;                      ///< The library was there when this program was built.
};

/// All of them; a row's index is its enumerator.
[[nodiscard]] const std::array<CompressionTraits, 5>& compressions() noexcept;
[[nodiscard]] inline const CompressionTraits& traits_of(Compression compression) noexcept {
    return compressions()[static_cast<std::size_t>(compression)];
}

/// Octets that are looked at.
inline constexpr std::size_t kCompressionMagic = 64;
/// What a file that begins with `front` is compressed by. Empty: by none of these, or too little is there.
/// Frames that zstd and lz4 skip may stand before; of what is not known behind them it is taken for zstd.
[[nodiscard]] std::optional<Compression> compression_of(Bytes front) noexcept;
/// Loads, for good, the libraries that it takes to read these files: of those that are no regular files
/// nobody knows, so that all are loaded. Otherwise each is loaded when it is first needed.
void load_decompressors(const std::vector<std::string>& paths);

/// Whether more octets behind `front`, up to kCompressionMagic, could still make it compressed, or by
/// something else.
[[nodiscard]] bool may_become_compressed(Bytes front) noexcept;

}  // namespace wsdissect::capture
