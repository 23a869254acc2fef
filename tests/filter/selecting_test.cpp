#include "wsdissect/filter/selecting.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/filter/sample.hpp"

using namespace wsdissect;
using namespace wsdissect::filter;
using websocket::Opcode;

namespace {

/// A letter for each event.
class Letters : public model::Sink {
  public:
    void on_start(const model::CaptureStart&) override { told += 's'; }
    void on_handshake(const model::Handshake&) override { told += 'h'; }
    void on_frame(const model::Frame&) override { told += 'f'; }
    void on_message(const model::Message&) override { told += 'm'; }
    void on_control(const model::Control&) override { told += 'c'; }
    void on_finding(const model::Finding&) override { told += '!'; }
    void on_gap(const model::Gap&) override { told += 'g'; }
    void on_connection_end(const model::ConnectionEnd&) override { told += 'e'; }
    void on_left_out() override { told += '-'; }
    void on_summary(const model::Summary&) override { told += 'S'; }

    std::string told;
};

/// A handshake, a text message with a finding about it, a Ping, a gap, the end with a finding about it.
void tell_connection(model::Sink& sink, const model::ConnectionInfo& connection) {
    sink.on_handshake(sample::on(sample::handshake(), connection));
    const model::Message message = sample::on(sample::message(Opcode::text, "hi"), connection);
    model::Frame frame = sample::on(sample::frame(Opcode::text, 2), connection);
    frame.ends_message = &message;
    sink.on_frame(frame);
    sink.on_message(message);
    sink.on_finding(sample::on(sample::finding(), connection));
    sink.on_control(sample::on(sample::control(Opcode::ping, "p"), connection));
    sink.on_gap({&connection, sample::packet(9), Direction::client, 1, true});
    model::ConnectionEnd end;
    end.connection = &connection;
    sink.on_connection_end(end);
    sink.on_finding(sample::on(sample::finding(), connection));
}

std::string told(std::string_view expression) {
    const auto filter = Filter::compile(expression);
    REQUIRE(filter);
    Letters letters;
    Selecting selecting(*filter, letters);
    selecting.on_start({});
    tell_connection(selecting, sample::kConnection);
    selecting.on_summary({});
    return letters.told;
}

}  // namespace

TEST_CASE("filter/selecting: each record is judged for itself, and the start and the summary always pass") {
    CHECK(told("websocket.fin") == "s-f--S");
    CHECK(told("websocket.message.text == hi") == "s-fm--S");
    CHECK(told("websocket.payload.ping") == "s--c--S");
    CHECK(told("websocket.rule") == "s--!--!S");
    CHECK(told("not websocket") == "sh-!ge!S");
    CHECK(told("websocket.connection == 4") == "s----S");
}

TEST_CASE("filter/selecting: what holds for the connection and its handshake holds for all its records") {
    CHECK(told("tcp.port == 8080") == "shfm!cge!S");
    CHECK(told("http.host contains 192") == "shfm!cge!S");
    CHECK(told("http.host contains 193") == "s----S");
    CHECK(told("websocket.handshake.verdict == valid and websocket.opcode == Ping") == "s--c--S");
}

TEST_CASE("filter/selecting: a handshake says nothing of another connection") {
    const auto filter = Filter::compile("http.response.code == 101");
    Letters letters;
    Selecting selecting(*filter, letters);
    tell_connection(selecting, sample::kConnection);
    letters.told.clear();
    selecting.on_frame(sample::on(sample::frame(Opcode::text, 2), sample::kIpv6Connection));
    selecting.on_frame(sample::on(sample::frame(Opcode::text, 2)));
    CHECK(letters.told == "-f");  // the one that ended last is remembered until another one ends
    model::ConnectionEnd end;
    end.connection = &sample::kIpv6Connection;
    selecting.on_connection_end(end);
    selecting.on_frame(sample::on(sample::frame(Opcode::text, 2)));
    CHECK(letters.told == "-f--");
}

TEST_CASE("filter/selecting: choices are repeated by one that has not seen what came before") {
    const auto filter = Filter::compile("http.host and websocket.opcode == Text");
    Letters first, second;
    Selecting one(*filter, first), other(*filter, second);
    one.on_handshake(sample::on(sample::handshake()));
    one.keep_choices();
    const auto tell = [](model::Sink& sink) {
        sink.on_frame(sample::on(sample::frame(Opcode::text, 2)));
        sink.on_frame(sample::on(sample::frame(Opcode::ping, 2)));
    };
    tell(one);
    other.repeat(one.take_choices());
    tell(other);
    CHECK(first.told == "-f-");
    CHECK(second.told == "f-");
}

TEST_CASE("filter/selecting: who wants the connections is told of them by records of all kinds") {
    struct Ends final : Letters {
        [[nodiscard]] model::Demand demand() const override {
            return {.frames = false, .messages = false, .controls = false, .endpoint_text = false};
        }
    };
    const auto chosen = [](std::string_view expression) {
        const auto filter = Filter::compile(expression);
        REQUIRE(filter);
        Ends ends;
        std::string numbers;
        Selecting selecting(*filter, ends, {.take_connection = [&](const model::ConnectionInfo& connection) {
            numbers += std::to_string(connection.number) + ' ';
        }});
        const model::Demand demand = selecting.demand();
        CHECK(demand.frames);
        CHECK(demand.messages);
        CHECK(demand.controls);
        CHECK(demand.findings);
        CHECK_FALSE(demand.endpoint_text);
        tell_connection(selecting, sample::kConnection);
        return numbers + ends.told;
    };
    const std::string number = std::to_string(sample::kConnection.number) + ' ';
    // The next sink gets nothing that it does not want, be it chosen or left out.
    CHECK(chosen("websocket.fin") == number + "---");
    CHECK(chosen("websocket.payload.ping") == number + "---");
    CHECK(chosen("websocket.rule") == number + number + "---");
    CHECK(chosen("not websocket.rule and not websocket") == number + number + number + "hge");
    CHECK(chosen("websocket.payload.pong") == "---");
}

TEST_CASE("filter/selecting: who chooses connections passes on all that the next sink wants") {
    const auto filter = Filter::compile("websocket.payload.ping");
    REQUIRE(filter);
    const auto told = [&](bool passes_all) {
        Letters letters;
        int taken = 0;
        Selecting selecting(
            *filter, letters,
            {.take_connection = [&](const model::ConnectionInfo&) { ++taken; }, .passes_all = passes_all});
        tell_connection(selecting, sample::kConnection);
        CHECK(taken == 1);
        return letters.told;
    };
    CHECK(told(true) == "hfmcge");
    CHECK(told(false) == "--c--");
}
