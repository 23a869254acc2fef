// What seldom happens, kept out of the way of what happens for each packet.

#include "wire/cursor.hpp"

namespace wsdissect::wire {

void Cursor::malformed(ErrorKind kind, std::uint64_t found, std::uint64_t expected) noexcept {
    if (reading_.outcome == Outcome::malformed) return;
    reading_.outcome = Outcome::malformed;
    reading_.error = {.kind = kind, .offset = offset_, .found = found, .expected = expected};
}

void Cursor::explain_short(std::size_t octets, ErrorKind if_short) noexcept {
    if (octets > available()) return malformed(if_short, available(), octets);
    conclude(Outcome::snapped);
}

}  // namespace wsdissect::wire
