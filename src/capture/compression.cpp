#include "wsdissect/capture/compression.hpp"

#include <algorithm>

#ifndef WSDISSECT_WITH_GZIP
#define WSDISSECT_WITH_GZIP 0
#endif
#ifndef WSDISSECT_WITH_ZSTD
#define WSDISSECT_WITH_ZSTD 0
#endif
#ifndef WSDISSECT_WITH_XZ
#define WSDISSECT_WITH_XZ 0
#endif
#ifndef WSDISSECT_WITH_LZ4
#define WSDISSECT_WITH_LZ4 0
#endif
#ifndef WSDISSECT_WITH_BZIP2
#define WSDISSECT_WITH_BZIP2 0
#endif

namespace wsdissect::capture {

namespace {

using enum Compression;

constexpr std::array<CompressionTraits, 5> kCompressions = {{
    {gzip, "gzip", {0x1f, 0x8b}, 2, "libz.so.1", WSDISSECT_WITH_GZIP != 0},
    {zstd, "zstd", {0x28, 0xb5, 0x2f, 0xfd}, 4, "libzstd.so.1", WSDISSECT_WITH_ZSTD != 0},
    {xz, "xz", {0xfd, '7', 'z', 'X', 'Z', 0x00}, 6, "liblzma.so.5", WSDISSECT_WITH_XZ != 0},
    {lz4, "lz4", {0x04, 0x22, 0x4d, 0x18}, 4, "liblz4.so.1", WSDISSECT_WITH_LZ4 != 0},
    {bzip2, "bzip2", {'B', 'Z', 'h'}, 3, "libbz2.so.1.0", WSDISSECT_WITH_BZIP2 != 0},
}};

Bytes magic_of(const CompressionTraits& traits) noexcept {
    return Bytes(traits.magic).first(traits.magic_length);
}

}  // namespace

const std::array<CompressionTraits, 5>& compressions() noexcept { return kCompressions; }

std::optional<Compression> compression_of(Bytes front) noexcept {
    for (const CompressionTraits& traits : kCompressions) {
        const Bytes magic = magic_of(traits);
        if (front.size() >= magic.size() && std::equal(magic.begin(), magic.end(), front.begin()))
            return traits.compression;
    }
    return std::nullopt;
}

bool may_become_compressed(Bytes front) noexcept {
    return std::any_of(kCompressions.begin(), kCompressions.end(), [front](const CompressionTraits& traits) {
        const Bytes magic = magic_of(traits);
        return front.size() < magic.size() && std::equal(front.begin(), front.end(), magic.begin());
    });
}

}  // namespace wsdissect::capture
