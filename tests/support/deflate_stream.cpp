#include "tests/support/deflate_stream.hpp"

#include <algorithm>
#include <stdexcept>

namespace wsdissect::test {

DeflateStream::DeflateStream(int window_bits, int level) {
    constexpr int kMemoryLevel = 8;
    // Negative: no zlib header.
    if (deflateInit2(&state_, level, Z_DEFLATED, -window_bits, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("zlib cannot make a compressor");
    }
}

DeflateStream::~DeflateStream() { deflateEnd(&state_); }

Bytes DeflateStream::compress(Bytes message) {
    constexpr std::size_t kFlushMarker = 4;  // 00 00 ff ff
    constexpr std::size_t kFlushRoom = 16;   // deflateBound does not count a sync flush
    const auto length = static_cast<uInt>(message.size());
    out_.resize(std::max(out_.size(), static_cast<std::size_t>(deflateBound(&state_, length)) + kFlushRoom));
    state_.next_in = const_cast<Bytef*>(message.data());  // zlib does not write through it
    state_.avail_in = length;
    state_.next_out = out_.data();
    state_.avail_out = static_cast<uInt>(out_.size());
    if (deflate(&state_, Z_SYNC_FLUSH) != Z_OK || state_.avail_out == 0) {
        throw std::runtime_error("zlib cannot compress a message");
    }
    return Bytes(out_).first(out_.size() - state_.avail_out - kFlushMarker);
}

void DeflateStream::restart() noexcept { deflateReset(&state_); }

}  // namespace wsdissect::test
