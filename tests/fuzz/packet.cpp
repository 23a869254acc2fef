// A packet of any link type, and the IP packets that come in fragments: an octet for the link type, two for
// how many octets the snap length cut off, then the packet; several behind one another, each with its length.

#include <array>
#include <utility>

#include "tests/fuzz/fuzzing.hpp"
#include "wsdissect/base/memory_budget.hpp"
#include "wsdissect/wire/decoder.hpp"
#include "wsdissect/wire/fragments.hpp"

namespace wsdissect {
namespace {

using fuzz::require;

bool is_within(Bytes part, Bytes whole) {
    return part.empty() ||
           (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

/// What a packet in fragments carries may be in fragments itself.
void read_fragments(wire::Fragments& fragments, wire::Fragment fragment, const wire::Options& options,
                    Timestamp now) {
    for (int depth = 0; depth < 64; ++depth) {
        const wire::WholePacket* const whole = fragments.add(fragment, now);
        if (whole == nullptr) return;
        Segment segment;
        const wire::Reading reading = wire::decode_into(segment, *whole, options);
        if (reading.usable) require(is_within(segment.payload, whole->payload), "payload is a view");
        if (reading.outcome != wire::Outcome::fragment) return;
        fragment = wire::read_fragment(*whole, options);
    }
    require(false, "encapsulations have a limit");
}

void read_packet(wire::Fragments& fragments, LinkType link_type, Bytes packet, std::uint32_t length,
                 const wire::Options& options, Timestamp now) {
    Segment segment;
    const wire::Reading reading = wire::decode_into(segment, link_type, packet, length, options);
    Segment by_layers;
    const wire::Reading again = wire::decode_by_layers(by_layers, link_type, packet, length, options);
    require(reading.outcome == again.outcome && reading.usable == again.usable,
            "the short way and the long one say the same");
    if (reading.usable) {
        require(is_within(segment.payload, packet), "payload is a view");
        require(segment.payload.data() == by_layers.payload.data() &&
                    segment.payload.size() == by_layers.payload.size() &&
                    segment.sequence == by_layers.sequence,
                "the short way and the long one find the same segment");
    }
    if (reading.outcome == wire::Outcome::malformed) (void)wire::describe(reading.error);
    if (reading.outcome == wire::Outcome::fragment)
        read_fragments(fragments, wire::read_fragment(link_type, packet, length, options), options, now);
    for (std::uint32_t subframe = reading.next_subframe, before = 0; subframe != 0;) {
        require(subframe > before, "what stands in one frame is gone through once");
        const wire::Reading inside = wire::decode_subframe(segment, subframe, packet, length, options);
        if (inside.usable) require(is_within(segment.payload, packet), "payload is a view");
        if (inside.outcome == wire::Outcome::fragment)
            read_fragments(fragments, wire::read_fragment(link_type, packet, length, options, subframe),
                           options, now);
        before = std::exchange(subframe, inside.next_subframe);
    }
}

}  // namespace
}  // namespace wsdissect

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wsdissect;
    fuzz::Choices choices({data, size});
    const std::uint8_t settings = choices.octet();
    const wire::Options options{.verify_checksums = (settings & 1) != 0, .ignore_vlan = (settings & 2) != 0};
    MemoryBudget budget(1 << 20);
    wire::Fragments fragments(budget);
    for (std::int64_t seconds = 0; !choices.empty(); ++seconds) {
        const auto link_type = static_cast<LinkType>(choices.octet() | (choices.octet() & 1) << 8);
        const std::uint32_t cut_off = choices.octet();
        const std::size_t length = choices.octet() + std::size_t{256} * (choices.octet() & 7);
        const Bytes packet = choices.take(length);
        read_packet(fragments, link_type, packet, static_cast<std::uint32_t>(packet.size()) + cut_off,
                    options, {seconds * kNanosecondsPerSecond / 4});
    }
    return 0;
}
