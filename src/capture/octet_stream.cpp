#include "capture/octet_stream.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "capture/opened_file.hpp"

namespace wsdissect::capture {

namespace {

constexpr std::size_t kCompressedOctets = std::size_t{64} * 1024;

}  // namespace

std::size_t OctetStream::read(std::span<std::uint8_t> room) {
    if (!std::exchange(begun_, true)) read_front();
    if (failure_) return 0;
    const std::size_t given = compression_ ? decompress(room) : read_plain(room);
    dry_ = given < room.size();
    return given;
}

bool OctetStream::ready() const noexcept {
    return !dry_ || ended_ || failure_.has_value() || is_readable(descriptor_);
}

/// As many of the first octets as it takes to tell whether they are a compression's.
void OctetStream::read_front() {
    std::size_t held = 0;
    while (!ended_ && may_become_compressed(Bytes(front_).first(held)))
        held += read_input(std::span(front_).subspan(held));
    front_left_ = Bytes(front_).first(held);
    compression_ = compression_of(front_left_);
    if (compression_) begin_decompression();
}

void OctetStream::begin_decompression() {
    decompressor_ = make_decompressor(*compression_);
    if (!decompressor_) {
        return fail({DamageKind::no_decompressor, static_cast<std::uint64_t>(*compression_)});
    }
    buffer_.resize(kCompressedOctets);
    compressed_ = front_left_;
}

std::size_t OctetStream::read_plain(std::span<std::uint8_t> room) {
    const std::size_t front = std::min(front_left_.size(), room.size());
    std::copy_n(front_left_.begin(), front, room.begin());
    front_left_ = front_left_.subspan(front);
    std::size_t given = front;
    while (!ended_ && given < room.size() && (given == 0 || is_readable(descriptor_)))
        given += read_input(room.subspan(given));
    return given;
}

std::size_t OctetStream::decompress(std::span<std::uint8_t> room) {
    std::size_t given = 0;
    while (!failure_ && given < room.size()) {
        const std::size_t octets = decompress_step(room.subspan(given));
        given += octets;
        if (octets > 0 || !compressed_.empty()) continue;
        if (given > 0 && !ended_ && !is_readable(descriptor_)) break;
        if (!refill()) break;
    }
    return given;
}

/// A decoder may have something left to give though there is nothing more to take.
std::size_t OctetStream::decompress_step(std::span<std::uint8_t> room) {
    using enum Decompressor::State;
    if (compressed_.empty() && state_ == between) return 0;
    const Decompressor::Step step = decompressor_->step(compressed_, room);
    const bool stuck = step.taken == 0 && step.given == 0 && !compressed_.empty();
    compressed_ = compressed_.subspan(step.taken);
    state_ = step.state;
    const auto number = static_cast<std::uint64_t>(*compression_);
    if (state_ == too_large) {
        fail({DamageKind::decompression_too_large, number});
    } else if (stuck || state_ == damaged) {
        fail({DamageKind::compression_damaged, number, step.detail});
    }
    return step.given;
}

/// False where nothing follows; the input's end inside a stream is a failure.
bool OctetStream::refill() {
    if (ended_) return false;
    compressed_ = Bytes(buffer_).first(read_input(buffer_));
    if (!compressed_.empty()) return true;
    if (state_ != Decompressor::State::between && !failure_)
        fail({DamageKind::compression_cut, static_cast<std::uint64_t>(*compression_)});
    return false;
}

std::size_t OctetStream::read_input(std::span<std::uint8_t> room) {
    const ssize_t octets = read_some(descriptor_, room);
    if (octets < 0) fail(read_failure(errno));
    if (octets <= 0) ended_ = true;
    const std::size_t count = octets > 0 ? static_cast<std::size_t>(octets) : 0;
    octets_read_ += count;
    return count;
}

void OctetStream::fail(const ReadFailure& failure) {
    failure_ = failure;
    ended_ = true;
}

}  // namespace wsdissect::capture
