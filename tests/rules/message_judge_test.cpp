#include "wsdissect/rules/message_judge.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace wsdissect::rules {
namespace {

using namespace std::string_view_literals;
using model::Inflation;
using websocket::Opcode;

/// Notes what it is told, in words.
class Notes final : public model::Sink {
  public:
    explicit Notes(bool findings) : findings_(findings) {}
    [[nodiscard]] model::Demand demand() const override {
        return {.message_findings = findings_, .messages = false};
    }
    void on_message(const model::Message&) override { told.emplace_back("message"); }
    void on_finding(const model::Finding& finding) override {
        told.push_back(std::string(finding.rule->id) + " " + std::to_string(finding.packet.number) + " " +
                       std::string(name_of(finding.direction)) + ": " + std::string(finding.message));
    }
    void on_summary(const model::Summary& summary) override { counted = summary.findings; }

    std::vector<std::string> told;
    std::map<std::string_view, std::uint64_t> counted;

  private:
    bool findings_;
};

model::Message text_of(std::string_view octets) {
    model::Message message;
    message.packet.number = 7;
    message.direction = Direction::server;
    message.complete = true;
    message.payload = as_bytes(octets);
    return message;
}

std::vector<std::string> findings_of(const model::Message& message) {
    Notes notes(true);
    MessageJudge(notes).on_message(message);
    REQUIRE(notes.told.front() == "message");
    return {notes.told.begin() + 1, notes.told.end()};
}

const std::vector<std::string> kNotUtf8 = {"message.utf8 7 server: text message is not valid UTF-8"};

TEST_CASE("rules/message_judge: a text message has to be UTF-8") {
    CHECK(findings_of(text_of("a\xc3\xa9")).empty());
    CHECK(findings_of(text_of("")).empty());
    CHECK(findings_of(text_of("a\xff")) == kNotUtf8);
    CHECK(findings_of(text_of("a\xc3")) == kNotUtf8);  // its end cuts a sequence
    model::Message binary = text_of("a\xff");
    binary.opcode = Opcode::binary;
    CHECK(findings_of(binary).empty());
}

TEST_CASE("rules/message_judge: of a message that is known in part that part has to be UTF-8") {
    for (const bool truncated : {true, false}) {
        model::Message cut = text_of("a\xc3");
        (truncated ? cut.truncated : cut.complete) = truncated;
        CHECK(findings_of(cut).empty());
        cut.payload = as_bytes("\xff a"sv);
        CHECK(findings_of(cut) == kNotUtf8);
    }
    model::Message holes = text_of("a\xff");
    holes.complete = false;
    holes.has_holes = true;
    CHECK(findings_of(holes).empty());
    model::Message unknown = text_of("");
    unknown.payload.reset();
    CHECK(findings_of(unknown).empty());
}

TEST_CASE("rules/message_judge: what is still compressed, or may be something else, is not text") {
    model::Message due = text_of("\xff");
    due.compressed = true;
    due.inflation = Inflation::due;
    CHECK(findings_of(due).empty());
    model::Message doubtful = text_of("\xff");
    doubtful.doubtful = true;
    CHECK(findings_of(doubtful).empty());
}

TEST_CASE("rules/message_judge: what was looked at before is not looked at again") {
    model::Message message = text_of("\xff");
    message.valid_utf8 = true;
    CHECK(findings_of(message).empty());
    message = text_of("good");
    message.valid_utf8 = false;
    CHECK(findings_of(message) == kNotUtf8);
}

model::Message compressed(Inflation inflation) {
    model::Message message = text_of("");
    message.compressed = true;
    message.inflation = inflation;
    message.payload.reset();
    return message;
}

TEST_CASE("rules/message_judge: a compressed message has to inflate") {
    CHECK(findings_of(compressed(Inflation::none)).empty());
    CHECK(findings_of(compressed(Inflation::done)).empty());
    CHECK(findings_of(compressed(Inflation::broken)) ==
          std::vector<std::string>{"message.inflate 7 server: compressed message does not inflate"});
    model::Message message = compressed(Inflation::out_of_reach);
    CHECK(findings_of(message) ==
          std::vector<std::string>{"message.inflate 7 server: compressed message refers to octets before the "
                                   "first one that was compressed"});
    message.deflate.context_takeover = false;
    CHECK(findings_of(message) ==
          std::vector<std::string>{"message.inflate 7 server: compressed message refers to an earlier one, "
                                   "though no context takeover was agreed"});
}

TEST_CASE("rules/message_judge: a reference beyond the window is that, whether it inflates or not") {
    for (const Inflation inflation : {Inflation::done, Inflation::out_of_reach, Inflation::broken}) {
        model::Message message = compressed(inflation);
        message.deflate.window_bits = 9;
        message.too_far = 600;
        CHECK(findings_of(message) ==
              std::vector<std::string>{"message.window 7 server: compressed message refers to what lies 600 "
                                       "bytes back, but a window of 512 was agreed"});
    }
}

TEST_CASE("rules/message_judge: findings are counted, and there are none where nobody wants them") {
    Notes wanted(true), unwanted(false);
    MessageJudge judge(wanted), silent(unwanted);
    CHECK(judge.demand().valid_utf8);
    CHECK_FALSE(silent.demand().valid_utf8);
    for (MessageJudge* const each : {&judge, &silent}) {
        each->on_message(text_of("\xff"));
        each->on_message(compressed(Inflation::broken));
        each->on_message(text_of("\xff"));
        model::Summary summary;
        summary.findings["message.utf8"] = 1;
        each->on_summary(summary);
    }
    CHECK(wanted.counted ==
          std::map<std::string_view, std::uint64_t>{{"message.inflate", 1}, {"message.utf8", 3}});
    CHECK(unwanted.told == std::vector<std::string>(3, "message"));
    CHECK(unwanted.counted.at("message.utf8") == 1);
}

}  // namespace
}  // namespace wsdissect::rules
