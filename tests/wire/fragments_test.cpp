#include "wsdissect/wire/fragments.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "tests/support/packet_builder.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::Fragment;
using wire::Fragments;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

struct Place {
    std::uint32_t offset;
    bool more = true;
};

Fragment of(std::uint32_t identification, Place place, std::string_view octets) {
    return {.key = {.source = address("192.0.2.1"),
                    .destination = address("192.0.2.2"),
                    .identification = identification,
                    .protocol = 6},
            .protocol = 6,
            .more = place.more,
            .offset = place.offset,
            .length = static_cast<std::uint32_t>(octets.size()),
            .payload = as_bytes(octets)};
}

Fragment of_ipv6(Place place, std::string_view octets) {
    Fragment fragment = of(7, place, octets);
    fragment.key.source = address("2001:db8::1");
    fragment.key.destination = address("2001:db8::2");
    fragment.key.protocol = 0;
    return fragment;
}

struct Reassembler {
    MemoryBudget budget{1 << 20};
    Fragments fragments{budget};

    /// The whole packet's payload; `-` where there is none.
    std::string add(const Fragment& fragment, std::int64_t now = 0) {
        const wire::WholePacket* const whole = fragments.add(fragment, {now});
        return whole == nullptr ? "-" : std::string(as_text(whole->payload));
    }
};

constexpr Place kFirst{0}, kLast{8, false};

}  // namespace

TEST_CASE("wire/fragments: the packet is told by the fragment that completes it") {
    Reassembler reassembler;
    CHECK(reassembler.add(of(1, kLast, "end")) == "-");
    CHECK(reassembler.fragments.waiting() == 1);
    const wire::WholePacket* const whole = reassembler.fragments.add(of(1, kFirst, "begin..."), {});
    REQUIRE(whole != nullptr);
    CHECK(as_text(whole->payload) == "begin...end");
    CHECK(whole->length == 11);
    CHECK(whole->protocol == 6);
    CHECK(whole->key == of(1, kFirst, "").key);
    CHECK(reassembler.fragments.waiting() == 0);
    CHECK(reassembler.fragments.dropped() == 0);
}

TEST_CASE("wire/fragments: packets are told apart by all of their key") {
    Reassembler reassembler;
    CHECK(reassembler.add(of(1, kFirst, "aaaaaaaa")) == "-");
    Fragment other = of(1, kLast, "b");
    other.key.identification = 2;
    CHECK(reassembler.add(other) == "-");
    other = of(1, kLast, "b");
    other.key.protocol = 17;
    CHECK(reassembler.add(other) == "-");
    other = of(1, kLast, "b");
    other.key.network = 5;
    CHECK(reassembler.add(other) == "-");
    other = of(1, kLast, "b");
    std::swap(other.key.source, other.key.destination);
    CHECK(reassembler.add(other) == "-");
    CHECK(reassembler.add(of(1, kLast, "b")) == "aaaaaaaab");
}

TEST_CASE("wire/fragments: the first fragment says what the packet carries") {
    Reassembler reassembler;
    Fragment last = of_ipv6(kLast, "end");
    last.protocol = 60;
    CHECK(reassembler.add(last) == "-");
    const wire::WholePacket* const whole = reassembler.fragments.add(of_ipv6(kFirst, "begin..."), {});
    REQUIRE(whole != nullptr);
    CHECK(whole->protocol == 6);
}

TEST_CASE("wire/fragments: a packet is at its destination where all its fragments are") {
    Reassembler reassembler;
    Fragment first = of_ipv6(kFirst, "begin...");
    first.at_destination = false;
    CHECK(reassembler.add(first) == "-");
    const wire::WholePacket* const whole = reassembler.fragments.add(of_ipv6(kLast, "end"), {});
    REQUIRE(whole != nullptr);
    CHECK_FALSE(whole->at_destination);
}

TEST_CASE("wire/fragments: overlaps, the first copy for IPv4, no packet at all for IPv6") {
    Reassembler reassembler;
    CHECK(reassembler.add(of(1, kFirst, "aaaaaaaabbbbbbbb")) == "-");
    CHECK(reassembler.add(of(1, kLast, "xxxxxxxxcc")) == "aaaaaaaabbbbbbbbcc");
    CHECK(reassembler.fragments.dropped() == 0);

    CHECK(reassembler.add(of_ipv6(kFirst, "aaaaaaaabbbbbbbb")) == "-");
    CHECK(reassembler.add(of_ipv6(kFirst, "aaaaaaaabbbbbbbb")) == "-");  // a copy, no overlap
    CHECK(reassembler.add(of_ipv6(kLast, "xxxxxxxxcc")) == "-");
    CHECK(reassembler.fragments.dropped() == 3);
    CHECK(reassembler.add(of_ipv6({16, false}, "cc")) == "-");
    CHECK(reassembler.fragments.dropped() == 4);
    CHECK(reassembler.fragments.waiting() == 0);
}

TEST_CASE("wire/fragments: a packet is given up 30 seconds after its first fragment") {
    Reassembler reassembler;
    CHECK(reassembler.add(of(1, kFirst, "aaaaaaaa"), 0) == "-");
    CHECK(reassembler.add(of(1, kLast, "in time"), 30 * kSecond) == "aaaaaaaain time");
    CHECK(reassembler.add(of(2, kFirst, "aaaaaaaa"), 100 * kSecond) == "-");
    CHECK(reassembler.add(of(2, kLast, "too late"), 130 * kSecond + 1) == "-");
    CHECK(reassembler.fragments.dropped() == 1);
    CHECK(reassembler.fragments.waiting() == 1);
}

TEST_CASE("wire/fragments: a capture that shows every packet twice") {
    Reassembler reassembler;
    CHECK(reassembler.add(of(1, kFirst, "aaaaaaaa")) == "-");
    CHECK(reassembler.add(of(1, kFirst, "aaaaaaaa")) == "-");
    CHECK(reassembler.add(of(1, kLast, "b")) == "aaaaaaaab");
    CHECK(reassembler.add(of(1, kLast, "b"), kSecond / 100) == "-");
    CHECK(reassembler.fragments.waiting() == 0);
    CHECK(reassembler.fragments.dropped() == 0);
    // The identification is used again.
    CHECK(reassembler.add(of(1, kLast, "d"), kSecond) == "-");
    CHECK(reassembler.add(of(1, kFirst, "cccccccc"), kSecond) == "ccccccccd");
}

TEST_CASE("wire/fragments: beyond the number of packets the oldest is dropped") {
    Reassembler reassembler;
    for (std::uint32_t id = 0; id <= wire::kMaxFragmentedPackets; ++id)
        CHECK(reassembler.add(of(id, kFirst, "aaaaaaaa")) == "-");
    CHECK(reassembler.fragments.dropped() == 1);
    CHECK(reassembler.fragments.waiting() == wire::kMaxFragmentedPackets);
    CHECK(reassembler.add(of(1, kLast, "b")) == "aaaaaaaab");
}

TEST_CASE("wire/fragments: memory that is out drops the oldest, and all of it is given back") {
    MemoryBudget budget(20'000);
    {
        Fragments fragments(budget);
        const std::string octets(1000, 'x');
        for (std::uint32_t id = 0; id < 100; ++id) {
            CHECK(fragments.add(of(id, kFirst, octets), {}) == nullptr);
            CHECK(budget.used() <= budget.limit());
        }
        CHECK(fragments.dropped() + fragments.waiting() == 100);
        CHECK(fragments.waiting() > 5);
        CHECK(fragments.add(of(99, {1000, false}, "b"), {}) != nullptr);
    }
    CHECK(budget.used() == 0);
}

TEST_CASE("wire/fragments: no more octets wait than the limit allows") {
    MemoryBudget budget(std::uint64_t{1} << 30);
    Fragments fragments(budget);
    const std::string octets(60'000, 'x');
    for (std::uint32_t id = 0; id < 200; ++id) (void)fragments.add(of(id, kFirst, octets), {});
    CHECK(budget.used() <= wire::kMaxFragmentOctets);
    CHECK(fragments.waiting() > 60);
}

TEST_CASE("wire/fragments: a packet in more pieces than the limit is dropped") {
    Reassembler reassembler;
    for (std::uint32_t i = 0; i <= wire::kMaxFragmentPieces; ++i)
        CHECK(reassembler.add(of(1, {16 * i}, "aaaaaaaa")) == "-");
    CHECK(reassembler.fragments.dropped() == wire::kMaxFragmentPieces + 1);
    CHECK(reassembler.fragments.waiting() == 0);
}

TEST_CASE("wire/fragments: what is forgotten is only what waits longest") {
    Reassembler reassembler;
    CHECK(reassembler.add(of(1, kFirst, "aaaaaaaa")) == "-");
    // Packets that are whole take no place of those that wait.
    for (std::uint32_t id = 100; id < 100 + 2 * wire::kMaxFragmentedPackets; ++id) {
        CHECK(reassembler.add(of(id, kFirst, "cccccccc")) == "-");
        CHECK(reassembler.add(of(id, kLast, "d")) == "ccccccccd");
    }
    CHECK(reassembler.add(of(1, kLast, "b")) == "aaaaaaaab");
}

namespace {

/// Fragment `number` of a frame's packet with this sequence number.
Fragment of_frame(std::uint32_t sequence_number, std::uint8_t number, std::string_view text, bool more = true,
                  bool sent_again = false) {
    Fragment fragment;
    fragment.key.by = wire::FragmentedBy::ieee802_11;
    fragment.key.identification = sequence_number;
    fragment.key.stations[0] = 2;
    fragment.number = number;
    fragment.more = more;
    fragment.sent_again = sent_again;
    fragment.length = static_cast<std::uint32_t>(text.size());
    fragment.payload = as_bytes(text);
    return fragment;
}

}  // namespace

TEST_CASE("wire/fragments: those of frames come in order, and copies are left out") {
    Reassembler reassembler;
    CHECK(reassembler.add(of_frame(1, 0, "one ")) == "-");
    CHECK(reassembler.add(of_frame(1, 0, "one ", true, true)) == "-");
    CHECK(reassembler.add(of_frame(2, 0, "other ")) == "-");
    CHECK(reassembler.add(of_frame(1, 1, "two ")) == "-");
    CHECK(reassembler.add(of_frame(1, 1, "two ")) == "-");
    CHECK(reassembler.add(of_frame(1, 2, "three", false)) == "one two three");
    CHECK(reassembler.add(of_frame(1, 2, "three", false, true)) == "-");
    CHECK(reassembler.add(of_frame(2, 1, "end", false)) == "other end");
    CHECK(reassembler.fragments.waiting() == 0);
    CHECK(reassembler.fragments.dropped() == 0);
}

TEST_CASE("wire/fragments: a frame's packet of which one is missing is dropped, and its copies begin none") {
    Reassembler reassembler;
    CHECK(reassembler.add(of_frame(1, 0, "one ")) == "-");
    CHECK(reassembler.add(of_frame(1, 2, "three", false)) == "-");
    CHECK(reassembler.add(of_frame(1, 1, "two ", true, true)) == "-");
    CHECK(reassembler.add(of_frame(2, 1, "end", false)) == "-");
    CHECK(reassembler.fragments.dropped() == 4);
    CHECK(reassembler.fragments.waiting() == 0);
}

TEST_CASE(
    "wire/fragments: a frame's first fragment, unless it is sent again, begins the number's next packet") {
    Reassembler reassembler;
    CHECK(reassembler.add(of_frame(1, 0, "lost ")) == "-");
    CHECK(reassembler.add(of_frame(1, 0, "lost ", true, true), kSecond) == "-");
    CHECK(reassembler.add(of_frame(1, 0, "new "), kSecond) == "-");
    CHECK(reassembler.add(of_frame(1, 1, "end", false), kSecond) == "new end");
    CHECK(reassembler.add(of_frame(2, 1, "wrong"), kSecond) == "-");
    CHECK(reassembler.add(of_frame(2, 0, "new "), 2 * kSecond) == "-");
    CHECK(reassembler.add(of_frame(2, 1, "end", false), 2 * kSecond) == "new end");
    CHECK(reassembler.fragments.dropped() == 3);
}

TEST_CASE("wire/fragments: what frames carry has 65,535 octets at most") {
    Reassembler reassembler;
    const std::string half(32'768, 'x');
    CHECK(reassembler.add(of_frame(1, 0, half)) == "-");
    CHECK(reassembler.add(of_frame(1, 1, half, false)) == "-");
    CHECK(reassembler.fragments.dropped() == 2);
    CHECK(reassembler.add(of_frame(2, 0, half)) == "-");
    CHECK(reassembler.add(of_frame(2, 1, half.substr(1), false)) == half + half.substr(1));
}
