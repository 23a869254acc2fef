#include "capture/slab_queue.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>

using namespace wsdissect;
using namespace wsdissect::capture;

namespace {

Packet packet_of(std::string_view octets, std::int64_t time = 0) {
    Packet packet;
    packet.stamp.time.nanoseconds = time;
    packet.data = Bytes(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size());
    return packet;
}

std::string text_of(const Packet& packet) { return {packet.data.begin(), packet.data.end()}; }

}  // namespace

TEST_CASE("capture/slab_queue: a slab is full above its octets, or with its packets") {
    Slab slab(10, 3);
    slab.add(packet_of("0123456789"));
    CHECK(!slab.full());
    slab.add(packet_of("a"));
    CHECK(slab.full());
    Slab other(1000, 3);
    for (int i = 0; i < 3; ++i) {
        CHECK(!other.full());
        other.add(packet_of(""));
    }
    CHECK(other.full());
}

TEST_CASE(
    "capture/slab_queue: packets keep their octets where the next ones come, and get their numbers last") {
    Slab slab(1000, 100);
    for (const char* const each : {"one", "two", "three"}) slab.add(packet_of(std::string(each)));
    slab.now = Timestamp{7};
    Block block;
    slab.exchange(block, 41);
    REQUIRE(block.packets.size() == 3);
    CHECK(text_of(block.packets[0]) == "one");
    CHECK(text_of(block.packets[2]) == "three");
    CHECK(block.packets[2].stamp.number == 43);
    CHECK(block.now == Timestamp{7});
    CHECK(slab.empty());
    slab.exchange(block, 44);
    CHECK(block.packets.empty());
    CHECK(!block.now);
}

TEST_CASE("capture/slab_queue: packets of several interfaces are put in the order of their times") {
    Slab slab(1000, 100);
    slab.add(packet_of("b1", 2));
    slab.add(packet_of("c", 3));
    slab.add(packet_of("a", 1));
    slab.add(packet_of("b2", 2));
    slab.sort_by_time();
    Block block;
    slab.exchange(block, 1);
    std::string order;
    for (const Packet& packet : block.packets) order += text_of(packet) + " ";
    CHECK(order == "a b1 b2 c ");
}

TEST_CASE("capture/slab_queue: a full queue takes nothing, and loses nothing") {
    SlabQueue queue(2);
    Slab slab(1000, 100);
    for (const bool taken : {true, true, false}) {
        slab.add(packet_of("x"));
        CHECK(queue.push(slab) == taken);
    }
    CHECK(!slab.empty());
    CHECK(queue.pop().has_value());
    CHECK(queue.push(slab));
    CHECK(slab.empty());
}

TEST_CASE(
    "capture/slab_queue: what was pushed before the end is popped, and then nothing, in another thread too") {
    SlabQueue queue(8);
    std::size_t popped = 0;
    {
        std::jthread reader([&] {
            while (auto slab = queue.pop()) {
                ++popped;
                Block block;
                slab->exchange(block, 1);
                queue.give_back(std::move(*slab));
            }
        });
        Slab slab(1000, 100);
        for (int i = 0; i < 1000; ++i) {
            slab.add(packet_of("x"));
            while (!queue.push(slab)) std::this_thread::yield();
        }
        queue.end();
    }
    CHECK(popped == 1000);
    CHECK(queue.ready());
    CHECK(!queue.pop());
}
