#include "rules/close_rules.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>

#include "tests/rules/broken.hpp"

namespace wsdissect::rules {
namespace {

using model::EndedBy;
using test::Lines;
using test::words_of;

constexpr std::size_t kClient = index_of(Direction::client), kServer = index_of(Direction::server);

model::Control close_with(std::optional<std::uint16_t> code) {
    model::Control close;
    close.direction = Direction::server;
    close.opcode = websocket::Opcode::close;
    close.close_code = code;
    close.payload_length = code ? 2 : 0;
    return close;
}

/// A connection that both sides closed, all of it captured.
const model::ConnectionInfo kConnection{};
const model::ConnectionInfo kStream = [] {
    model::ConnectionInfo stream;
    stream.http2 = true;
    return stream;
}();

model::ConnectionEnd right() {
    model::ConnectionEnd end;
    end.connection = &kConnection;
    end.handshake = model::Verdict::valid;
    end.ended_by = EndedBy::close;
    end.tcp_first = Direction::server;
    for (model::DirectionEnd& each : end.ends) each = {.known = true, .close = model::SentClose{}};
    return end;
}

/// The same without Closes.
model::ConnectionEnd without_close() {
    model::ConnectionEnd end = right();
    end.ended_by = EndedBy::fin;
    for (model::DirectionEnd& each : end.ends) each.close.reset();
    return end;
}

}  // namespace

TEST_CASE("rules/close: status codes that may be sent, and those that may not") {
    struct Codes {
        std::uint16_t from, to;
        std::string_view why_not;  ///< Empty: they may.
    };
    constexpr Codes kCodes[] = {
        {0, 999, "is not used"},
        {1000, 1003, ""},
        {1004, 1004, "is reserved"},
        {1005, 1006, "is never to be sent in a frame"},
        {1007, 1014, ""},
        {1015, 1015, "is never to be sent in a frame"},
        {1016, 2999, "is reserved"},
        {3000, 4999, ""},
        {5000, 65535, "is beyond the ranges that are defined"},
    };
    for (const Codes& each : kCodes)
        for (const std::uint16_t code : {each.from, each.to}) {
            const Lines broken = {"close.code server: status code " + std::to_string(code) + " " +
                                  std::string(each.why_not)};
            CAPTURE(code);
            CHECK(words_of(check_close(close_with(code))) == (each.why_not.empty() ? Lines{} : broken));
        }
    CHECK(words_of(check_close(close_with(std::nullopt))) == Lines{});
}

TEST_CASE("rules/close: a body of one byte") {
    model::Control close = close_with(std::nullopt);
    close.payload_length = 1;
    CHECK(words_of(check_close(close)) ==
          Lines{"close.length server: the Close has a body of one byte, but a status code takes two"});
}

TEST_CASE("rules/close: the reason is UTF-8") {
    model::Control close = close_with(1000);
    close.close_reason = "fin\xc3\xa9";
    CHECK(words_of(check_close(close)) == Lines{});
    close.close_reason = "fin\xc3";
    CHECK(words_of(check_close(close)) ==
          Lines{"close.reason-utf8 server: the reason of the Close is not valid UTF-8"});
}

TEST_CASE("rules/close: an answer with another code") {
    struct Answer {
        std::optional<std::uint16_t> answered, own;
        Lines expected;
    };
    const Answer cases[] = {
        {1000, 1000, {}},
        {1001,
         1000,
         {"close.status-echo server: the Close answers one with status code 1001, but carries 1000"}},
        {std::nullopt, 1000, {}},  // it answers none, or one without a code
        {1001, std::nullopt, {}},  // the code was left out
    };
    for (const Answer& each : cases) {
        model::Control close = close_with(each.own);
        close.answered_code = each.answered;
        CHECK(words_of(check_close(close)) == each.expected);
    }
}

TEST_CASE("rules/close: a right end breaks nothing") { CHECK(words_of(check_end(right())) == Lines{}); }

TEST_CASE("rules/close: an end inside a message") {
    model::ConnectionEnd end = right();
    end.ends[kClient].unfinished = true;
    CHECK(words_of(check_end(end)) ==
          Lines{"message.unfinished client: the connection ends inside a message or a frame"});
}

TEST_CASE("rules/close: a Close that nobody answered") {
    model::ConnectionEnd end = right();
    end.ends[kServer].close.reset();
    CHECK(words_of(check_end(end)) == Lines{});  // it never reached the server, or came too late
    end.ends[kClient].unanswered = true;
    CHECK(words_of(check_end(end)) ==
          Lines{"close.unanswered server: the client's Close was received, but never answered"});
    end.ends[kServer].known = false;  // an answer may have been lost
    CHECK(words_of(check_end(end)) == Lines{});
    end.ends[kServer] = {.known = true, .close = model::SentClose{}};  // it closed by itself
    CHECK(words_of(check_end(end)) == Lines{});
}

TEST_CASE("rules/close: no Close from either side") {
    using Change = void (*)(model::ConnectionEnd&);
    struct Case {
        std::string_view what;
        Change change;
        Lines expected;
    };
    const std::string words = " without a Close from either side (status 1006)";
    const Case cases[] = {
        {"by FIN", [](model::ConnectionEnd&) {}, {"close.missing server: TCP was ended" + words}},
        {"of a stream",
         [](model::ConnectionEnd& end) { end.connection = &kStream; },
         {"close.missing server: the stream was ended" + words}},
        {"by RST",
         [](model::ConnectionEnd& end) {
             end.ended_by = EndedBy::rst;
             end.reset_by = Direction::server;
         },
         {"close.missing server: TCP was reset" + words}},
        {"by FIN, before the other side's RST",
         [](model::ConnectionEnd& end) {
             end.ended_by = EndedBy::rst;
             end.reset_by = Direction::client;
         },
         {"close.missing server: TCP was ended" + words}},
        {"by the client",
         [](model::ConnectionEnd& end) { end.tcp_first = Direction::client; },
         {"close.missing client: TCP was ended" + words}},
        {"with the capture", [](model::ConnectionEnd& end) { end.tcp_first.reset(); }, {}},
        {"the client's Close", [](model::ConnectionEnd& end) { end.ends[kClient].close.emplace(); }, {}},
        {"the server's Close", [](model::ConnectionEnd& end) { end.ends[kServer].close.emplace(); }, {}},
        {"the client's may be lost", [](model::ConnectionEnd& end) { end.ends[kClient].known = false; }, {}},
        {"the server's may be lost", [](model::ConnectionEnd& end) { end.ends[kServer].known = false; }, {}},
        {"never opened", [](model::ConnectionEnd& end) { end.handshake = model::Verdict::rejected; }, {}},
        {"not opened rightly",
         [](model::ConnectionEnd& end) { end.handshake = model::Verdict::invalid; },
         {}},
        {"not captured from its handshake on", [](model::ConnectionEnd& end) { end.handshake.reset(); }, {}},
    };
    for (const Case& each : cases) {
        model::ConnectionEnd end = without_close();
        each.change(end);
        CAPTURE(each.what);
        CHECK(words_of(check_end(end)) == each.expected);
    }
}

}  // namespace wsdissect::rules
