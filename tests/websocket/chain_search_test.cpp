#include "wsdissect/websocket/chain_search.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/engine/speech.hpp"
#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/hex.hpp"

using namespace wsdissect;
using namespace wsdissect::websocket;
using test::frame;
using test::kNotFinal;
using test::masked;

namespace {

constexpr auto kAnywhere = ChainSearch::Beginnings::anywhere;
constexpr auto kSegments = ChainSearch::Beginnings::segments;
constexpr DirectionShape kServer{.masked = false};
constexpr DirectionShape kClient{.masked = true};

using Segments = std::vector<std::string>;

/// Reads segments until a chain convinces, each in pieces of `cut` octets; 0: in one.
std::optional<ChainSearch::Found> search(const Segments& segments, ChainSearch search, std::size_t cut = 0) {
    for (const std::string& segment : segments) {
        search.begin_segment(segment.size());
        Bytes rest = as_bytes(segment);
        while (!rest.empty()) {
            const Bytes piece = front(rest, cut == 0 ? rest.size() : cut);
            search.read(piece);
            rest = rest.subspan(piece.size());
        }
        search.end_segment();
        if (const auto found = search.found()) return found;
    }
    return std::nullopt;
}

/// Where the first frame of the chain begins that is found in what the server sends.
std::optional<std::uint64_t> found_at(const Segments& segments, const DirectionShape& shape = kServer) {
    const auto found = search(segments, {shape, kAnywhere});
    return found ? std::optional(found->header) : std::nullopt;
}

/// What is no frame: random octets, always the same.
std::string noise(std::size_t octets, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::string text(octets, '\0');
    for (char& octet : text) octet = static_cast<char>(random());
    return text;
}

std::string text(std::size_t octets) { return frame(Opcode::text, std::string(octets, 'x')); }
std::string masked_text(std::size_t octets) { return masked(Opcode::text, std::string(octets, 'x')); }

}  // namespace

TEST_CASE("websocket/chain_search: frames that are segments of their own convince soon") {
    CHECK(found_at({text(20)}) == std::nullopt);
    CHECK(found_at({text(20), text(30)}) == 0);
    CHECK(found_at({text(4), text(5)}) == std::nullopt);  // short segments are many
    CHECK(found_at({text(4), text(5), text(4)}) == 0);
    CHECK(found_at({masked_text(20), masked_text(30)}, kClient) == 0);
    CHECK(found_at({text(1400)}) == 0);  // a length of 16 bits that is right
    CHECK(found_at(Segments(4, frame(Opcode::ping, ""))) == 2);
    CHECK(found_at(Segments(3, frame(Opcode::ping, ""))) == std::nullopt);
}

TEST_CASE("websocket/chain_search: a chain is found behind what is none, without frames that may be chance") {
    const std::string frames = text(30) + text(40) + text(50) + text(60) + text(70) + text(80);
    const std::string front(100, '\xff');
    // Anything may lead to a real header by chance: the third of a row in the middle of a segment is sure.
    CHECK(found_at({front + frames, text(9)}) == 100 + 32 + 42);
    CHECK(found_at({front, frames, text(9)}) == 100 + 32);
    CHECK(found_at({front, text(30), text(40)}) == 100);
    // A false header leads to the second frame. The chain from the first one, with a segment, is stronger.
    std::string misleading = frames;
    misleading.replace(10, 2, std::string("\x82\x14", 2));
    CHECK(found_at({front, misleading, text(9)}) == 100 + 32);
    CHECK(found_at({front + misleading, text(9)}) == 100 + 32 + 42);
}

TEST_CASE("websocket/chain_search: what a chain may not hold") {
    struct Case {
        std::string_view name;
        std::string octets;
        DirectionShape shape = kServer;
    };
    const Case cases[] = {
        {"the other mask bit", masked_text(20)},
        {"none where there should be one", text(20), kClient},
        {"a mask on some frames only", text(20) + masked_text(20), {}},
        {"a reserved opcode", frame(static_cast<Opcode>(3), "abcdef")},
        {"a reserved control opcode", frame(static_cast<Opcode>(11), "abcdef")},
        {"RSV1 where nothing was agreed", frame(Opcode::text, "abcdef", {.rsv = 4})},
        {"RSV1 on a control frame", frame(Opcode::ping, "abcdef", {.rsv = 4}), {.masked = false, .rsv = 4}},
        {"RSV1 on a continuation",
         frame(Opcode::text, "abc", {.fin = false, .rsv = 4}) +
             frame(Opcode::continuation, "abc", {.rsv = 4}),
         {.masked = false, .rsv = 4}},
        {"a length that is not the shortest", frame(Opcode::text, "abcdef", {.length_bits = 16})},
        {"64 bits that are not the shortest", frame(Opcode::text, "abcdef", {.length_bits = 64})},
        {"a control frame without FIN", frame(Opcode::ping, "abcdef", kNotFinal)},
        {"a long control frame", frame(Opcode::ping, std::string(126, 'x'))},
        {"a Close of one octet", frame(Opcode::close, "x")},
        {"an empty fragment in the middle", frame(Opcode::continuation, "", kNotFinal)},
        {"a message within another", frame(Opcode::text, "abc", kNotFinal) + text(4)},
        {"a continuation of nothing", text(4) + frame(Opcode::continuation, "abc")},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        const std::string again =
            c.octets + frame(Opcode::ping, "", {.masked = c.shape.masked.value_or(false)});
        CHECK(found_at(Segments(9, again), c.shape) == std::nullopt);
    }
}

TEST_CASE("websocket/chain_search: what a chain may hold") {
    struct Case {
        std::string_view name;
        Segments segments;
        DirectionShape shape = kServer;
    };
    const Case cases[] = {
        {"a message of which the beginning is not there",
         {frame(Opcode::continuation, "abcdefgh", kNotFinal), frame(Opcode::ping, "abcdefg"),
          frame(Opcode::continuation, "abcdef"), text(20)}},
        {"RSV1 where it was agreed",
         {frame(Opcode::text, "abcdefgh", {.rsv = 4}), frame(Opcode::binary, "abcdefghi", {.rsv = 4}),
          text(20)},
         {.masked = false, .rsv = 4}},
        {"RSV2 where it was seen",
         {frame(Opcode::text, "abcdefgh", {.rsv = 2}), frame(Opcode::binary, "abcdefghi"), text(20)},
         {.masked = false, .rsv = 2}},
        {"a mask, where that is open", {masked_text(20), masked_text(21), masked_text(22)}, {}},
        {"no mask, where that is open", {text(20), text(21), text(22)}, {}},
        {"the same frame again and again", Segments(9, text(20))},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        CHECK(found_at(c.segments, c.shape) == 0);
    }
}

TEST_CASE("websocket/chain_search: frames go on over holes in their payload, not over others") {
    const std::string whole = text(1000);
    ChainSearch in_payload(kServer, kAnywhere);
    in_payload.begin_segment(whole.size());
    in_payload.read(as_bytes(whole).first(40));
    in_payload.skip(whole.size() - 40);  // as a snap length does
    REQUIRE(in_payload.found());
    CHECK(in_payload.found()->header == 0);
    CHECK(in_payload.position() == whole.size());

    ChainSearch over_header(kServer, kAnywhere);
    over_header.begin_segment(whole.size());
    over_header.read(as_bytes(whole).first(40));
    over_header.skip(whole.size() - 39);
    CHECK_FALSE(over_header.found());
    CHECK_FALSE(over_header.has_chains());

    ChainSearch in_header(kServer, kAnywhere);
    in_header.begin_segment(whole.size());
    in_header.read(as_bytes(whole).first(3));
    in_header.skip(1);
    CHECK_FALSE(in_header.has_chains());
}

TEST_CASE("websocket/chain_search: where only segments begin chains, none begins elsewhere") {
    const ChainSearch only_segments(kServer, kSegments);
    const Segments frames = {text(20), text(21), text(22)};
    const auto found = search(frames, only_segments);
    REQUIRE(found);
    CHECK(found->header == 0);
    Segments shifted = frames;
    for (std::string& segment : shifted) segment.insert(segment.begin(), 'x');
    CHECK_FALSE(search(shifted, only_segments));
    CHECK(search(shifted, {kServer, kAnywhere}, 0) == std::nullopt);  // x is no frame
    CHECK_FALSE(search(Segments(9, frame(Opcode::continuation, "abcdefgh", kNotFinal)), only_segments));
}

TEST_CASE("websocket/chain_search: the last frames of a long chain are remembered, as far as asked for") {
    ChainSearch search(kServer, kAnywhere);
    std::vector<std::uint64_t> headers;
    for (std::size_t i = 0; i < 20; ++i) {
        const std::string octets = text(20 + i);
        headers.push_back(search.position());
        search.begin_segment(octets.size());
        search.read(as_bytes(octets));
        search.end_segment();
    }
    REQUIRE(search.found());
    CHECK(search.found()->header == headers[12]);
    CHECK(search.found(headers[14])->header == headers[14]);
    CHECK(search.found(headers[14] + 1)->header == headers[15]);
    CHECK(search.found(~std::uint64_t{0})->header == headers[19]);
    CHECK_FALSE(search.found()->masked);
}

TEST_CASE("websocket/chain_search: every cut gives the same") {
    std::mt19937 random(4);
    for (int round = 0; round < 40; ++round) {
        CAPTURE(round);
        const bool is_masked = round % 2 == 0;
        Segments segments;
        for (int i = 0; i < 12; ++i) {
            std::string segment = i < 3 ? noise(100 + random() % 500, random()) : "";
            const auto frames = 1 + random() % 4;
            for (std::size_t k = 0; k < frames; ++k)
                segment += frame(Opcode::binary, noise(random() % 300, random()), {.masked = is_masked});
            segments.push_back(segment);
        }
        const ChainSearch fresh(is_masked ? kClient : kServer, kAnywhere);
        const auto whole = search(segments, fresh);
        REQUIRE(whole);
        for (const std::size_t cut : {1U, 2U, 3U, 7U, 13U, 100U}) {
            const auto found = search(segments, fresh, cut);
            REQUIRE(found);
            CHECK(found->header == whole->header);
        }
    }
}

TEST_CASE("websocket/chain_search: data that repeats itself, or is made to mislead, is no chain") {
    const auto repeated = [](std::string_view part) {
        std::string octets;
        while (octets.size() < 100'000) octets += part;
        return octets;
    };
    std::vector<std::string> streams;
    for (unsigned octet = 0; octet < 256; ++octet)
        streams.push_back(std::string(100'000, static_cast<char>(octet)));
    streams.push_back(repeated(std::string("\x82\x00", 2)));
    streams.push_back(repeated(std::string("\x00\x82\x00\x81", 4)));
    streams.push_back(repeated(std::string("\x82\x06_8chars", 8)));  // of which segments are multiples
    streams.push_back(repeated(std::string("\x82\x86_8chars", 8)));
    streams.push_back(repeated(std::string("\x82\x7e\x00\x7e", 4)));
    streams.push_back(repeated(std::string("\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10)));
    for (const std::string& stream : streams) {
        CAPTURE(to_hex(as_bytes(stream).first(10)));
        for (const DirectionShape& shape : {kServer, kClient, DirectionShape{.masked = {}, .rsv = 4}}) {
            for (const std::size_t segment : {536U, 1448U}) {
                Segments segments;
                for (std::size_t at = 0; at < stream.size(); at += segment)
                    segments.push_back(stream.substr(at, segment));
                CHECK_FALSE(found_at(segments, shape));
            }
        }
    }
}

namespace {

/// How many chains are found in random octets, in segments: each time the search begins anew.
std::size_t found_by_chance(std::size_t octets, const DirectionShape& shape) {
    std::mt19937_64 random(1);
    std::vector<std::uint8_t> segment(1448);
    std::size_t found = 0;
    ChainSearch search(shape, kAnywhere);
    for (std::size_t done = 0; done < octets; done += segment.size()) {
        for (std::uint8_t& octet : segment) octet = static_cast<std::uint8_t>(random());
        search.begin_segment(segment.size());
        search.read(segment);
        search.end_segment();
        if (!search.found()) continue;
        ++found;
        search = ChainSearch(shape, kAnywhere);
    }
    return found;
}

}  // namespace

TEST_CASE("websocket/chain_search: random octets are no chain") {
    for (const DirectionShape& shape : {kServer, kClient, DirectionShape{.masked = false, .rsv = 4}})
        CHECK(found_by_chance(3'000'000, shape) == 0);
}

#ifdef WSDISSECT_MEASURE_CHANCE  // Takes minutes: tests/bench has a program of its own for it.
TEST_CASE("websocket/chain_search: how often chance makes a chain") {
    for (const DirectionShape& shape : {kServer, kClient, DirectionShape{.masked = false, .rsv = 4}})
        MESSAGE(found_by_chance(1'000'000'000, shape), " chains in 1 GB of random octets");
}
#endif

TEST_CASE("websocket/chain_search: of more than 32 chains the weakest gives way to a stronger one") {
    // Each begins a chain that nothing can judge before its 65,535 octets are over.
    const std::string begun("\x82\x7e\xff\xff", 4);
    for (const std::size_t chains : {ChainSearch::kMaxChains - 1, 4 * ChainSearch::kMaxChains}) {
        std::string noise;
        for (std::size_t i = 0; i < chains; ++i) noise += begun;
        Segments segments{noise};
        for (std::size_t i = 0; i < 6; ++i) segments.push_back(text(1000 + i));
        CHECK(found_at(segments) == noise.size());
    }
}

TEST_CASE("websocket/chain_search: a frame above 1 GiB is not believed") {
    for (const std::uint64_t beyond : {0U, 1U}) {
        ChainSearch search({.masked = false}, kAnywhere);
        const std::string header = test::frame_header(Opcode::binary, ChainSearch::kMaxFrame + beyond);
        search.begin_segment(header.size());
        search.read(as_bytes(header));
        search.end_segment();
        // Seen from its first octet it is a chain, and from others it is none.
        const std::string rest(3000, '\xff');
        search.begin_segment(rest.size());
        search.read(as_bytes(rest));
        search.end_segment();
        CHECK(search.has_chains() == (beyond == 0));
    }
}

TEST_CASE("websocket/chain_search: what has evidence, but no header that is sure, is not found yet") {
    const auto data = [](std::size_t octets) { return frame(Opcode::binary, std::string(octets, '\x7f')); };
    const std::string long_one = data(2000);
    const Segments segments = {std::string(300, '\x7f') + data(500), long_one.substr(0, 1400),
                               long_one.substr(1400), data(700)};
    CHECK(found_at(segments) == 300 + 504 + 2004);
}
