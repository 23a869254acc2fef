#include "wsdissect/filter/filter.hpp"

#include <doctest/doctest.h>

#include "tests/filter/sample.hpp"

using namespace wsdissect;
using namespace wsdissect::filter;

namespace {

model::Demand demand(std::string_view expression, const model::Demand& wanted) {
    return Filter::compile(expression).value().demand(wanted);
}

}  // namespace

TEST_CASE("filter: messages are kept for who looks at them, and inflated for who asks how long they are") {
    constexpr model::Demand kNothing = {.handshake_text = false};
    CHECK(demand("websocket.opcode == 1", kNothing).message_payload == 0);
    CHECK(demand("websocket.message.length > 1", kNothing).message_payload == 1);
    CHECK(demand("websocket.message.text", kNothing).message_payload == model::Demand::kAll);
    CHECK(demand("websocket.opcode == 1 or websocket.payload.text and websocket.message.length > 1", kNothing)
              .message_payload == model::Demand::kAll);
    constexpr model::Demand kNoMessages = {.frames = false, .messages = false, .handshake_text = false};
    CHECK(demand("websocket.message.text", kNoMessages).message_payload == 0);
    CHECK(demand("websocket.opcode == 1", {.message_payload = 9}).message_payload == 9);
}

TEST_CASE("filter: where records of all kinds are held against it, it has to know what each holds") {
    constexpr model::Demand kNoMessages = {.frames = false, .messages = false, .controls = false};
    const auto of_all = [&](std::string_view expression, bool content) {
        return Filter::compile(expression)->demand_of_all(kNoMessages, content);
    };
    const model::Demand text = of_all("websocket.message.text", false);
    CHECK(text.frames);
    CHECK(text.messages);
    CHECK(text.controls);
    CHECK(text.findings);
    CHECK(text.message_payload == model::Demand::kAll);
    CHECK_FALSE(of_all("websocket.message.text", true).message_findings);
    CHECK(of_all("websocket.rule", true).message_findings);
    CHECK(of_all("websocket.severity == error", true).message_findings);
    CHECK_FALSE(of_all("websocket.rule", false).message_findings);
}

TEST_CASE("filter: text of handshakes is kept where it is looked at") {
    constexpr model::Demand kNothing = {.handshake_text = false};
    CHECK(demand("http.host == a", kNothing).handshake_text);
    CHECK_FALSE(demand("http.response.code == 101", kNothing).handshake_text);
    CHECK(demand("websocket", {}).handshake_text);
}

TEST_CASE("filter: which field needs messages is told") {
    CHECK(Filter::compile("websocket and websocket.message.length")->field_of_messages() ==
          "websocket.message.length");
    CHECK(Filter::compile("websocket.payload.ping")->field_of_messages().empty());
}

TEST_CASE("filter: what is known of the handshake comes as marks") {
    const auto filter =
        Filter::compile("http.host contains 192 and not websocket.handshake.accept_valid == False");
    REQUIRE(filter);
    Evaluation evaluation(*filter);
    const Marks marks = evaluation.marks_of(sample::handshake());
    CHECK(marks == 1);
    const model::Frame frame = sample::on(sample::frame(websocket::Opcode::text, 1));
    CHECK(evaluation.looks_at_handshakes());
    CHECK(evaluation.chooses(record_of(frame), marks));
    CHECK_FALSE(evaluation.chooses(record_of(frame), 0));
    CHECK_FALSE(evaluation.chooses(record_of(frame), 3));
    CHECK_FALSE(Evaluation(*Filter::compile("websocket")).looks_at_handshakes());
}
