// bzip2 through libbz2.

#include <bzlib.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "capture/decompressor.hpp"
#include "capture/shared_library.hpp"

namespace wsdissect::capture {

namespace {

struct Bzip2 {
    decltype(&::BZ2_bzDecompressInit) init;
    decltype(&::BZ2_bzDecompress) decompress;
    decltype(&::BZ2_bzDecompressEnd) end;
    bool loaded;

    Bzip2() noexcept {
        SharedLibrary library(traits_of(Compression::bzip2).library);
        library.bind(init, "BZ2_bzDecompressInit");
        library.bind(decompress, "BZ2_bzDecompress");
        library.bind(end, "BZ2_bzDecompressEnd");
        loaded = library.complete();
    }
};

const Bzip2& bzip2() {
    static const Bzip2 functions;
    return functions;
}

unsigned length_of(std::size_t octets) noexcept {
    return static_cast<unsigned>(std::min<std::size_t>(octets, std::numeric_limits<int>::max()));
}

/// Needs 3.7 MiB at most.
class Bzip2Decompressor final : public Decompressor {
  public:
    Bzip2Decompressor() { begin(); }
    Bzip2Decompressor(const Bzip2Decompressor&) = delete;
    ~Bzip2Decompressor() override { (void)bzip2().end(&stream_); }

    [[nodiscard]] Step step(Bytes octets, std::span<std::uint8_t> room) override;

  private:
    void begin() noexcept {
        stream_ = {};
        ready_ = bzip2().init(&stream_, 0, 0) == BZ_OK;
    }

    bz_stream stream_{};
    bool ready_ = false;
    bool ended_ = false;
};

Decompressor::Step Bzip2Decompressor::step(Bytes octets, std::span<std::uint8_t> room) {
    if (std::exchange(ended_, false)) {
        (void)bzip2().end(&stream_);
        begin();
    }
    if (!ready_) return {.state = State::too_large};
    // The library has no const; it only reads.
    stream_.next_in = reinterpret_cast<char*>(const_cast<std::uint8_t*>(octets.data()));
    stream_.avail_in = length_of(octets.size());
    stream_.next_out = reinterpret_cast<char*>(room.data());
    stream_.avail_out = length_of(room.size());
    const int outcome = bzip2().decompress(&stream_);
    Step step{.taken = length_of(octets.size()) - stream_.avail_in,
              .given = length_of(room.size()) - stream_.avail_out};
    ended_ = outcome == BZ_STREAM_END;
    if (ended_) {
        step.state = State::between;
    } else if (outcome == BZ_MEM_ERROR) {
        step.state = State::too_large;
    } else if (outcome != BZ_OK) {
        step.state = State::damaged;
        step.detail = outcome == BZ_DATA_ERROR_MAGIC ? "no bzip2 stream" : "data or its check value is wrong";
    }
    return step;
}

}  // namespace

std::unique_ptr<Decompressor> make_bzip2_decompressor() {
    if (!bzip2().loaded) return nullptr;
    return std::make_unique<Bzip2Decompressor>();
}

}  // namespace wsdissect::capture
