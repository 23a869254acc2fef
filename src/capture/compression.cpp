#include "wsdissect/capture/compression.hpp"

#include <algorithm>

#include "wsdissect/base/byte_reader.hpp"

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

// Frames that hold nothing of what is compressed (RFC 8878 section 3.1.2, and the LZ4 frame format): the last
// 4 bits of their magic number are free, then the length of what follows stands in 4 octets. pzstd puts one
// before each frame.
constexpr std::uint8_t kSkippableFirst = 0x50;
constexpr std::array<std::uint8_t, 3> kSkippableNext = {0x2a, 0x4d, 0x18};
constexpr std::size_t kSkippableMagic = 4;
constexpr std::size_t kSkippableHead = 8;

Bytes magic_of(const CompressionTraits& traits) noexcept {
    return Bytes(traits.magic).first(traits.magic_length);
}

bool begins_with(Bytes front, Bytes magic) noexcept {
    return front.size() >= magic.size() && std::equal(magic.begin(), magic.end(), front.begin());
}
/// Too little is there to know whether it begins with `magic`, and what is there does not differ.
bool may_begin_with(Bytes front, Bytes magic) noexcept {
    return front.size() < magic.size() && std::equal(front.begin(), front.end(), magic.begin());
}

/// As far as it is there.
bool is_skippable_magic(Bytes front) noexcept {
    if (front.empty() || (front[0] & 0xf0) != kSkippableFirst) return false;
    const Bytes next = front.subspan(1, std::min(front.size(), kSkippableMagic) - 1);
    return std::equal(next.begin(), next.end(), kSkippableNext.begin());
}

/// What follows the frames that are skipped; empty where one of them reaches to the end or past it.
Bytes behind_skippable(Bytes front) noexcept {
    while (front.size() >= kSkippableMagic && is_skippable_magic(front)) {
        if (front.size() < kSkippableHead) return {};
        const std::uint64_t length = ByteReader(front.subspan(kSkippableMagic)).u32(ByteOrder::little);
        if (length >= front.size() - kSkippableHead) return {};
        front = front.subspan(kSkippableHead + static_cast<std::size_t>(length));
    }
    return front;
}

bool has_skippable_frames(Compression compression) noexcept {
    return compression == zstd || compression == lz4;
}

}  // namespace

const std::array<CompressionTraits, 5>& compressions() noexcept { return kCompressions; }

std::optional<Compression> compression_of(Bytes front) noexcept {
    const Bytes rest = behind_skippable(front);
    const bool skipped = rest.size() < front.size();
    for (const CompressionTraits& traits : kCompressions) {
        if (skipped && !has_skippable_frames(traits.compression)) continue;
        if (begins_with(rest, magic_of(traits))) return traits.compression;
    }
    return skipped ? std::optional(zstd) : std::nullopt;
}

bool may_become_compressed(Bytes front) noexcept {
    if (front.size() >= kCompressionMagic) return false;
    const Bytes rest = behind_skippable(front);
    if (rest.empty() || is_skippable_magic(rest)) return true;
    return std::any_of(kCompressions.begin(), kCompressions.end(), [rest](const CompressionTraits& traits) {
        return may_begin_with(rest, magic_of(traits));
    });
}

}  // namespace wsdissect::capture
