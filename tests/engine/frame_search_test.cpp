#include "engine/frame_search.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/engine/speech.hpp"
#include "wsdissect/base/bytes.hpp"

using namespace wsdissect;
using namespace wsdissect::engine;
using websocket::ChainSearch;
using websocket::Opcode;

namespace {

class Searching {
  public:
    explicit Searching(std::uint64_t memory = 1 << 20)
        : budget(memory), search(budget, {{.masked = false}, ChainSearch::Beginnings::anywhere}) {}

    void see(std::string_view octets) {
        ++packet_;
        search.on_bytes(as_bytes(octets), {{packet_, {}}, packet_});
    }
    void miss(std::uint64_t octets) { search.on_gap(octets, {++packet_, {}}); }

    MemoryBudget budget;
    FrameSearch search;

  private:
    std::uint64_t packet_ = 0;
};

std::string text(std::size_t octets) { return test::frame(Opcode::text, std::string(octets, 'x')); }
const std::string kNoFrames(1000, '\xff');

}  // namespace

TEST_CASE("engine/frame_search: the frames found come as they were captured") {
    Searching on;
    on.miss(7);
    on.see(kNoFrames);
    on.see(text(40));
    CHECK_FALSE(on.search.found());
    on.see(text(30));
    REQUIRE(on.search.found());
    const auto pieces = on.search.take_frames();
    REQUIRE(pieces.size() == 2);
    CHECK(as_text(pieces[0].octets) == text(40));
    CHECK(pieces[0].arrival.carried_by == 3);
    CHECK(as_text(pieces[1].octets) == text(30));
    CHECK(pieces[1].arrival.carried_by == 4);
    CHECK(on.search.loss().octets == 7);
    CHECK(on.search.loss().packet.number == 1);
}

TEST_CASE("engine/frame_search: what comes before the first frame in its packet is left out") {
    Searching on;
    const std::string frames = text(30) + text(40) + text(50) + text(60) + text(70) + text(80);
    on.see(kNoFrames + frames);
    on.see(text(9));
    REQUIRE(on.search.found());
    const auto pieces = on.search.take_frames();
    REQUIRE(pieces.size() == 2);
    CHECK(as_text(pieces[0].octets) == frames.substr(32 + 42));
    CHECK(pieces[0].offset == kNoFrames.size() + 32 + 42);
}

TEST_CASE("engine/frame_search: holes are loss unless frames go on behind them") {
    Searching on;
    on.see(text(1000).substr(0, 300));
    on.miss(704 + 4);  // to the frame's end, and further
    CHECK(on.search.loss().octets == 708);
    on.see(text(1000).substr(0, 300));
    on.miss(704);
    CHECK(on.search.loss().octets == 708);
    REQUIRE(on.search.found());
    const auto pieces = on.search.take_frames();
    REQUIRE(pieces.size() == 2);
    CHECK(pieces[1].lost == 704);
    CHECK(on.search.loss().octets == 708);
}

TEST_CASE("engine/frame_search: what is kept is bounded, and holes in what is not kept are loss") {
    Searching on;
    on.see(test::frame(Opcode::binary, std::string(1'000'000, 'x')).substr(0, 20));
    on.miss(100);
    CHECK(on.search.loss().octets == 0);
    for (int i = 0; i < 100; ++i) {
        on.see(kNoFrames);
        CHECK(on.budget.used() < 50'000);
    }
    CHECK(on.search.loss().octets == 100);
    for (int i = 0; i < 1000; ++i) on.see("\xff");
    CHECK(on.budget.used() < 70'000);
    on.see(std::string(100'000, '\xff'));
    CHECK(on.budget.used() < 70'000);
}

TEST_CASE("engine/frame_search: frames that begin before what is kept are told from the next one on") {
    Searching on;
    on.see(test::frame(Opcode::binary, std::string(30'000, 'x')));
    on.see(text(40));
    REQUIRE(on.search.found());
    const auto pieces = on.search.take_frames();
    REQUIRE(pieces.size() == 1);
    CHECK(as_text(pieces[0].octets) == text(40));
}

TEST_CASE("engine/frame_search: without memory nothing is found, and all is loss") {
    Searching on(25'000);
    on.see(kNoFrames);
    CHECK_FALSE(on.search.failed());
    for (int i = 0; i < 40; ++i) on.see(kNoFrames);
    CHECK(on.search.failed());
    for (int i = 0; i < 9; ++i) on.see(text(40));
    CHECK_FALSE(on.search.found());
    on.miss(9);
    CHECK(on.search.loss_of_all().octets == 9);
    CHECK(on.budget.used() < 20'000);
}
