// gzip (RFC 1952) through zlib.

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "capture/decompressor.hpp"
#include "capture/shared_library.hpp"

namespace wsdissect::capture {

namespace {

struct Zlib {
    decltype(&::inflateInit2_) init;
    decltype(&::inflate) inflate;
    decltype(&::inflateReset) reset;
    decltype(&::inflateEnd) end;
    bool loaded;

    Zlib() noexcept {
        SharedLibrary library(traits_of(Compression::gzip).library);
        library.bind(init, "inflateInit2_");
        library.bind(inflate, "inflate");
        library.bind(reset, "inflateReset");
        library.bind(end, "inflateEnd");
        loaded = library.complete();
    }
};

const Zlib& zlib() {
    static const Zlib functions;
    return functions;
}

constexpr int kGzipOnly = 16;

uInt length_of(std::size_t octets) noexcept {
    return static_cast<uInt>(std::min<std::size_t>(octets, std::numeric_limits<int>::max()));
}

class GzipDecompressor final : public Decompressor {
  public:
    GzipDecompressor() {
        ready_ = zlib().init(&stream_, MAX_WBITS + kGzipOnly, ZLIB_VERSION, sizeof stream_) == Z_OK;
    }
    GzipDecompressor(const GzipDecompressor&) = delete;
    ~GzipDecompressor() override { (void)zlib().end(&stream_); }

    [[nodiscard]] Step step(Bytes octets, std::span<std::uint8_t> room) override;

  private:
    z_stream stream_{};
    bool ready_ = false;
    bool ended_ = false;
};

Decompressor::Step GzipDecompressor::step(Bytes octets, std::span<std::uint8_t> room) {
    if (!ready_) return {.state = State::too_large};
    if (std::exchange(ended_, false)) (void)zlib().reset(&stream_);
    stream_.next_in = const_cast<Bytef*>(octets.data());  // zlib only reads it
    stream_.avail_in = length_of(octets.size());
    stream_.next_out = room.data();
    stream_.avail_out = length_of(room.size());
    const int outcome = zlib().inflate(&stream_, Z_NO_FLUSH);
    Step step{.taken = static_cast<std::size_t>(stream_.next_in - octets.data()),
              .given = static_cast<std::size_t>(stream_.next_out - room.data())};
    ended_ = outcome == Z_STREAM_END;
    if (ended_) {
        step.state = State::between;
    } else if (outcome == Z_MEM_ERROR) {
        step.state = State::too_large;
    } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
        step.state = State::damaged;
        step.detail = stream_.msg;
    }
    return step;
}

}  // namespace

std::unique_ptr<Decompressor> make_gzip_decompressor() {
    if (!zlib().loaded) return nullptr;
    return std::make_unique<GzipDecompressor>();
}

}  // namespace wsdissect::capture
