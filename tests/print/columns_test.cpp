#include <doctest/doctest.h>

#include <initializer_list>

#include "sample.hpp"

using namespace wsdissect;
using namespace wsdissect::print;
using model::Sink;
using websocket::Opcode;

namespace {

using Names = std::initializer_list<std::string_view>;

const model::ConnectionInfo kIpv4 = [] {
    model::ConnectionInfo made = sample::kConnection;
    made.number = 3;
    made.tcp_stream = 7;
    made.client = {{{192, 0, 2, 10}, AddressFamily::ipv4}, 51514};
    made.server = {{{192, 0, 2, 255}, AddressFamily::ipv4}, 8080};
    return made;
}();
const model::ConnectionInfo kIpv6 = [] {
    model::ConnectionInfo made = sample::kConnection;
    made.client = {{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, AddressFamily::ipv6}, 1};
    made.server = {
        {{0x20, 1, 0x1d, 0xb8, 0x1a, 1, 0x1b, 1, 0x1c, 1, 0x1d, 1, 0x1e, 1, 0x1f, 1}, AddressFamily::ipv6},
        65535};
    return made;
}();

template <class Record>
Record on(const model::ConnectionInfo& connection, Record record) {
    record.connection = &connection;
    return record;
}

PrintOptions with(Names columns, PrintOptions options = {}) {
    for (const std::string_view name : columns) options.columns.push_back(filter::find_field(name));
    REQUIRE(std::ranges::find(options.columns, nullptr) == options.columns.end());
    return options;
}

std::string fields(Names columns, const std::function<void(Sink&)>& events, PrintOptions options = {}) {
    return sample::printed(make_fields_printer, with(columns, std::move(options)), events);
}

std::string csv(Names columns, const std::function<void(Sink&)>& events, PrintOptions options = {}) {
    return sample::printed(make_csv_printer, with(columns, std::move(options)), events);
}

model::Frame frame_ending(const model::Message& message) {
    model::Frame made = sample::frame(Opcode::text, message.wire_length);
    made.ends_message = &message;
    return made;
}

/// What stands in a column for a text of a message.
std::string in_fields(std::string_view text) {
    const model::Message message = sample::message(Opcode::text, text);
    return fields({"websocket.message.text"}, [&](Sink& sink) { sink.on_frame(frame_ending(message)); });
}
std::string in_csv(std::string_view text) {
    const model::Message message = sample::message(Opcode::text, text);
    const std::string printed =
        csv({"websocket.message.text"}, [&](Sink& sink) { sink.on_frame(frame_ending(message)); });
    constexpr std::string_view kHeader = "websocket.message.text\n";
    REQUIRE(printed.starts_with(kHeader));
    return printed.substr(kHeader.size());
}

/// One of each kind but the summary, told in the order of their names.
void tell_each_kind(Sink& sink) {
    static const model::Message kMessage = sample::message(Opcode::text, "hi");
    sink.on_handshake(sample::handshake());
    sink.on_frame(frame_ending(kMessage));
    sink.on_message(kMessage);
    sink.on_control(sample::close_bye());
    sink.on_finding(sample::finding());
    sink.on_gap({&sample::kConnection, sample::packet(9), Direction::server, 7, true});
    sink.on_connection_end(sample::connection_end());
    sink.on_summary(sample::summary());
}

}  // namespace

TEST_CASE("print/columns: values as tshark prints them") {
    model::Frame frame = on(kIpv4, sample::frame(Opcode::binary, 4082));
    frame.header.fin = false;
    frame.header.rsv = 4;
    frame.header.masking_key = {0x12, 0x34, 0x06, 0x78};
    frame.deflate_agreed = true;
    frame.packet.time.nanoseconds += 7;
    const auto value = [&](std::string_view field) {
        const std::string line = fields({field, "websocket"}, [&](Sink& sink) { sink.on_frame(frame); });
        REQUIRE(line.ends_with("\twebsocket\n"));
        return line.substr(0, line.find('\t'));
    };
    CHECK(value("frame.number") == "8");
    CHECK(value("frame.time_epoch") == "1749801600.004212007");
    CHECK(value("ip.src") == "192.0.2.10");
    CHECK(value("ip.dst") == "192.0.2.255");
    CHECK(value("ip.addr") == "192.0.2.10,192.0.2.255");
    CHECK(value("ipv6.src") == "");
    CHECK(value("tcp.srcport") == "51514");
    CHECK(value("tcp.port") == "51514,8080");
    CHECK(value("tcp.stream") == "7");
    CHECK(value("websocket.fin") == "0");
    CHECK(value("websocket.rsv") == "0x04");
    CHECK(value("websocket.pmc") == "1");
    CHECK(value("websocket.opcode") == "2");
    CHECK(value("websocket.mask") == "1");
    CHECK(value("websocket.masking_key") == "12340678");
    CHECK(value("websocket.payload_length") == "126");
    CHECK(value("websocket.payload_length_ext_16") == "4082");
    CHECK(value("websocket.payload_length_ext_64") == "");
    CHECK(value("websocket.direction") == "client");
    CHECK(value("websocket.connection") == "3");
    CHECK(value("websocket.severity") == "");
    frame.connection = &kIpv6;
    frame.direction = Direction::server;
    frame.packet.time.nanoseconds = -1'500'000'000;
    CHECK(value("frame.time_epoch") == "-1.500000000");
    CHECK(value("ip.src") == "");
    CHECK(value("ipv6.src") == "2001:1db8:1a01:1b01:1c01:1d01:1e01:1f01");
    CHECK(value("ipv6.dst") == "2001:db8::1");
}

TEST_CASE("print/columns: values of the other kinds of records") {
    model::Handshake handshake = sample::handshake();
    handshake.request->subprotocols = "a, b";
    handshake.response->subprotocol = "b";
    CHECK(fields({"http.host", "http.response.code", "http.sec_websocket_protocol",
                  "websocket.handshake.verdict", "websocket.handshake.accept_valid", "websocket.direction"},
                 [&](Sink& sink) { sink.on_handshake(handshake); }) ==
          "192.168.120.33:8080\t101\ta, b,b\tvalid\t1\tserver\n");
    CHECK(fields({"websocket.rule", "websocket.severity"},
                 [](Sink& sink) { sink.on_finding(sample::finding()); }) == "frame.client-unmasked\terror\n");
    model::Frame close = sample::frame(Opcode::close, 5), ping = sample::frame(Opcode::ping, 3);
    const model::Control bye = sample::close_bye(), octets = sample::control(Opcode::ping, {"\0\xFFz", 3});
    close.control = &bye;
    ping.control = &octets;
    CHECK(fields({"websocket.payload.close.status_code", "websocket.payload.close.reason",
                  "websocket.payload.ping"},
                 [&](Sink& sink) {
                     sink.on_frame(close);
                     sink.on_frame(ping);
                 }) == "1000\tbye\t\n\t\t00ff7a\n");
}

TEST_CASE("print/columns: records with a value in a column that not every record has") {
    const std::string_view everywhere[] = {
        "frame.number",       "frame.time_epoch", "ip.src",     "ip.addr",
        "ipv6.dst",           "tcp.port",         "tcp.stream", "websocket.connection",
        "websocket.direction"};
    const auto lines = [](const std::string& text) { return std::ranges::count(text, '\n'); };
    for (const std::string_view name : everywhere) {
        CAPTURE(name);
        CHECK(lines(fields({name}, tell_each_kind)) == 5);
        CHECK(lines(csv({name}, tell_each_kind)) == 6);
        CHECK(lines(fields({name, "websocket.message.text"}, tell_each_kind)) == 1);
    }
    CHECK(fields({"frame.number", "websocket.severity"}, tell_each_kind) == "8\terror\n");
    CHECK(fields({"websocket.handshake.verdict"}, tell_each_kind) == "valid\n");
    CHECK(fields({"websocket.message.length", "websocket.severity", "websocket.handshake.verdict"},
                 tell_each_kind) == "\t\tvalid\n2\t\t\n\terror\t\n");
    CHECK(fields({"websocket.payload.pong"}, tell_each_kind) == "");
}

TEST_CASE("print/columns: --only chooses kinds, and a summary is never printed") {
    CHECK(fields({"frame.number", "websocket.opcode"}, tell_each_kind, sample::only("message,control")) ==
          "8\t1\n8\t8\n");
    CHECK(fields({"frame.number"}, tell_each_kind, sample::only("gap,summary")) == "9\n");
    CHECK(fields({"frame.number"}, tell_each_kind, sample::only("summary")) == "");
    CHECK(csv({"frame.number"}, tell_each_kind, sample::only("summary")) == "frame.number\n");
}

TEST_CASE("print/columns: in the order asked for, also twice") {
    CHECK(fields({"websocket.opcode", "frame.number", "websocket.opcode"},
                 [](Sink& sink) { sink.on_frame(sample::frame(Opcode::ping, 0)); }) == "9\t8\t9\n");
}

TEST_CASE("print/columns: csv always has its header, once") {
    CHECK(csv({"frame.number", "websocket.fin"}, [](Sink& sink) { sink.on_summary(sample::summary()); }) ==
          "frame.number,websocket.fin\n");
    CHECK(csv({"frame.number", "websocket.fin"}, [](Sink& sink) {
              for (int i = 0; i < 2; ++i) sink.on_frame(sample::frame(Opcode::ping, 0));
              sink.on_summary(sample::summary());
          }) == "frame.number,websocket.fin\n8,1\n8,1\n");
}

TEST_CASE("print/columns: text is never raw") {
    CHECK(in_fields("a\tb\r\nc") == "a\\tb\\r\\nc\n");
    CHECK(in_fields("\x1b[2J\x7f\xff\xe2\x80\xae") == "\\u{1b}[2J\\u{7f}\\xff\\u{202e}\n");
    CHECK(in_fields("Grüße 👋 \\ \"x\", y") == "Grüße 👋 \\\\ \"x\", y\n");
    CHECK(in_fields("=1+1") == "=1+1\n");
    CHECK(in_fields("") == "\n");
    CHECK(in_csv("a\tb\r\nc\x1b") == "a\\tb\\r\\nc\\u{1b}\n");
    model::Handshake handshake = sample::handshake();
    handshake.request->host = "a\tb\x1b[m\n";
    CHECK(fields({"http.host"}, [&](Sink& sink) { sink.on_handshake(handshake); }) == "a\\tb\\u{1b}[m\\n\n");
}

TEST_CASE("print/columns: csv quotes what needs it") {
    CHECK(in_csv("plain text") == "plain text\n");
    CHECK(in_csv("a,b") == "\"a,b\"\n");
    CHECK(in_csv("\"a\" said\n") == "\"\"\"a\"\" said\\n\"\n");
    CHECK(in_csv("\xff\"\xc3\"\xbc") == "\"\\xff\"\"\\xc3\"\"\\xbc\"\n");
    CHECK(in_csv("") == "\"\"\n");
    CHECK(csv({"tcp.port", "websocket.opcode"}, [](Sink& sink) {
              sink.on_frame(on(kIpv4, sample::frame(Opcode::ping, 0)));
          }) == "tcp.port,websocket.opcode\n\"51514,8080\",9\n");
    model::Handshake handshake = sample::handshake();
    handshake.request->extensions = "x; y=\"1\"";
    handshake.response->extensions = "z";
    CHECK(csv({"http.sec_websocket_extensions"}, [&](Sink& sink) { sink.on_handshake(handshake); }) ==
          "http.sec_websocket_extensions\n\"x; y=\"\"1\"\",z\"\n");
}

TEST_CASE("print/columns: csv quotes long texts, too") {
    CHECK(in_csv(std::string(20'000, '"')) == std::string(40'002, '"') + "\n");
    std::string text, quoted;
    for (int i = 0; i < 3'000; ++i) {
        text += i % 7 == 0 ? "ü\"\xff" : i % 5 == 0 ? "\"\"\n" : "word";
        quoted += i % 7 == 0 ? "ü\"\"\\xff" : i % 5 == 0 ? "\"\"\"\"\\n" : "word";
    }
    CHECK(in_csv(text) == '"' + quoted + "\"\n");
}

TEST_CASE("print/columns: csv has no formulas") {
    CHECK(in_csv("=1+1") == "'=1+1\n");
    CHECK(in_csv("+1") == "'+1\n");
    CHECK(in_csv("-1") == "'-1\n");
    CHECK(in_csv("@SUM(A1,A2)") == "\"'@SUM(A1,A2)\"\n");
    CHECK(in_csv("=HYPERLINK(\"x\")") == "\"'=HYPERLINK(\"\"x\"\")\"\n");
    CHECK(in_csv("\t=1") == "\\t=1\n");
    CHECK(in_csv("1=1") == "1=1\n");
    model::Frame early = sample::frame(Opcode::ping, 0);
    early.packet.time.nanoseconds = -1;
    CHECK(csv({"frame.time_epoch"}, [&](Sink& sink) { sink.on_frame(early); }) ==
          "frame.time_epoch\n-0.000000001\n");
}

TEST_CASE("print/columns: of a message that is cut off its text stands as far as it is whole") {
    model::Message message = sample::message(Opcode::text, "ab\xe2\x82");
    message.truncated = true;
    CHECK(fields({"websocket.payload.text"}, [&](Sink& sink) { sink.on_frame(frame_ending(message)); }) ==
          "ab\n");
}

TEST_CASE("print/columns: without payload there is none") {
    const model::Control octets = sample::control(Opcode::ping, "secret");
    const model::Message text = sample::message(Opcode::text, "secret");
    CHECK(fields({"websocket.opcode", "websocket.payload.ping", "websocket.payload.text"},
                 [&](Sink& sink) {
                     sink.on_control(octets);
                     sink.on_message(text);
                 },
                 {.only = RecordKinds::all(), .payload = false}) == "9\t\t\n1\t\t\n");
}

TEST_CASE("print/columns: only what the columns need is demanded") {
    const auto demand_of = [](Names columns, PrintOptions options = {}) {
        TextBuffer text;
        return make_fields_printer(text, with(columns, std::move(options)))->demand();
    };
    model::Demand demand = demand_of({"frame.number", "websocket.opcode"});
    CHECK(demand.frames);
    CHECK_FALSE(demand.messages);
    CHECK_FALSE(demand.controls);
    CHECK_FALSE(demand.findings);
    CHECK_FALSE(demand.message_findings);
    CHECK_FALSE(demand.endpoint_text);
    CHECK_FALSE(demand.handshake_text);
    CHECK(demand.message_payload == 0);
    CHECK(demand.frame_payload == 0);

    CHECK(demand_of({"websocket.payload.text"}).message_payload == model::Demand::kAll);
    CHECK(demand_of({"websocket.payload.text"}, {.max_payload = 9}).message_payload == 9);
    CHECK(demand_of({"websocket.message.length"}).message_payload == 1);
    CHECK(demand_of({"websocket.message.text"}, sample::only("handshake")).message_payload == 0);
    CHECK(demand_of({"websocket.message.text"}, {.payload = false}).message_payload == 0);

    demand = demand_of({"frame.number", "websocket.severity"});
    CHECK(demand.findings);
    CHECK(demand.message_findings);
    CHECK_FALSE(demand.frames);
    CHECK_FALSE(demand_of({"websocket.rule"}, {.payload = false}).message_findings);
    CHECK_FALSE(demand_of({"websocket.rule"}, sample::only("frame")).findings);

    demand = demand_of({"http.host", "tcp.port"});
    CHECK(demand.handshake_text);
    CHECK_FALSE(demand.frames);
    CHECK_FALSE(demand_of({"http.host"}, sample::only("frame")).handshake_text);
    CHECK_FALSE(demand_of({"http.response.code"}).handshake_text);

    demand = demand_of({"frame.number"});  // All records are printed.
    CHECK(demand.frames);
    CHECK(demand.findings);
    demand = demand_of({"websocket.opcode"}, sample::only("message,control"));
    CHECK_FALSE(demand.frames);
    CHECK(demand.messages);
    CHECK(demand.controls);
}
