// LZ4 (the LZ4 frame format, version 1.6.3) through liblz4.

#include <lz4frame.h>

#include <algorithm>

#include "capture/decompressor.hpp"
#include "capture/shared_library.hpp"

namespace wsdissect::capture {

namespace {

struct Lz4 {
    decltype(&::LZ4F_createDecompressionContext) create;
    decltype(&::LZ4F_freeDecompressionContext) free;
    decltype(&::LZ4F_decompress) decompress;
    decltype(&::LZ4F_isError) is_error;
    decltype(&::LZ4F_getErrorName) error_name;
    bool loaded;

    Lz4() noexcept {
        SharedLibrary library(traits_of(Compression::lz4).library);
        library.bind(create, "LZ4F_createDecompressionContext");
        library.bind(free, "LZ4F_freeDecompressionContext");
        library.bind(decompress, "LZ4F_decompress");
        library.bind(is_error, "LZ4F_isError");
        library.bind(error_name, "LZ4F_getErrorName");
        loaded = library.complete();
    }
};

const Lz4& lz4() {
    static const Lz4 functions;
    return functions;
}

constexpr std::size_t kBlockHeader = 4;

/// Takes no more at a time than a block's content or a header: what was given before an error within one call
/// the library does not tell. Needs some MiB at most: a block has 4 MiB.
class Lz4Decompressor final : public Decompressor {
  public:
    Lz4Decompressor() {
        if (lz4().is_error(lz4().create(&context_, LZ4F_VERSION)) != 0) context_ = nullptr;
    }
    Lz4Decompressor(const Lz4Decompressor&) = delete;
    ~Lz4Decompressor() override { (void)lz4().free(context_); }

    [[nodiscard]] Step step(Bytes octets, std::span<std::uint8_t> room) override;

  private:
    LZ4F_dctx* context_ = nullptr;
    std::size_t wanted_ = 1;  ///< Octets to give next.
};

Decompressor::Step Lz4Decompressor::step(Bytes octets, std::span<std::uint8_t> room) {
    if (context_ == nullptr) return {.state = State::too_large};
    Step step{.taken = std::min(octets.size(), wanted_), .given = room.size()};
    const std::size_t outcome =
        lz4().decompress(context_, room.data(), &step.given, octets.data(), &step.taken, nullptr);
    if (lz4().is_error(outcome) != 0) return {.state = State::damaged, .detail = lz4().error_name(outcome)};
    if (outcome == 0) step.state = State::between;
    wanted_ = outcome > kBlockHeader ? outcome - kBlockHeader : std::max<std::size_t>(outcome, 1);
    return step;
}

}  // namespace

std::unique_ptr<Decompressor> make_lz4_decompressor() {
    if (!lz4().loaded) return nullptr;
    return std::make_unique<Lz4Decompressor>();
}

}  // namespace wsdissect::capture
