// What seldom happens, kept out of the way of what happens for each packet.

#include "wire/cursor.hpp"

namespace wsdissect::wire {

void Cursor::malformed(ErrorKind kind, std::uint64_t found, std::uint64_t expected) noexcept {
    if (reading_.outcome == Outcome::malformed) return;
    reading_.outcome = Outcome::malformed;
    reading_.error = {.kind = kind, .offset = offset_, .found = found, .expected = expected};
}

void Cursor::fragment(const FragmentPlace& place, std::uint8_t protocol) noexcept {
    conclude(Outcome::fragment);
    if (fragment_ == nullptr) return;
    const bool is_ipv4 = source_.family == AddressFamily::ipv4;
    *fragment_ = {.key = {.source = source_,
                          .destination = destination_,
                          .identification = place.identification,
                          .protocol = is_ipv4 ? protocol : std::uint8_t{0},
                          .network = network_.word()},
                  .protocol = protocol,
                  .encapsulations = encapsulations_,
                  .more = place.more,
                  .offset = place.offset,
                  .length = static_cast<std::uint32_t>(declared()),
                  .payload = captured(),
                  .at_destination = place.at_destination};
}

void Cursor::frame_fragment(const Fragment& found) noexcept {
    conclude(Outcome::fragment);
    if (fragment_ == nullptr) return;
    *fragment_ = found;
    fragment_->encapsulations = encapsulations_;
    fragment_->length = static_cast<std::uint32_t>(declared());
    fragment_->payload = captured();
}

void Cursor::explain_short(std::size_t octets, ErrorKind if_short) noexcept {
    if (octets > available()) return malformed(if_short, available(), octets);
    conclude(Outcome::snapped);
}

}  // namespace wsdissect::wire
