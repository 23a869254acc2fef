#include "wsdissect/codec/inflate.hpp"

#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <cstring>

namespace wsdissect::codec {

void InflateWindow::append(Bytes octets) {
    octets = octets.last(std::min<std::size_t>(octets.size(), size_));
    const std::size_t room = std::min<std::size_t>(octets.size(), size_ - octets_.size());
    if (const std::size_t needed = octets_.size() + room; needed > octets_.capacity())
        octets_.reserve(std::min<std::size_t>(size_, std::max(needed, 2 * octets_.capacity())));
    octets_.insert(octets_.end(), octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(room));
    octets = octets.subspan(room);
    if (octets.empty()) return;
    const std::size_t before_end = std::min<std::size_t>(octets.size(), size_ - oldest_);
    std::memcpy(octets_.data() + oldest_, octets.data(), before_end);
    if (before_end < octets.size())
        std::memcpy(octets_.data(), octets.data() + before_end, octets.size() - before_end);
    oldest_ = static_cast<std::uint32_t>((oldest_ + octets.size()) % size_);
}

std::uint32_t InflateWindow::copy_to(std::uint8_t* out) const noexcept {
    if (octets_.empty()) return 0;
    const std::size_t old = octets_.size() - oldest_;
    std::memcpy(out, octets_.data() + oldest_, old);
    if (oldest_ > 0) std::memcpy(out + old, octets_.data(), oldest_);
    return static_cast<std::uint32_t>(octets_.size());
}

void InflateWindow::clear() noexcept {
    oldest_ = 0;
    std::vector<std::uint8_t>().swap(octets_);
}

struct Inflater::State {
    inflate_state isal;
};

Inflater::Inflater() : state_(std::make_unique<State>()) { isal_inflate_init(&state_->isal); }
Inflater::~Inflater() = default;

/// What isal_inflate_set_dict does, with one copy instead of two.
void Inflater::begin(const InflateWindow& window) noexcept {
    static_assert(InflateWindow::kMaxSize == ISAL_DEF_HIST_SIZE);
    inflate_state& isal = state_->isal;
    isal_inflate_init(&isal);
    const auto held = window.copy_to(isal.tmp_out_buffer);
    isal.dict_length = held;
    isal.tmp_out_valid = static_cast<std::int32_t>(held);
}

/// ISA-L decodes into its own buffer, behind the octets that may be referred to, copies from there to where
/// output is asked for, and moves the window to the buffer's front whenever all of that was copied. So it is
/// given no room for output, and told that nothing was copied yet: everything stays where it was decoded, and
/// is moved when the buffer is nearly full.
Inflater::Step Inflater::inflate(Bytes input) noexcept {
    constexpr std::int32_t kWindow = ISAL_DEF_HIST_SIZE, kFull = 2 * kWindow;
    inflate_state& isal = state_->isal;
    if (isal.tmp_out_valid > kFull - kWindow / 2) {
        std::memmove(isal.tmp_out_buffer, isal.tmp_out_buffer + isal.tmp_out_valid - kWindow, kWindow);
        isal.tmp_out_valid = kWindow;
    }
    const std::int32_t before = isal.tmp_out_valid;
    isal.tmp_out_processed = 0;
    isal.next_in = const_cast<std::uint8_t*>(input.data());  // ISA-L does not write through it
    isal.avail_in = static_cast<std::uint32_t>(input.size());
    isal.next_out = isal.tmp_out_buffer;  // for no octets
    isal.avail_out = 0;
    const int result = isal_inflate(&isal);
    // Where it fails it may claim to have more left than it was given.
    const std::size_t left = std::min<std::size_t>(isal.avail_in, input.size());
    Step step{InflateStatus::needs_input, input.size() - left,
              Bytes(isal.tmp_out_buffer)
                  .subspan(static_cast<std::size_t>(before),
                           static_cast<std::size_t>(isal.tmp_out_valid - before))};
    if (result == ISAL_INVALID_LOOKBACK) {
        step.status = InflateStatus::out_of_reach;
    } else if (result < 0) {
        step.status = InflateStatus::broken;
    } else if (isal.block_state == ISAL_BLOCK_INPUT_DONE || isal.block_state == ISAL_BLOCK_FINISH) {
        step.status = InflateStatus::final_block;
        // It has read ahead.
        step.consumed -=
            std::min<std::size_t>(step.consumed, static_cast<std::size_t>(isal.read_in_length) / 8);
    } else if (isal.tmp_out_valid >= kFull) {
        step.status = InflateStatus::output_full;
    }
    return step;
}

bool Inflater::between_blocks() const noexcept {
    const inflate_state& isal = state_->isal;
    // It looks for a header as soon as a block ends, whether there is input or not.
    const bool at_header = isal.block_state == ISAL_BLOCK_NEW_HDR || isal.block_state == ISAL_BLOCK_HDR;
    return at_header && isal.tmp_in_size == 0 && isal.read_in_length == 0;
}

}  // namespace wsdissect::codec
