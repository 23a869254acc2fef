#include "cli/unpacking.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/deflate_stream.hpp"

using namespace wsdissect;
using namespace std::string_view_literals;
using cli::Unpacker;
using cli::Unpacking;

namespace {

constexpr std::string_view kHello = "\xf2\x48\xcd\xc9\xc9\x07\x00"sv;  // RFC 7692 section 7.2.3.1
constexpr std::string_view kHelloAgain = "\xf2\x00\x11\x00\x00"sv;     // refers to the one before
constexpr engine::KeptContent kAll = {{.message_payload = model::Demand::kAll, .message_findings = true},
                                      std::uint64_t{64} << 20};

using Ended = std::vector<std::unique_ptr<model::ConnectionInfo>>;

/// One block: its tape, and the connections that end in it.
struct Block {
    model::Tape tape;
    Ended ended;
    Unpacker unpacker{kAll};

    Block& message(const model::ConnectionInfo& connection, std::string_view wire,
                   model::Inflation inflation = model::Inflation::due) {
        model::Message message;
        message.connection = &connection;
        message.complete = true;
        message.inflation = inflation;
        message.payload = as_bytes(wire);
        REQUIRE(tape.record(message));
        return *this;
    }
    /// The messages' text, or `-`.
    [[nodiscard]] std::string texts() const {
        std::string all;
        for (const model::Message* const message : tape.messages())
            all += (message->payload ? std::string(as_text(*message->payload)) : "-") + " ";
        return all;
    }
};

struct Unpacked {
    engine::InflateStreams streams;
    Unpacking unpacking{streams, kAll};
    std::uint64_t next = 0;

    Unpacking::Outcome operator()(Block& block) {
        return unpacking.unpack(next++, block.tape, block.ended, block.unpacker);
    }
};

model::ConnectionInfo numbered(std::uint64_t number) {
    model::ConnectionInfo connection;
    connection.number = number;
    return connection;
}

Ended ended(std::uint64_t number) {
    Ended connections;
    connections.push_back(std::make_unique<model::ConnectionInfo>());
    connections.back()->number = number;
    return connections;
}

}  // namespace

TEST_CASE("cli/unpacking: messages of one block refer to those of the block before") {
    const auto first = numbered(0), second = numbered(17);  // in different shards
    Unpacked unpack;
    Block one, two;
    one.message(first, kHello).message(second, "plain", model::Inflation::none).message(second, kHello);
    two.message(second, kHelloAgain).message(first, kHelloAgain);
    CHECK(unpack(one) == Unpacking::Outcome::done);
    CHECK(unpack(two) == Unpacking::Outcome::done);
    CHECK(one.texts() == "Hello plain Hello ");
    CHECK(two.texts() == "Hello Hello ");
}

TEST_CASE("cli/unpacking: the state of a connection ends with it") {
    const auto connection = numbered(3);
    Unpacked unpack;
    Block one, two;
    one.message(connection, kHello);
    one.ended = ended(3);
    two.message(connection, kHelloAgain);  // As if the number were used again: there is nothing before it.
    CHECK(unpack(one) == Unpacking::Outcome::done);
    CHECK(unpack.streams.is_empty(engine::InflateStreams::shard_of(3)));
    CHECK(unpack(two) == Unpacking::Outcome::done);
    CHECK(two.texts() == "- ");
}

TEST_CASE("cli/unpacking: says of every text whether it is one") {
    const auto connection = numbered(1);
    Unpacked unpack;
    Block block;
    block.message(connection, kHello).message(connection, "\xff", model::Inflation::none);
    CHECK(unpack(block) == Unpacking::Outcome::done);
    CHECK(block.tape.messages()[0]->valid_utf8 == true);
    CHECK(block.tape.messages()[1]->valid_utf8 == false);
}

TEST_CASE("cli/unpacking: blocks that come at once are unpacked in their order") {
    constexpr std::size_t kBlocks = 40;
    const auto connection = numbered(5);
    Unpacked unpack;
    std::vector<Block> blocks(kBlocks);
    for (std::size_t i = 0; i < kBlocks; ++i) blocks[i].message(connection, i == 0 ? kHello : kHelloAgain);
    const auto unpack_every_second = [&](std::size_t first) {
        for (std::size_t i = first; i < kBlocks; i += 2)
            CHECK(unpack.unpacking.unpack(i, blocks[i].tape, {}, blocks[i].unpacker) ==
                  Unpacking::Outcome::done);
    };
    std::jthread others([&] { unpack_every_second(1); });
    unpack_every_second(0);
    others.join();
    for (const Block& block : blocks) CHECK(block.texts() == "Hello ");
}

TEST_CASE("cli/unpacking: what would take too much memory stays due, and the turns wait for it") {
    const auto connection = numbered(2);
    test::DeflateStream deflate;
    const std::string bomb(as_text(deflate.compress(as_bytes(std::string(9'000'000, 'z')))));
    Unpacked unpack;
    Block one, two;
    for (int i = 0; i < 4; ++i) one.message(connection, bomb);
    CHECK(unpack(one) == Unpacking::Outcome::in_part);
    std::size_t due = 0;
    for (const model::Message* const message : one.tape.messages()) due += model::is_due(message->inflation);
    CHECK(due == 2);
    std::jthread later([&] {
        two.message(connection, kHello);
        CHECK(unpack(two) == Unpacking::Outcome::done);
    });
    unpack.unpacking.pass_rest(0, one.unpacker);
    later.join();
    CHECK(two.texts() == "Hello ");
}

TEST_CASE("cli/unpacking: when it is closed nobody waits") {
    Unpacked unpack;
    unpack.next = 1;  // Its turn would never come.
    Block block;
    unpack.unpacking.close();
    CHECK(unpack(block) == Unpacking::Outcome::closed);
}
