#include "engine/unkept_text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"
#include "wsdissect/rules/message_judge.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

namespace {

/// The texts told and the rules that they broke.
struct Texts final : model::Sink {
    std::uint64_t wanted = model::Demand::kAll;  ///< Octets of each message.
    std::vector<std::string> told, findings;
    std::vector<std::optional<bool>> valid;

    [[nodiscard]] model::Demand demand() const override {
        return {.message_payload = wanted, .message_findings = true};
    }
    void on_message(const model::Message& message) override {
        told.emplace_back(as_text(message.payload.value_or(Bytes{})));
        valid.push_back(message.valid_utf8);
    }
    void on_finding(const model::Finding& finding) override { findings.emplace_back(finding.rule->id); }
};

constexpr std::uint64_t kMost = 5;
constexpr std::uint64_t kWhole = 1'000'000;

/// Of which so many octets are kept at most, and so many are wanted.
Texts told_of(const Tape& tape, std::uint64_t most = kMost, std::uint64_t wanted = model::Demand::kAll) {
    Texts texts;
    texts.wanted = wanted;
    rules::MessageJudge judge(texts);
    engine::Options options;
    options.max_message = most;
    engine::Engine engine(options, judge, {});
    play(tape.packets(), engine);
    engine.finish();
    return texts;
}

/// As one segment, and as segments of one octet.
void check_text(const std::string& octets, bool is_valid) {
    Tape whole = upgraded(), pieces = upgraded();
    whole.client(octets);
    for (const char octet : octets) pieces.client({&octet, 1});
    const auto expected = is_valid ? std::vector<std::string>{} : std::vector<std::string>{"message.utf8"};
    for (const Tape& tape : {whole, pieces}) {
        const Texts texts = told_of(tape);
        REQUIRE(texts.told.size() == 1);
        CHECK(texts.told[0].size() == kMost);
        CHECK(texts.findings == expected);
        const Texts unwanted = told_of(tape, kWhole, 0);
        REQUIRE(unwanted.told.size() == 1);
        CHECK(unwanted.told[0].empty());
        CHECK(unwanted.findings == expected);
    }
}

}  // namespace

TEST_CASE("engine/unkept_text: text is judged beyond what is kept of it") {
    check_text(masked(Opcode::text, "0123456789"), true);
    check_text(masked(Opcode::text, "0123456789\xFF"), false);
    check_text(masked(Opcode::text, "01234567\xE2\x82\xAC"), true);
    check_text(masked(Opcode::text, "01234567\xE2\x82"), false);
    check_text(masked(Opcode::text, "0123\xE2\x82\xAC"), true);  // cut by what is kept
    check_text(masked(Opcode::text, "0123\xE2\x82z"), false);
    check_text(masked(Opcode::text, std::string(9000, 'x') + "\xC3\xA9"), true);
    check_text(masked(Opcode::text, std::string(9000, 'x') + "\xC3"), false);
}

TEST_CASE("engine/unkept_text: fragments are one text") {
    const auto fragments = [](std::string_view first, std::string_view second, std::string_view third) {
        return masked(Opcode::text, first, kNotFinal) + masked(Opcode::continuation, second, kNotFinal) +
               masked(Opcode::continuation, third);
    };
    check_text(fragments("0123\xE2", "\x82\xAC", "z"), true);
    check_text(fragments("0123\xE2", "\x82", "z"), false);
    check_text(fragments("01234567", "", "\xFF"), false);
}

TEST_CASE("engine/unkept_text: of other messages, and after a loss, nothing is said") {
    Tape binary = upgraded();
    binary.client(masked(Opcode::binary, "0123456789\xFF"));
    CHECK(told_of(binary).findings.empty());
    CHECK(told_of(binary).valid == std::vector<std::optional<bool>>{std::nullopt});

    const std::string octets = masked(Opcode::text, "0123456789abcdef\xC3");
    Tape lossy = upgraded();
    lossy.client(std::string_view(octets).substr(0, 14)).lose(Direction::client, 4);
    lossy.client(std::string_view(octets).substr(18)).settle().close();
    const Texts texts = told_of(lossy);
    REQUIRE(texts.told.size() == 1);
    CHECK(texts.valid[0] == std::nullopt);
    for (const std::string& rule : texts.findings) CHECK(rule != "message.utf8");
}

TEST_CASE("engine/unkept_text: a message that stays unfinished may end inside a sequence") {
    Tape tape = upgraded();
    tape.client(masked(Opcode::text, "01234567\xE2\x82", kNotFinal)).close();
    const Texts texts = told_of(tape);
    REQUIRE(texts.told.size() == 1);
    CHECK(texts.valid[0] == true);
}

TEST_CASE("engine/unkept_text: of which nothing is kept, as much is known as of one that is kept") {
    struct Case {
        std::string_view name, text;
        bool not_final;
    };
    const Case cases[] = {
        {"wrong in front",
         "0\xFF"
         "23456789",
         false},
        {"wrong behind", "01234567\xFF", false},
        {"a sequence over the middle",
         "0123\xE2\x82\xAC"
         "789",
         false},
        {"cut at its end", "01234567\xE2\x82", false},
        {"unfinished, cut", "01234567\xE2\x82", true},
        {"unfinished, wrong", "0123\xFF", true},
        {"empty", "", false},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        const std::string octets = masked(Opcode::text, c.text, c.not_final ? kNotFinal : FrameShape{});
        constexpr std::size_t kHeader = 6;
        for (std::size_t from = kHeader; from <= octets.size(); ++from) {
            for (std::size_t lost = 0; from + lost <= octets.size(); ++lost) {
                CAPTURE(from);
                CAPTURE(lost);
                Tape tape = upgraded();
                tape.client(std::string_view(octets).substr(0, from));
                if (lost > 0) tape.lose(Direction::client, lost);
                if (from + lost < octets.size()) tape.client(std::string_view(octets).substr(from + lost));
                tape.settle().close();
                CHECK(told_of(tape, kWhole, 0).findings == told_of(tape, kWhole).findings);
            }
        }
    }
}
