// xz (the .xz file format, version 1.2.1) through liblzma.

#include <lzma.h>

#include <algorithm>

#include "capture/decompressor.hpp"
#include "capture/shared_library.hpp"

namespace wsdissect::capture {

namespace {

struct Lzma {
    decltype(&::lzma_stream_decoder) begin;
    decltype(&::lzma_code) code;
    decltype(&::lzma_end) end;
    bool loaded;

    Lzma() noexcept {
        SharedLibrary library(traits_of(Compression::xz).library);
        library.bind(begin, "lzma_stream_decoder");
        library.bind(code, "lzma_code");
        library.bind(end, "lzma_end");
        loaded = library.complete();
    }
};

const Lzma& lzma() {
    static const Lzma functions;
    return functions;
}

const char* words_of(lzma_ret outcome) noexcept {
    switch (outcome) {
        case LZMA_FORMAT_ERROR: return "no xz stream";
        case LZMA_OPTIONS_ERROR: return "options that liblzma does not know";
        case LZMA_DATA_ERROR: return "data or its check value is wrong";
        default: return nullptr;
    }
}

class XzDecompressor final : public Decompressor {
  public:
    XzDecompressor() = default;
    XzDecompressor(const XzDecompressor&) = delete;
    ~XzDecompressor() override { lzma().end(&stream_); }

    [[nodiscard]] Step step(Bytes octets, std::span<std::uint8_t> room) override;

  private:
    [[nodiscard]] Step decode(Bytes octets, std::span<std::uint8_t> room);

    lzma_stream stream_ = LZMA_STREAM_INIT;
    bool between_ = true;
};

/// Between streams there may be padding: zeros (section 2.2).
Decompressor::Step XzDecompressor::step(Bytes octets, std::span<std::uint8_t> room) {
    if (!between_) return decode(octets, room);
    const auto* const begin =
        std::find_if(octets.data(), octets.data() + octets.size(), [](auto octet) { return octet != 0; });
    const auto padding = static_cast<std::size_t>(begin - octets.data());
    if (padding == octets.size()) return {.taken = padding, .state = State::between};
    if (lzma().begin(&stream_, kMaxDecompressorMemory, 0) != LZMA_OK) return {.state = State::too_large};
    between_ = false;
    Step step = decode(octets.subspan(padding), room);
    step.taken += padding;
    return step;
}

Decompressor::Step XzDecompressor::decode(Bytes octets, std::span<std::uint8_t> room) {
    stream_.next_in = octets.data();
    stream_.avail_in = octets.size();
    stream_.next_out = room.data();
    stream_.avail_out = room.size();
    const lzma_ret outcome = lzma().code(&stream_, LZMA_RUN);
    Step step{.taken = octets.size() - stream_.avail_in, .given = room.size() - stream_.avail_out};
    between_ = outcome == LZMA_STREAM_END;
    if (between_) {
        step.state = State::between;
    } else if (outcome == LZMA_MEMLIMIT_ERROR || outcome == LZMA_MEM_ERROR) {
        step.state = State::too_large;
    } else if (outcome != LZMA_OK && outcome != LZMA_BUF_ERROR) {
        step.state = State::damaged;
        step.detail = words_of(outcome);
    }
    return step;
}

}  // namespace

std::unique_ptr<Decompressor> make_xz_decompressor() {
    if (!lzma().loaded) return nullptr;
    return std::make_unique<XzDecompressor>();
}

}  // namespace wsdissect::capture
