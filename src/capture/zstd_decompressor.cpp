// Zstandard (RFC 8878) through libzstd.

#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>

#include "capture/decompressor.hpp"
#include "capture/shared_library.hpp"

namespace wsdissect::capture {

namespace {

struct Zstd {
    decltype(&::ZSTD_createDStream) create;
    decltype(&::ZSTD_freeDStream) free;
    decltype(&::ZSTD_decompressStream) decompress;
    decltype(&::ZSTD_isError) is_error;
    decltype(&::ZSTD_getErrorCode) error_code;
    decltype(&::ZSTD_getErrorName) error_name;
    bool loaded;

    Zstd() noexcept {
        SharedLibrary library(traits_of(Compression::zstd).library);
        library.bind(create, "ZSTD_createDStream");
        library.bind(free, "ZSTD_freeDStream");
        library.bind(decompress, "ZSTD_decompressStream");
        library.bind(is_error, "ZSTD_isError");
        library.bind(error_code, "ZSTD_getErrorCode");
        library.bind(error_name, "ZSTD_getErrorName");
        loaded = library.complete();
    }
};

const Zstd& zstd() {
    static const Zstd functions;
    return functions;
}

constexpr std::size_t kBlockHeader = 3;  // RFC 8878 section 3.1.1.2.

/// Takes no more at a time than a block's content or a header: what was given before an error within one call
/// the library does not tell. It refuses windows above 128 MiB itself.
class ZstdDecompressor final : public Decompressor {
  public:
    ZstdDecompressor() : stream_(zstd().create()) {}
    ZstdDecompressor(const ZstdDecompressor&) = delete;
    ~ZstdDecompressor() override { (void)zstd().free(stream_); }

    [[nodiscard]] Step step(Bytes octets, std::span<std::uint8_t> room) override;

  private:
    ZSTD_DStream* stream_;
    std::size_t wanted_ = 1;  ///< Octets to give next.
};

Decompressor::Step ZstdDecompressor::step(Bytes octets, std::span<std::uint8_t> room) {
    if (stream_ == nullptr) return {.state = State::too_large};
    ZSTD_inBuffer in{octets.data(), std::min(octets.size(), wanted_), 0};
    ZSTD_outBuffer out{room.data(), room.size(), 0};
    const std::size_t outcome = zstd().decompress(stream_, &out, &in);
    Step step{.taken = in.pos, .given = out.pos};
    if (zstd().is_error(outcome) == 0) {
        if (outcome == 0) step.state = State::between;
        wanted_ = outcome > kBlockHeader ? outcome - kBlockHeader : std::max<std::size_t>(outcome, 1);
        return step;
    }
    const ZSTD_ErrorCode code = zstd().error_code(outcome);
    const bool memory =
        code == ZSTD_error_frameParameter_windowTooLarge || code == ZSTD_error_memory_allocation;
    step.state = memory ? State::too_large : State::damaged;
    step.detail = zstd().error_name(outcome);
    return step;
}

}  // namespace

std::unique_ptr<Decompressor> make_zstd_decompressor() {
    if (!zstd().loaded) return nullptr;
    return std::make_unique<ZstdDecompressor>();
}

}  // namespace wsdissect::capture
