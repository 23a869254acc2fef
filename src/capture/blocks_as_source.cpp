#include "capture/blocks_as_source.hpp"

#include <algorithm>

namespace wsdissect::capture {

std::size_t BlocksAsSource::read(std::span<Packet> packets) {
    for (;;) {
        tell_damage();
        const std::size_t end =
            told_ < block_.damages.size() ? block_.damages[told_].packets_before : block_.packets.size();
        const std::size_t count = std::min(packets.size(), end - given_);
        std::copy_n(block_.packets.begin() + static_cast<std::ptrdiff_t>(given_), count, packets.begin());
        given_ += count;
        if (count > 0 || packets.empty()) return count;
        given_ = told_ = 0;
        (void)blocks_->claim(block_);
        if (!blocks_->cut(block_)) return 0;
    }
}

void BlocksAsSource::tell_damage() {
    for (; told_ < block_.damages.size() && block_.damages[told_].packets_before == given_; ++told_)
        handler_(block_.damages[told_].damage);
}

}  // namespace wsdissect::capture
