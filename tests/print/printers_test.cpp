// What all formats have in common: several printers that share one run of events write what one would.

#include "wsdissect/print/printers.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "sample.hpp"
#include "tests/support/packet_builder.hpp"

using namespace wsdissect;
using namespace wsdissect::print;
using websocket::Opcode;

namespace {

using Event = std::function<void(model::Sink&)>;

const model::ConnectionInfo kWider = {
    .number = 12'345,
    .client_text = "[2001:db8:1234:5678:9abc:def0:1234:5678]:51514",
    .server_text = "[2001:db8::1]:443",
    .client = {},
    .server = {},
    .start = {},
};

const model::Message kText = sample::message(Opcode::text, "hello");
const model::Control kBye = sample::close_bye();

template <class Record>
Record at(const model::ConnectionInfo& connection, Record record) {
    record.connection = &connection;
    return record;
}

/// Of every kind, on connections of different widths, findings under what they speak of and apart from it.
std::vector<Event> events() {
    model::Frame text = sample::frame(Opcode::text, 5);
    text.ends_message = &kText;
    model::Frame close = sample::frame(Opcode::close, 5);
    close.control = &kBye;
    const auto told = [](auto tell, const auto& record) {
        return [=](model::Sink& sink) { (sink.*tell)(record); };
    };
    using model::Sink;
    return {
        told(&Sink::on_handshake, sample::handshake()),
        told(&Sink::on_finding, sample::finding()),
        told(&Sink::on_frame, text),
        told(&Sink::on_finding, sample::finding()),
        told(&Sink::on_message, kText),
        told(&Sink::on_finding, sample::finding()),
        told(&Sink::on_frame, at(kWider, text)),
        told(&Sink::on_gap, model::Gap{&sample::kConnection, sample::packet(9), Direction::server, 7, true}),
        told(&Sink::on_finding, sample::finding()),
        told(&Sink::on_frame, close),
        told(&Sink::on_control, kBye),
        told(&Sink::on_connection_end, sample::connection_end()),
        told(&Sink::on_handshake, at(kWider, sample::handshake())),
        told(&Sink::on_connection_end, at(kWider, sample::connection_end())),
        told(&Sink::on_summary, sample::summary()),
    };
}

struct Format {
    std::string_view name;
    sample::Make make;
};
constexpr Format kFormats[] = {{"tree", make_tree_printer},     {"line", make_line_printer},
                               {"ndjson", make_ndjson_printer}, {"json", make_json_printer},
                               {"fields", make_fields_printer}, {"csv", make_csv_printer}};

std::vector<PrintOptions> all_options() {
    std::vector<PrintOptions> options = {{}, {.payload = false}, {.color = true}};
    for (const char* only : {"handshake,finding", "frame", "message,finding", "gap,finding", "connection",
                             "summary", "finding", "control,summary"})
        options.push_back(sample::only(only));
    for (const std::size_t place : {0U, 3U, 4U, 8U})
        for (const char* const field : {"frame.number", "websocket.rule", "websocket.message.text"})
            options[place].columns.push_back(filter::find_field(field));
    options.push_back({.columns = {filter::find_field("frame.number")}});
    options.push_back({.columns = {filter::find_field("websocket.rule")}});
    options.push_back({.columns = {filter::find_field("http.response.code")}});
    return options;
}

std::unique_ptr<Printer> started(sample::Make make, TextBuffer& text, const PrintOptions& options) {
    auto printer = make(text, options);
    printer->on_start({.first_packet = sample::kStart, .files = {}});
    return printer;
}

}  // namespace

TEST_CASE("print/printers: a printer continues where another one stopped") {
    const auto all = events();
    for (const Format& format : kFormats) {
        for (const PrintOptions& options : all_options()) {
            CAPTURE(format.name);
            const std::string expected = sample::printed(format.make, options, [&](model::Sink& sink) {
                for (const Event& event : all) event(sink);
            });
            for (std::size_t cut = 0; cut <= all.size(); ++cut) {
                TextBuffer text;
                const auto first = started(format.make, text, options);
                const auto second = started(format.make, text, options);
                for (std::size_t i = 0; i < cut; ++i) all[i](*first);
                second->continue_after(*first);
                for (std::size_t i = cut; i < all.size(); ++i) all[i](*second);
                REQUIRE(text.text() == expected);
            }
        }
    }
}

TEST_CASE("print/printers: a rehearsal writes nothing, and leads to the same state as writing") {
    const auto all = events();
    for (const Format& format : kFormats) {
        for (const PrintOptions& options : all_options()) {
            CAPTURE(format.name);
            for (std::size_t cut = 0; cut <= all.size(); ++cut) {
                TextBuffer rehearsed, written;
                const auto actor = started(format.make, rehearsed, options);
                const auto writer = started(format.make, written, options);
                actor->rehearse(true);
                for (std::size_t i = 0; i < cut; ++i) {
                    all[i](*actor);
                    all[i](*writer);
                }
                REQUIRE(rehearsed.text().empty());
                actor->rehearse(false);
                written.clear();
                for (std::size_t i = cut; i < all.size(); ++i) {
                    all[i](*actor);
                    all[i](*writer);
                }
                REQUIRE(rehearsed.text() == written.text());
            }
        }
    }
}

TEST_CASE("print/printers: what is not demanded is not missed") {
    /// Tells only what is demanded.
    class Demanded final : public model::Sink {
      public:
        explicit Demanded(model::Sink& next) : next_(next), demand_(next.demand()) {}
        void on_handshake(const model::Handshake& record) override { next_.on_handshake(record); }
        void on_frame(const model::Frame& record) override {
            if (demand_.frames) next_.on_frame(record);
        }
        void on_message(const model::Message& record) override {
            if (demand_.messages) next_.on_message(record);
        }
        void on_control(const model::Control& record) override {
            if (demand_.controls) next_.on_control(record);
        }
        void on_finding(const model::Finding& record) override { next_.on_finding(record); }
        void on_gap(const model::Gap& record) override { next_.on_gap(record); }
        void on_connection_end(const model::ConnectionEnd& record) override {
            next_.on_connection_end(record);
        }
        void on_summary(const model::Summary& record) override { next_.on_summary(record); }

      private:
        model::Sink& next_;
        model::Demand demand_;
    };
    const auto all = events();
    for (const Format& format : kFormats) {
        for (const PrintOptions& options : all_options()) {
            CAPTURE(format.name);
            const std::string expected = sample::printed(format.make, options, [&](model::Sink& sink) {
                for (const Event& event : all) event(sink);
            });
            CHECK(sample::printed(format.make, options, [&](model::Sink& sink) {
                      Demanded demanded(sink);
                      for (const Event& event : all) event(demanded);
                  }) == expected);
        }
    }
}

TEST_CASE("print/printers: only what is printed is demanded") {
    const auto demand_of = [](sample::Make make, const PrintOptions& options) {
        TextBuffer text;
        return make(text, options)->demand();
    };
    struct Case {
        sample::Make make;
        const char* only;
        bool frames, messages, controls, endpoint_text;
    };
    const Case cases[] = {
        {make_line_printer, "frame", true, false, false, true},
        {make_line_printer, "message", false, true, false, true},
        {make_line_printer, "control", false, false, true, true},
        {make_line_printer, "finding,summary", false, false, false, true},
        {make_line_printer, "summary", false, false, false, false},
        {make_tree_printer, "frame", true, false, false, true},
        {make_tree_printer, "message", false, true, false, true},
        {make_tree_printer, "handshake,control", false, false, true, true},
        {make_tree_printer, "handshake,finding", true, false, false, true},
        {make_tree_printer, "summary", false, false, false, false},
        {make_ndjson_printer, "frame", true, false, false, false},
        {make_ndjson_printer, "message", false, true, false, false},
        {make_ndjson_printer, "control,finding", false, false, true, false},
        {make_json_printer, "handshake", false, false, false, true},
        {make_json_printer, "connection", false, false, false, true},
    };
    for (const Case& c : cases) {
        const model::Demand demand = demand_of(c.make, sample::only(c.only));
        CAPTURE(c.only);
        CHECK(demand.frames == c.frames);
        CHECK(demand.messages == c.messages);
        CHECK(demand.controls == c.controls);
        CHECK(demand.endpoint_text == c.endpoint_text);
    }
    for (const sample::Make make : {make_line_printer, make_tree_printer}) {
        CHECK(demand_of(make, {}).frames);
        CHECK_FALSE(demand_of(make, {}).messages);
        CHECK_FALSE(demand_of(make, {}).controls);
    }
    CHECK(demand_of(make_ndjson_printer, {}).messages);
    CHECK(demand_of(make_ndjson_printer, {}).controls);
}

TEST_CASE("print/printers: each format tells the client that a PROXY protocol header named") {
    model::ConnectionInfo proxied = sample::kConnection;
    proxied.proxied_client = test::endpoint("2001:db8::7", 54321);
    const model::Handshake handshake = at(proxied, sample::handshake());
    const auto printed = [](const Format& format, const model::Handshake& told) {
        return sample::printed(format.make, {}, [&](model::Sink& sink) { sink.on_handshake(told); });
    };
    constexpr std::string_view kExpected[] = {
        "    Proxied client: [2001:db8::7]:54321\n", ", proxied client [2001:db8::7]:54321\n",
        R"(,"proxied_client":"[2001:db8::7]:54321",)", R"(,"proxied_client":"[2001:db8::7]:54321",)"};
    for (std::size_t i = 0; i < std::size(kExpected); ++i) {
        CAPTURE(kFormats[i].name);
        CHECK(printed(kFormats[i], handshake).find(kExpected[i]) != std::string::npos);
        CHECK(printed(kFormats[i], sample::handshake()).find("roxied") == std::string::npos);
    }
}
