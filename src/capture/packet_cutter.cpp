#include "capture/packet_cutter.hpp"

#include <utility>

namespace wsdissect::capture {

PacketCutter::Step PacketCutter::step(const Input& input, const std::optional<ReadFailure>& failure,
                                      std::span<Packet> packets) {
    Step result;
    bool used_up = false;
    if (!format_) {
        result.damage = open_format(input);
        ended_ = result.damage.has_value();
        used_up = ended_ && input.octets.size() < kMagicOctets;  // else it is none, whatever follows
    } else {
        const Progress progress = format_->parse(input, packets);
        result = {progress.packets, progress.consumed, progress.damage};
        needed_ = progress.next == Progress::Next::more ? progress.needed : 0;
        used_up = progress.next == Progress::Next::ended;
        ended_ = progress.next == Progress::Next::lost;
    }
    if (used_up) ended_ = true;
    // Where reading failed, this is why, whatever the file seems to lack.
    if (used_up && failure) result.damage = read_failed(input, result.damage, *failure);
    if (result.damage) result.damage->file = file_;
    return result;
}

std::optional<Damage> PacketCutter::open_format(const Input& input) {
    auto format = detect_format(input.octets, file_, interfaces_);
    if (!format) return format.error();
    format_ = std::move(*format);
    needed_ = 0;
    return std::nullopt;
}

Damage PacketCutter::read_failed(const Input& input, const std::optional<Damage>& damage,
                                 const ReadFailure& failure) const {
    return {.kind = failure.kind,
            .packet = damage ? damage->packet : format_->next_packet(),
            .offset = input.offset + input.octets.size(),
            .found = failure.found,
            .detail = failure.detail};
}

}  // namespace wsdissect::capture
