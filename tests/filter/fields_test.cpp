#include "wsdissect/filter/fields.hpp"

#include <doctest/doctest.h>

#include <set>
#include <sstream>

#include "tests/filter/sample.hpp"

using namespace wsdissect;
using namespace wsdissect::filter;
using websocket::Opcode;

namespace {

/// Its values as text: numbers in decimal, octets as they are.
template <class Event>
std::string values_of(std::string_view name, const Event& event) {
    std::ostringstream out;
    const Field* const field = find_field(name);
    REQUIRE(field != nullptr);
    const bool numbers = !field->get(record_of(event)).empty() && field->type != FieldType::text &&
                         field->type != FieldType::octets;
    for (const Value& value : field->get(record_of(event)))
        out << (numbers ? std::to_string(value.number) : std::string(value.octets)) << ';';
    return out.str();
}

}  // namespace

TEST_CASE("filter/fields: each has its own name, and choices resolve what they list") {
    std::set<std::string_view> names;
    for (const Field& field : fields()) {
        CHECK(names.insert(field.name).second);
        CHECK(find_field(field.name) == &field);
        CHECK_FALSE(field.description.empty());
        CHECK((field.number_of != nullptr) == !field.names.empty());
        if (field.type != FieldType::choice) continue;
        std::istringstream list{std::string(field.names)};
        for (std::string name; std::getline(list >> std::ws, name, ',');) CHECK(field.number_of(name));
    }
    CHECK(find_field("websocket.nothing") == nullptr);
    CHECK(field_like("websocket.opcodes") == "websocket.opcode");
    CHECK(field_like("masking_key") == "websocket.masking_key");
    CHECK(field_like("http") == "http.host");
    CHECK(field_like("websocket.payload") == "websocket.payload.text");
    CHECK(field_like("htt").empty());
    CHECK(field_like("").empty());
}

TEST_CASE("filter/fields: source and destination follow the record's sender") {
    model::Frame frame = sample::on(sample::frame(Opcode::text, 5));
    CHECK(values_of("tcp.srcport", frame) == "51514;");
    CHECK(values_of("tcp.dstport", frame) == "8080;");
    frame.direction = Direction::server;
    CHECK(values_of("tcp.srcport", frame) == "8080;");
    CHECK(values_of("tcp.port", frame) == "51514;8080;");
    CHECK(sample::chooses("ip.src == 192.0.2.80 and ip.dst == 192.0.2.10", frame));
    CHECK_FALSE(sample::chooses("ipv6.src or ipv6.dst or ipv6.addr", frame));
    const model::Frame six = sample::on(frame, sample::kIpv6Connection);
    CHECK(sample::chooses("ipv6.src == 2001:db8::2 and ipv6.dst == 2001:db8::1 and ipv6.addr == 2001:db8::1",
                          six));
    CHECK_FALSE(sample::chooses("ip.src or ip.dst or ip.addr", six));
}

TEST_CASE("filter/fields: a connection's end has no sender, but both ends") {
    model::ConnectionEnd end;
    end.connection = &sample::kConnection;
    CHECK(values_of("tcp.srcport", end).empty());
    CHECK(values_of("websocket.direction", end).empty());
    CHECK(values_of("tcp.port", end) == "51514;8080;");
    CHECK(values_of("websocket.connection", end) == "3;");
    CHECK(values_of("tcp.stream", end) == "7;");
    CHECK_FALSE(sample::chooses("websocket", end));
}

TEST_CASE("filter/fields: a frame has its header, and what it ends or says") {
    const model::Message message = sample::on(sample::message(Opcode::text, "hello"));
    model::Frame frame = sample::frame_ending(message);
    frame.header.rsv = 4;
    CHECK(values_of("websocket.fin", frame) == "1;");
    CHECK(values_of("websocket.rsv", frame) == "4;");
    CHECK(values_of("websocket.pmc", frame).empty());
    frame.deflate_agreed = true;
    CHECK(values_of("websocket.pmc", frame) == "1;");
    CHECK(values_of("websocket.opcode", frame) == "1;");
    CHECK(values_of("websocket.mask", frame) == "1;");
    CHECK(values_of("websocket.masking_key", frame) == "\x12\x34\x56\x78;");
    CHECK(values_of("websocket.payload.text", frame) == "hello;");
    CHECK(values_of("websocket.message.text", frame) == "hello;");
    CHECK(values_of("websocket.message.length", frame) == "5;");
    const model::Control close = sample::on(sample::close_bye());
    model::Frame closing = sample::on(sample::frame(Opcode::close, 5));
    closing.control = &close;
    for (const auto& name : {"websocket.payload.close.status_code"})
        CHECK(values_of(name, closing) == "1000;");
    CHECK(values_of("websocket.payload.close.reason", closing) == "bye;");
    CHECK(values_of("websocket.masking_key", closing).empty());
}

TEST_CASE("filter/fields: a length in each of its forms") {
    struct Case {
        std::uint64_t length;
        std::string_view in_7, in_16, in_64;
    };
    for (const Case& each :
         {Case{125, "125;", "", ""}, Case{126, "126;", "126;", ""}, Case{65536, "127;", "", "65536;"}}) {
        const model::Frame frame = sample::on(sample::frame(Opcode::binary, each.length));
        CHECK(values_of("websocket.payload_length", frame) == each.in_7);
        CHECK(values_of("websocket.payload_length_ext_16", frame) == each.in_16);
        CHECK(values_of("websocket.payload_length_ext_64", frame) == each.in_64);
        CHECK(values_of("websocket.length", frame) == std::to_string(each.length) + ";");
    }
}

TEST_CASE("filter/fields: what is empty is no payload to Wireshark, but a text to us") {
    model::Message message = sample::on(sample::message(Opcode::text, ""));
    CHECK(values_of("websocket.payload.text", message).empty());
    CHECK(values_of("websocket.message.text", message) == ";");
    message.inflation = model::Inflation::due;
    CHECK(values_of("websocket.message.text", message).empty());
    CHECK(values_of("websocket.payload.ping", sample::on(sample::control(Opcode::ping, ""))).empty());
    CHECK(values_of("websocket.payload.ping", sample::on(sample::control(Opcode::ping, "a"))) == "a;");
    CHECK(values_of("websocket.payload.pong", sample::on(sample::control(Opcode::ping, "a"))).empty());
    const model::Message binary = sample::on(sample::message(Opcode::binary, "a"));
    CHECK(values_of("websocket.message.text", binary).empty());
    CHECK(values_of("websocket.opcode", binary) == "2;");
}

TEST_CASE("filter/fields: a handshake has what both halves say") {
    model::Handshake handshake = sample::on(sample::handshake());
    handshake.request->subprotocols = "a, b";
    handshake.response->subprotocol = "b";
    CHECK(values_of("http.host", handshake) == "192.168.120.33:8080;");
    CHECK(values_of("http.request.uri", handshake) == "/;");
    CHECK(values_of("http.response.code", handshake) == "101;");
    CHECK(values_of("http.sec_websocket_key", handshake) == "tRbfQhJzXEBmQlEIjVyIDA==;");
    CHECK(values_of("http.sec_websocket_accept", handshake) == "a2TlOCxzgJ30SiwCycOC4A8CHCE=;");
    CHECK(values_of("http.sec_websocket_version", handshake) == "13;");
    CHECK(values_of("http.sec_websocket_protocol", handshake) == "a, b;b;");
    CHECK(values_of("http.sec_websocket_extensions", handshake).empty());
    CHECK(values_of("websocket.handshake.accept_valid", handshake) == "1;");
    CHECK(values_of("websocket.handshake.verdict", handshake) == "0;");
    handshake.response.reset();
    CHECK(values_of("http.response.code", handshake).empty());
}

TEST_CASE("filter/fields: a finding has its rule and its severity") {
    const model::Finding finding = sample::on(sample::finding());
    CHECK(values_of("websocket.rule", finding) == std::string(finding.rule->id) + ";");
    CHECK(values_of("websocket.severity", finding) == "2;");
    CHECK(values_of("frame.number", finding) == "8;");
}

TEST_CASE("filter/fields: choices have a name for each of their numbers, the one that stands for it") {
    for (const Field& field : fields()) {
        CAPTURE(field.name);
        REQUIRE((field.name_of != nullptr) == (field.type == FieldType::choice));
        if (field.name_of == nullptr) continue;
        std::string names;
        for (std::uint64_t number = 0; field.names.size() > names.size(); ++number) {
            const std::string_view name = field.name_of(number);
            CHECK(field.number_of(name) == number);
            names += (names.empty() ? "" : ", ") + std::string(name);
        }
        CHECK(names == field.names);
    }
}

TEST_CASE("filter/fields: some are of any record, and some show payload") {
    std::string of_any, of_payload;
    for (const Field& field : fields()) {
        if (is_of_any_record(field)) of_any += std::string(field.name) + " ";
        if (shows_payload(field)) of_payload += std::string(field.name) + " ";
    }
    CHECK(of_any ==
          "frame.number frame.time_epoch ip.src ip.dst ip.addr ipv6.src ipv6.dst ipv6.addr tcp.srcport "
          "tcp.dstport tcp.port tcp.stream websocket.direction websocket.connection ");
    CHECK(of_payload ==
          "websocket.payload.text websocket.payload.ping websocket.payload.pong websocket.message.text "
          "websocket.message.length ");
}
