#include <doctest/doctest.h>

#include <array>

#include "sample.hpp"

using namespace wsdissect;
using namespace wsdissect::print;
using model::Sink;
using websocket::Opcode;

namespace {

std::string ndjson(const std::function<void(Sink&)>& events, const PrintOptions& options = {}) {
    return sample::printed(make_ndjson_printer, options, events);
}

/// What stands behind `complete` in the object of `message`, which ends in it.
std::string payload_fields(const model::Message& message, const PrintOptions& options = {}) {
    const std::string line = ndjson([&](Sink& sink) { sink.on_message(message); }, options);
    const std::size_t key = line.find("\"complete\":");
    return line.substr(line.find_first_of(",}", key));
}

}  // namespace

TEST_CASE("print/json: a handshake has all that is known of it") {
    model::Handshake handshake = sample::handshake();
    handshake.request->origin = "http://example.com";
    handshake.request->user_agent = "a\xFF\\\"";
    handshake.request->subprotocols = "chat, superchat,,\tv2 ";
    handshake.request->extensions = "permessage-deflate; client_max_window_bits";
    handshake.response->subprotocol = "chat";
    handshake.response->extensions = "permessage-deflate";
    CHECK(ndjson([&](Sink& sink) { sink.on_handshake(handshake); }) ==
          R"({"type":"handshake","connection":0,"time":"2025-06-13T08:00:00.000731000Z","packet":6,)"
          R"("client":"192.168.120.10:51514","server":"192.168.120.33:8080","transport":"tcp","http":"1.1",)"
          R"("method":"GET","path":"/","host":"192.168.120.33:8080","origin":"http://example.com",)"
          R"("user_agent":"a\\xff\\\\\"","version":"13","key":"tRbfQhJzXEBmQlEIjVyIDA==","status":101,)"
          R"("accept":"a2TlOCxzgJ30SiwCycOC4A8CHCE=","accept_expected":"a2TlOCxzgJ30SiwCycOC4A8CHCE=",)"
          R"("accept_valid":true,"subprotocols_offered":["chat","superchat","v2"],"subprotocol":"chat",)"
          R"("extensions_offered":"permessage-deflate; client_max_window_bits",)"
          R"("extensions":"permessage-deflate","request_packet":4,"response_packet":6,"verdict":"valid"})"
          "\n");
}

TEST_CASE("print/json: what is not known of a handshake is absent") {
    model::Handshake handshake = sample::handshake();
    handshake.request.reset();
    handshake.accept_expected.reset();
    handshake.accept_valid.reset();
    handshake.verdict = model::Verdict::incomplete;
    CHECK(
        ndjson([&](Sink& sink) { sink.on_handshake(handshake); }) ==
        R"({"type":"handshake","connection":0,"time":"2025-06-13T08:00:00.000731000Z","packet":6,)"
        R"("client":"192.168.120.10:51514","server":"192.168.120.33:8080","transport":"tcp","http":"1.1",)"
        R"("status":101,"accept":"a2TlOCxzgJ30SiwCycOC4A8CHCE=","response_packet":6,"verdict":"incomplete"})"
        "\n");
}

TEST_CASE("print/json: frames") {
    model::Frame frame = sample::frame(Opcode::text, 5);
    frame.header.masking_key = websocket::MaskingKey{0x12, 0x34, 0x56, 0x78};
    model::Frame reserved = sample::frame(static_cast<Opcode>(11), 70000);
    reserved.direction = Direction::server;
    reserved.header.fin = false;
    reserved.header.rsv = 5;
    reserved.captured_length = 9;
    CHECK(ndjson([&](Sink& sink) {
              sink.on_frame(frame);
              sink.on_frame(reserved);
          }) ==
          R"({"type":"frame","connection":0,"time":"2025-06-13T08:00:00.004212000Z","packet":8,)"
          R"("direction":"client","first_packet":8,"fin":true,"rsv":0,"opcode":1,"opcode_name":"text",)"
          R"("masked":true,"masking_key":"12345678","length_bits":7,"payload_length":5,"captured_length":5})"
          "\n"
          R"({"type":"frame","connection":0,"time":"2025-06-13T08:00:00.004212000Z","packet":8,)"
          R"("direction":"server","first_packet":8,"fin":false,"rsv":5,"opcode":11,"opcode_name":"reserved",)"
          R"("masked":false,"length_bits":64,"payload_length":70000,"captured_length":9})"
          "\n");
}

TEST_CASE("print/json: a text message") {
    const model::Message message = sample::message(Opcode::text, "say \"hi\"\n");
    CHECK(ndjson([&](Sink& sink) { sink.on_message(message); }) ==
          R"({"type":"message","connection":0,"time":"2025-06-13T08:00:00.004212000Z","packet":8,)"
          R"("direction":"client","first_packet":8,"opcode_name":"text","frames":1,"compressed":false,)"
          R"("wire_length":9,"length":9,"complete":true,"text":"say \"hi\"\n"})"
          "\n");
}

TEST_CASE("print/json: a payload is text where it is valid text, else data") {
    struct Case {
        std::string_view name;
        Opcode opcode;
        std::string_view payload;
        bool complete, truncated, has_holes;
        std::string_view fields;
    };
    const Case cases[] = {
        {"text", Opcode::text, "caf\xC3\xA9", true, false, false, ",\"text\":\"caf\xC3\xA9\"}\n"},
        {"empty text", Opcode::text, "", true, false, false, ",\"text\":\"\"}\n"},
        {"binary", Opcode::binary, "abc", true, false, false, ",\"data\":\"YWJj\"}\n"},
        {"no data frame begun", Opcode::continuation, "abc", true, false, false, ",\"data\":\"YWJj\"}\n"},
        {"invalid UTF-8", Opcode::text, "a\xFF", true, false, false, ",\"data\":\"Yf8=\"}\n"},
        {"cut by its end", Opcode::text, "a\xC3", true, false, false, ",\"data\":\"YcM=\"}\n"},
        {"cut by the limit", Opcode::text, "a\xC3", true, true, false,
         ",\"text\":\"a\",\"truncated\":true}\n"},
        {"cut by the capture", Opcode::text, "a\xC3", false, false, false, ",\"text\":\"a\"}\n"},
        {"with holes", Opcode::text, "ab", false, false, true, ",\"data\":\"YWI=\"}\n"},
    };
    for (const Case& c : cases) {
        model::Message message = sample::message(c.opcode, c.payload);
        message.complete = c.complete;
        message.truncated = c.truncated;
        message.has_holes = c.has_holes;
        CAPTURE(c.name);
        CHECK(payload_fields(message) == c.fields);
        CHECK(payload_fields(message, {.payload = false}) ==
              (c.truncated ? ",\"truncated\":true}\n" : "}\n"));
    }
    model::Message broken_later = sample::message(Opcode::text, "ab");  // beyond what is kept
    broken_later.truncated = true;
    broken_later.valid_utf8 = false;
    CHECK(payload_fields(broken_later) == ",\"data\":\"YWI=\",\"truncated\":true}\n");
    CHECK(payload_fields(sample::message(Opcode::text, "abcdef"), {.max_payload = 3}) ==
          ",\"text\":\"abc\",\"truncated\":true}\n");
}

TEST_CASE("print/json: a compressed message that was not inflated has neither length nor payload") {
    model::Message message = sample::message(Opcode::binary, "");
    message.compressed = true;
    message.wire_length = 7;
    message.length.reset();
    message.payload.reset();
    const std::string line = ndjson([&](Sink& sink) { sink.on_message(message); });
    CHECK(line.ends_with(R"("frames":1,"compressed":true,"wire_length":7,"complete":true})"
                         "\n"));
}

TEST_CASE("print/json: control frames") {
    const auto fields = [](const model::Control& control, const PrintOptions& options = {}) {
        const std::string line = ndjson([&](Sink& sink) { sink.on_control(control); }, options);
        return line.substr(line.find("\"direction\""));
    };
    CHECK(fields(sample::control(Opcode::ping, "Zeek")) ==
          "\"direction\":\"client\",\"opcode_name\":\"ping\",\"text\":\"Zeek\"}\n");
    CHECK(fields(sample::control(Opcode::pong, "\xFF")) ==
          "\"direction\":\"client\",\"opcode_name\":\"pong\",\"data\":\"/w==\"}\n");
    CHECK(fields(sample::control(Opcode::ping, "Zeek"), {.payload = false}) ==
          "\"direction\":\"client\",\"opcode_name\":\"ping\"}\n");
    CHECK(
        fields(sample::close_bye(), {.payload = false}) ==
        "\"direction\":\"client\",\"opcode_name\":\"close\",\"close_code\":1000,\"close_reason\":\"bye\"}\n");
    CHECK(fields(sample::control(Opcode::close, "")) ==
          "\"direction\":\"client\",\"opcode_name\":\"close\"}\n");
    model::Control invalid = sample::close_bye();
    invalid.close_reason = "a\\\xFF";
    CHECK(fields(invalid).ends_with("\"close_reason\":\"a\\\\\\\\xff\"}\n"));
}

TEST_CASE("print/json: findings, gaps, and a connection's end") {
    const std::string got = ndjson([](Sink& sink) {
        sink.on_finding(sample::finding());
        sink.on_gap({&sample::kConnection, sample::packet(9), Direction::server, 1448, true});
        sink.on_connection_end(sample::connection_end());
    });
    CHECK(got == R"({"type":"finding","connection":0,"time":"2025-06-13T08:00:00.004212000Z","packet":8,)"
                 R"("direction":"client","rule":"frame.client-unmasked","severity":"error",)"
                 R"("reference":"RFC 6455 section 5.1","message":"client frame is not masked"})"
                 "\n"
                 R"({"type":"gap","connection":0,"time":"2025-06-13T08:00:00.000000000Z","packet":9,)"
                 R"("direction":"server","bytes":1448,"resynchronized":true})"
                 "\n"
                 R"({"type":"connection","connection":0,"time":"2025-06-13T08:00:01.009500000Z","packet":15,)"
                 R"("client":"192.168.120.10:51514","server":"192.168.120.33:8080",)"
                 R"("start":"2025-06-13T08:00:00.000400000Z","duration":1.009100000,"ended_by":"close",)"
                 R"("close_first":"client","tcp_first":"server","close_code":1000,"close_reason":"bye",)"
                 R"("handshake":"valid",)"
                 R"("client_sent":{"bytes":398,"frames":5,"messages":3,"payload_bytes":48,"lost_bytes":0},)"
                 R"("server_sent":{"bytes":1448,"frames":1,"messages":1,"payload_bytes":1,"lost_bytes":20}})"
                 "\n");
}

TEST_CASE("print/json: of a connection's end only what is known") {
    model::ConnectionEnd end;
    end.connection = &sample::kConnection;
    end.packet = sample::packet(1);
    end.start = sample::packet(2, 5).time;
    const auto tell = [&](Sink& sink) { sink.on_connection_end(end); };
    CHECK(ndjson(tell).find(R"("start":"2025-06-13T08:00:00.000005000Z","handshake":"not-captured",)"
                            R"("client_sent":{)") != std::string::npos);  // the capture's clock went back
    end.packet.time = *end.start;
    CHECK(ndjson(tell).find(R"(000005000Z","duration":0.000000000,"handshake":)") != std::string::npos);
}

TEST_CASE("print/json: the summary says how many connections could not be judged fully, and why") {
    model::Summary summary = sample::summary();
    summary.doubts = {.connections = 3, .by_reason = {2, 1, 1, 0}};
    const std::string text = ndjson([&](model::Sink& sink) { sink.on_summary(summary); });
    CHECK(text.find(R"(,"not_fully_judged":3,"not_judged_because":{"lost-bytes":2,"no-handshake":1,)"
                    R"("one-direction":1},)") != std::string::npos);
}

TEST_CASE("print/json: a connection's record has the peer's reaction before the verdict") {
    model::ConnectionEnd end = sample::connection_end();
    end.reaction = model::Reaction::went_on;
    const std::string text = ndjson([&](model::Sink& sink) { sink.on_connection_end(end); });
    CHECK(text.find(R"(,"reaction":"went-on","handshake":"valid",)") != std::string::npos);
}

TEST_CASE("print/json: the summary counts what occurred") {
    model::Summary summary = sample::summary();
    const auto tell = [&](Sink& sink) { sink.on_summary(summary); };
    CHECK(ndjson(tell) ==
          R"({"type":"summary","packets":15,"bytes":1820,"tcp_streams":2,"connections":1,)"
          R"("handshakes":{"valid":1,"rejected":2},"frames":{"text":3,"reserved":2},"messages":4,)"
          R"("payload_bytes":49,"findings":{"frame.client-unmasked":2},"not_fully_judged":0,)"
          R"("not_judged_because":{},"gaps":0,"lost_bytes":0,)"
          R"("malformed_packets":0})"
          "\n");
    summary.wrong_checksums = 3;
    CHECK(ndjson(tell).ends_with("\"malformed_packets\":0,\"wrong_checksums\":3}\n"));
}

TEST_CASE("print/json: with several files every record names its own") {
    const auto line = [](std::vector<std::string> files) {
        TextBuffer text;
        const auto printer = make_ndjson_printer(text, {});
        printer->on_start({.first_packet = sample::kStart, .files = files});
        model::Gap gap{&sample::kConnection, sample::packet(9), Direction::server, 1, true};
        gap.packet.file = 1;
        printer->on_gap(gap);
        return std::string(text.text());
    };
    CHECK(line({"a.pcap", "b\xFF.pcap"}).find(R"("packet":9,"file":"b\\xff.pcap","direction")") !=
          std::string::npos);
    CHECK(line({"a.pcap"}).find("file") == std::string::npos);
}

TEST_CASE("print/json: the array is valid with and without objects") {
    const auto array = [](const PrintOptions& options) {
        return sample::printed(make_json_printer, options, [](Sink& sink) {
            sink.on_gap({&sample::kConnection, sample::packet(9), Direction::server, 1, true});
            sink.on_gap({&sample::kConnection, sample::packet(9), Direction::client, 2, false});
            sink.on_summary({});
        });
    };
    const std::string gap =
        R"({"type":"gap","connection":0,"time":"2025-06-13T08:00:00.000000000Z","packet":9,"direction":)";
    CHECK(array(sample::only("gap")) == "[\n" + gap + R"("server","bytes":1,"resynchronized":true})" + ",\n" +
                                            gap + R"("client","bytes":2,"resynchronized":false})" + "\n]\n");
    CHECK(array(sample::only("frame")) == "[\n]\n");
    CHECK(array(sample::only("summary")).starts_with("[\n{\"type\":\"summary\","));
    CHECK(array(sample::only("summary")).ends_with("}\n]\n"));
}

TEST_CASE("print/json: only messages carry payload") {
    TextBuffer text;
    const auto demand = [&](const PrintOptions& options) {
        return make_ndjson_printer(text, options)->demand();
    };
    CHECK(demand({}).message_payload == model::Demand::kAll);
    CHECK(demand({}).frame_payload == 0);
    CHECK(demand({.max_payload = 10}).message_payload == 10);
    CHECK(demand({.payload = false}).message_payload == 0);
    CHECK(demand(sample::only("frame")).message_payload == 0);
}
