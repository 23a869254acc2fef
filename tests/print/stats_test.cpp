#include "wsdissect/print/stats.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "sample.hpp"

using namespace wsdissect;
using namespace wsdissect::print;
using model::Sink;

namespace {

enum class Format { text, json };

std::unique_ptr<Sink> printer(Format format, TextBuffer& text, bool color) {
    return format == Format::json ? make_stats_json_printer(text)
                                  : make_stats_text_printer(text, {.color = color});
}

std::string printed(Format format, const std::function<void(Sink&)>& events, bool color = false) {
    TextBuffer text;
    const auto sink = printer(format, text, color);
    sink->on_start({.first_packet = sample::kStart, .files = {}});
    events(*sink);
    return std::string(text.text());
}

/// The connection of the documented examples, with addresses as values.
const model::ConnectionInfo& connection() {
    static const model::ConnectionInfo info = {
        .number = 7,
        .client_text = {},
        .server_text = {},
        .client = {.address = {.octets = {192, 168, 120, 10}}, .port = 51514},
        .server = {.address = {.octets = {192, 168, 120, 33}}, .port = 8080},
        .start = {},
    };
    return info;
}

model::Summary summary() {
    model::Summary made = sample::summary();
    made.first_time = sample::kStart;
    made.last_time = {sample::kStart.nanoseconds + 4 * kNanosecondsPerSecond};
    made.message_lengths[0][3] = 2;
    made.message_lengths[0][6] = 1;
    made.message_lengths[1][1] = 1;
    return made;
}

/// One connection with a Ping that was answered, and another that was not seen to its end.
void capture(Sink& sink) {
    model::Control control = sample::control(websocket::Opcode::ping, "?");
    control.connection = &connection();
    sink.on_control(control);
    control.opcode = websocket::Opcode::pong;
    control.direction = Direction::server;
    control.packet = sample::packet(9, 5212);
    sink.on_control(control);
    model::ConnectionEnd end = sample::connection_end();
    end.connection = &connection();
    sink.on_connection_end(end);
    model::ConnectionInfo other = connection();
    other.number = 8;
    end.connection = &other;
    end.ended_by.reset();
    end.close_first.reset();
    end.totals = {};
    sink.on_connection_end(end);
    sink.on_summary(summary());
}

}  // namespace

TEST_CASE("print/stats: json is the summary and its tables") {
    CHECK(
        printed(Format::json, capture) ==
        R"({"type":"summary","packets":15,"bytes":1820,"tcp_streams":2,"connections":1,)"
        R"("handshakes":{"valid":1,"rejected":2},"frames":{"text":3,"reserved":2},"messages":4,)"
        R"("payload_bytes":49,"findings":{"frame.client-unmasked":2},"not_fully_judged":0,)"
        R"("not_judged_because":{},"gaps":0,"lost_bytes":0,)"
        R"("malformed_packets":0,"first_time":"2025-06-13T08:00:00.000000000Z",)"
        R"("last_time":"2025-06-13T08:00:04.000000000Z","duration":4.000000000,)"
        R"("packets_per_second":3.75,"bits_per_second":3640,"messages_per_second":1,)"
        R"("payload_bytes_per_second":12.25,"ended_by":{"close":1,"unseen":1},)"
        R"("close_codes":[{"close_code":1000,"name":"Normal Closure","connections":1,)"
        R"("close_first":{"client":1,"server":0}}],"without_close":0,)"
        R"("client_sent":{"bytes":398,"frames":5,"messages":3,"payload_bytes":48,"lost_bytes":0},)"
        R"("server_sent":{"bytes":1448,"frames":1,"messages":1,"payload_bytes":1,"lost_bytes":20},)"
        R"("message_lengths":{"client_sent":[{"from":4,"to":7,"messages":2},{"from":32,"to":63,"messages":1}],)"
        R"("server_sent":[{"from":1,"to":1,"messages":1}]},)"
        R"("connection_durations":{"connections":1,"min":1.009100000,"mean":1.009100000,"max":1.009100000,)"
        R"("counts":[{"from":1.000000000,"below":10.000000000,"connections":1}]},)"
        R"("pings":{"client_sent":{"pings":1,"answered":1,"unanswered":0,)"
        R"("round_trip":{"min":0.001000000,"mean":0.001000000,"max":0.001000000}},)"
        R"("server_sent":{"pings":0,"answered":0,"unanswered":0}},)"
        R"("largest_connections":[{"connection":7,"client":"192.168.120.10:51514",)"
        R"("server":"192.168.120.33:8080","start":"2025-06-13T08:00:00.000400000Z","duration":1.009100000,)"
        R"("ended_by":"close","payload_bytes":49,)"
        R"("client_sent":{"bytes":398,"frames":5,"messages":3,"payload_bytes":48,"lost_bytes":0},)"
        R"("server_sent":{"bytes":1448,"frames":1,"messages":1,"payload_bytes":1,"lost_bytes":20}}]})"
        "\n");
}

TEST_CASE("print/stats: text is tables of what occurred") {
    CHECK(printed(Format::text, capture) ==
          R"(Capture
    first packet   2025-06-13 08:00:00.000000 UTC
    last packet    2025-06-13 08:00:04.000000 UTC
    duration       4.000000 s

Totals              count   a second
    packets            15      3.750
    bytes           1,820      455.0   3.6 kbit/s
    TCP streams         2      0.500
    connections         1      0.250
    messages            4      1.000
    payload bytes      49       12.2

Handshakes     count    share
    valid          1   33.3 %
    rejected       2   66.7 %

Connections ended   count    share
    by close            1   50.0 %
    unseen              1   50.0 %

First Close               connections   from client   from server
    1000 Normal Closure             1             1             0

Sent                         by client   by server
    bytes                          398       1,448
    frames                           5           1
    messages                         3           1
    messages a second            0.750       0.250
    payload bytes                   48           1
    payload bytes a second        12.0       0.250
    lost bytes                       0          20

Frames         count    share
    text           3   60.0 %
    reserved       2   40.0 %

Messages by client, bytes   count    share
    4 - 7                       2   66.7 %   ##############################
    8 - 15                      0    0.0 %
    16 - 31                     0    0.0 %
    32 - 63                     1   33.3 %   ###############
    half have at most 7 bytes, 90 % at most 63, 99 % at most 63

Messages by server, bytes   count     share
    1                           1   100.0 %   ##############################
    half have at most 1 byte, 90 % at most 1, 99 % at most 1

Connections lasted   count     share
    1 s - 10 s           1   100.0 %   ##############################
    min 1.009100 s, mean 1.009100 s, max 1.009100 s

Pings           count   answered   unanswered        min       mean        max
    by client       1          1            0   1.000 ms   1.000 ms   1.000 ms

Findings                    count
    frame.client-unmasked       2

Largest connections   payload bytes   by client   by server   messages     duration   client                 server
    #7                           49          48           1          4   1.009100 s   192.168.120.10:51514   192.168.120.33:8080
)");
}

TEST_CASE("print/stats: without packets there is no time and no rate") {
    const auto nothing = [](Sink& sink) { sink.on_summary({}); };
    CHECK(printed(Format::json, nothing) ==
          R"({"type":"summary","packets":0,"bytes":0,"tcp_streams":0,"connections":0,"handshakes":{},)"
          R"("frames":{},"messages":0,"payload_bytes":0,"findings":{},"not_fully_judged":0,)"
          R"("not_judged_because":{},"gaps":0,"lost_bytes":0,)"
          R"("malformed_packets":0,"ended_by":{},"close_codes":[],"without_close":0,)"
          R"("client_sent":{"bytes":0,"frames":0,"messages":0,"payload_bytes":0,"lost_bytes":0},)"
          R"("server_sent":{"bytes":0,"frames":0,"messages":0,"payload_bytes":0,"lost_bytes":0},)"
          R"("message_lengths":{"client_sent":[],"server_sent":[]},)"
          R"("connection_durations":{"connections":0,"counts":[]},)"
          R"("pings":{"client_sent":{"pings":0,"answered":0,"unanswered":0},)"
          R"("server_sent":{"pings":0,"answered":0,"unanswered":0}},"largest_connections":[]})"
          "\n");
    CHECK(printed(Format::text, nothing) ==
          "Capture\n"
          "    no packets\n"
          "\n"
          "Totals              count\n"
          "    packets             0\n"
          "    bytes               0\n"
          "    TCP streams         0\n"
          "    connections         0\n"
          "    messages            0\n"
          "    payload bytes       0\n");
}

TEST_CASE("print/stats: in no time there is no rate") {
    model::Summary moment = summary();
    moment.last_time = moment.first_time;
    const auto tell = [&](Sink& sink) { sink.on_summary(moment); };
    const std::string json = printed(Format::json, tell);
    CHECK(json.find(R"("duration":0.000000000,"ended_by")") != std::string::npos);
    const std::string text = printed(Format::text, tell);
    CHECK(text.find("    duration       0.000000 s\n\nTotals              count\n") != std::string::npos);
    CHECK(text.find("a second") == std::string::npos);
}

TEST_CASE("print/stats: nanoseconds are shown where the capture has them") {
    model::Summary precise = summary();
    precise.last_time.nanoseconds += 1;
    const std::string text = printed(Format::text, [&](Sink& sink) { sink.on_summary(precise); });
    CHECK(text.find("2025-06-13 08:00:04.000000001 UTC") != std::string::npos);
    CHECK(text.find("2025-06-13 08:00:00.000000000 UTC") != std::string::npos);
}

TEST_CASE("print/stats: rare totals are shown where they are not zero") {
    model::Summary rare = summary();
    rare.gaps = 1;
    rare.lost_bytes = 2000;
    rare.malformed_packets = 3;
    rare.wrong_checksums = 4;
    const std::string text = printed(Format::text, [&](Sink& sink) { sink.on_summary(rare); });
    for (const std::string_view line : {"    gaps                    1\n", "    lost bytes          2,000\n",
                                        "    malformed packets       3\n", "    wrong checksums         4\n"})
        CHECK(text.find(line) != std::string::npos);
}

TEST_CASE("print/stats: close codes are listed by how often they occurred, and not without end") {
    const auto codes = [](Sink& sink) {
        model::ConnectionEnd end = sample::connection_end();
        for (std::uint16_t code = 4000; code < 4025; ++code) {
            end.close_code = code;
            sink.on_connection_end(end);
        }
        end.close_first = Direction::server;
        sink.on_connection_end(end);
        end.close_code.reset();
        sink.on_connection_end(end);
        end.close_first.reset();
        end.ended_by = model::EndedBy::rst;
        sink.on_connection_end(end);
        sink.on_summary(summary());
    };
    const std::string text = printed(Format::text, codes);
    CHECK(text.find("from server\n"
                    "    4024 Unknown                        2             1             1\n"
                    "    4000 Unknown                        1             1             0\n") !=
          std::string::npos);
    CHECK(text.find("    4018 Unknown                        1             1             0\n"
                    "    5 other codes                       5             5             0\n"
                    "    no status                           1             0             1\n"
                    "    no Close (seen as 1006)             1\n\n") != std::string::npos);
    const std::string json = printed(Format::json, codes);
    CHECK(json.find(R"({"close_code":4024,"connections":2,"close_first":{"client":1,"server":1}},)"
                    R"({"connections":1,"close_first":{"client":0,"server":1}}],"without_close":1,)") !=
          std::string::npos);
}

TEST_CASE("print/stats: colours are all that colour adds") {
    std::string coloured = printed(Format::text, capture, true);
    CHECK(coloured.starts_with("\x1b[1mCapture\x1b[0m\n"));
    for (const std::string_view code : {"\x1b[1m", "\x1b[0m"}) {
        for (std::size_t at = 0; (at = coloured.find(code)) != std::string::npos;)
            coloured.erase(at, code.size());
    }
    CHECK(coloured == printed(Format::text, capture));
}

TEST_CASE("print/stats: only control frames are wanted one by one") {
    TextBuffer text;
    for (const Format format : {Format::text, Format::json}) {
        const model::Demand demand = printer(format, text, false)->demand();
        CHECK(demand.controls);
        CHECK_FALSE(demand.frames);
        CHECK_FALSE(demand.messages);
        CHECK_FALSE(demand.endpoint_text);
        CHECK(demand.frame_payload == 0);
        CHECK(demand.message_payload == 0);
    }
}

TEST_CASE("print/stats: nothing is written before the summary") {
    TextBuffer text;
    const auto sink = make_stats_text_printer(text);
    sink->on_connection_end(sample::connection_end());
    CHECK(text.text().empty());
    sink->on_summary({});
    CHECK_FALSE(text.text().empty());
}

TEST_CASE("print/stats: only a check demands what messages hold, and says where nothing was found") {
    for (const bool check : {false, true}) {
        TextBuffer text;
        const auto sink = make_stats_text_printer(text, {.check = check});
        CHECK(sink->demand().message_findings == check);
        CHECK(sink->demand().findings == check);
        model::Summary summary;
        summary.doubts = {.connections = 2, .by_reason = {2, 0, 1, 0}};
        sink->on_summary(summary);
        const std::string_view found =
            "\n"
            "Findings   count\n"
            "    none\n"
            "\n"
            "Not judged fully    connections\n"
            "    lost-bytes                2\n"
            "    one-direction             1\n";
        CHECK(text.text().ends_with(found) == check);
    }
}
