#include "src/model/tape.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "tests/print/sample.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::model {

namespace {

namespace sample = print::sample;

/// What was told, by its kind; and the last of each kind, for a look at its fields.
struct Told final : Sink {
    std::string kinds;
    std::optional<Handshake> handshake;
    std::optional<Frame> frame;
    std::optional<Message> message;
    std::optional<Control> control;
    std::optional<Finding> finding;
    std::optional<Gap> gap;
    std::optional<ConnectionEnd> end;

    void on_handshake(const Handshake& told) override { kinds += 'h', handshake = told; }
    void on_frame(const Frame& told) override { kinds += 'f', frame = told; }
    void on_message(const Message& told) override { kinds += 'm', message = told; }
    void on_control(const Control& told) override { kinds += 'c', control = told; }
    void on_finding(const Finding& told) override { kinds += '!', finding = told; }
    void on_gap(const Gap& told) override { kinds += 'g', gap = told; }
    void on_connection_end(const ConnectionEnd& told) override { kinds += 'e', end = told; }
};

Told replayed(const Tape& tape) {
    Told told;
    tape.replay(told);
    return told;
}

/// Text that is gone after its use: a view of it that was kept would show `#`.
class Passing {
  public:
    explicit Passing(std::string text) : text_(std::move(text)) {}
    [[nodiscard]] std::string_view view() const { return text_; }
    [[nodiscard]] Bytes octets() const { return as_bytes(text_); }
    void wipe() { text_.assign(text_.size(), '#'); }

  private:
    std::string text_;
};

/// The events of one connection with every kind and every view, told to `sink`, their text gone afterwards.
void tell_everything(Sink& sink) {
    Passing text("once upon a time there was a text");
    Handshake handshake = sample::handshake();
    for (auto* const field :
         {&handshake.request->origin, &handshake.request->user_agent, &handshake.request->subprotocols,
          &handshake.request->extensions, &handshake.response->subprotocol, &handshake.response->extensions})
        field->emplace(text.view().substr(5));
    sink.on_handshake(handshake);
    sink.on_finding(sample::finding(text.view()));

    const Fragment fragments[] = {{7, 10}, {8, 23}};
    Message message = sample::message(websocket::Opcode::text, text.view());
    message.frames = 2;
    message.fragments = fragments;
    Frame frame = sample::frame(websocket::Opcode::continuation, 23);
    frame.header.masking_key = websocket::MaskingKey{1, 2, 3, 4};
    frame.payload = text.octets().subspan(10);
    frame.ends_message = &message;
    sink.on_frame(frame);
    sink.on_message(message);

    const Control control = sample::close_bye();
    Frame close = sample::frame(websocket::Opcode::close, 5);
    close.payload = control.payload;
    close.control = &control;
    sink.on_frame(close);
    sink.on_control(control);

    Message unfinished = sample::message(websocket::Opcode::binary, text.view());
    unfinished.complete = false;
    unfinished.length.reset();
    sink.on_message(unfinished);
    sink.on_gap({.connection = &sample::kConnection, .packet = sample::packet(9), .bytes = 1234});
    ConnectionEnd end = sample::connection_end();
    end.close_reason = text.view();
    sink.on_connection_end(end);
    text.wipe();
}

struct Recorded {
    explicit Recorded(std::size_t capacity = Tape::kCapacity) : tape(capacity) {}
    Tape tape;
    Recorder recorder{Demand{}};
};

}  // namespace

TEST_CASE("model/tape: what is replayed prints as what was told") {
    Recorded recorded;
    recorded.recorder.record_on(recorded.tape, []() -> Sink& {
        FAIL("not full");
        throw 0;
    });
    tell_everything(recorded.recorder);
    for (const auto make : {print::make_tree_printer, print::make_line_printer, print::make_ndjson_printer}) {
        const print::PrintOptions options{.only = print::RecordKinds::all(), .hex_dump = true};
        const std::string expected = sample::printed(make, options, tell_everything);
        CHECK(sample::printed(make, options, [&](Sink& sink) { recorded.tape.replay(sink); }) == expected);
        CHECK(expected.find("once upon") != std::string::npos);
    }
    CHECK(replayed(recorded.tape).kinds == "h!fmfcmge");
}

TEST_CASE("model/tape: a message is the one that its frame ended") {
    Tape tape;
    const Message message = sample::message(websocket::Opcode::text, "hello");
    Frame frame = sample::frame(websocket::Opcode::text, 5);
    frame.ends_message = &message;
    REQUIRE(tape.record(frame));
    REQUIRE(tape.record(message));
    struct Same final : Sink {
        const Message* of_frame = nullptr;
        const Message* told = nullptr;
        void on_frame(const Frame& each) override { of_frame = each.ends_message; }
        void on_message(const Message& each) override { told = &each; }
    } same;
    tape.replay(same);
    CHECK(same.of_frame == same.told);
    CHECK(same.told != &message);
}

TEST_CASE("model/tape: what is made of the messages that have payload is what is replayed") {
    Tape tape;
    const ConnectionInfo connection;
    Message message, without;
    message.connection = without.connection = &connection;
    message.payload = as_bytes(std::string_view("as it came"));
    Frame frame;
    frame.connection = &connection;
    frame.ends_message = &message;
    REQUIRE((tape.record(frame) && tape.record(message) && tape.record(without)));
    REQUIRE(tape.messages().size() == 1);
    CHECK(as_text(*tape.messages()[0]->payload) == "as it came");
    tape.messages()[0]->payload = as_bytes(std::string_view("inflated"));
    struct Payloads final : Sink {
        std::vector<std::string> shown;
        void add(const Message& told) {
            if (told.payload) shown.emplace_back(as_text(*told.payload));
        }
        void on_frame(const Frame& told) override { add(*told.ends_message); }
        void on_message(const Message& told) override { add(told); }
    } payloads;
    tape.replay(payloads);
    CHECK(payloads.shown == std::vector<std::string>{"inflated", "inflated"});
    tape.clear();
    CHECK(tape.messages().empty());
}

TEST_CASE("model/tape: another message at the address of the last one is told as it is") {
    Tape tape;
    Message message = sample::message(websocket::Opcode::text, "first");
    Frame frame = sample::frame(websocket::Opcode::text, 5);
    frame.ends_message = &message;
    REQUIRE(tape.record(frame));
    REQUIRE(tape.record(Gap{}));
    message = sample::message(websocket::Opcode::text, "second");
    REQUIRE(tape.record(message));
    CHECK(as_text(*replayed(tape).message->payload) == "second");
    tape.clear();
    REQUIRE(tape.record(frame));
    tape.clear();
    REQUIRE(tape.record(message));
    CHECK(as_text(*replayed(tape).message->payload) == "second");
}

TEST_CASE("model/tape: octets that last stay where they are, others are copied once") {
    const Passing lasting("a block of the input");
    Passing passing("scratch");
    Tape tape;
    tape.begin(lasting.octets());

    Frame frame = sample::frame(websocket::Opcode::binary, 5);
    frame.payload = lasting.octets().subspan(2, 5);
    REQUIRE(tape.record(frame));
    CHECK(replayed(tape).frame->payload->data() == frame.payload->data());

    Message message = sample::message(websocket::Opcode::binary, passing.view());
    frame.ends_message = &message;
    frame.payload = passing.octets().subspan(1, 3);
    REQUIRE(tape.record(frame));
    passing.wipe();
    const Told told = replayed(tape);
    CHECK(as_text(*told.frame->ends_message->payload) == "scratch");
    CHECK(as_text(*told.frame->payload) == "cra");
    CHECK(told.frame->payload->data() == told.frame->ends_message->payload->data() + 1);
}

TEST_CASE("model/tape: absent stays absent, and empty empty") {
    Tape tape;
    REQUIRE(tape.record(Handshake{.connection = &sample::kConnection, .packet = {}, .accept_valid = {}}));
    Message message = sample::message(websocket::Opcode::text, "");
    REQUIRE(tape.record(message));
    Told told = replayed(tape);
    CHECK_FALSE(told.handshake->request);
    CHECK_FALSE(told.handshake->response);
    CHECK_FALSE(told.handshake->accept_expected);
    REQUIRE(told.message->payload);
    CHECK(told.message->payload->empty());
    message.payload.reset();
    REQUIRE(tape.record(message));
    ConnectionEnd end = sample::connection_end();
    end.close_reason.reset();
    REQUIRE(tape.record(end));
    told = replayed(tape);
    CHECK_FALSE(told.message->payload);
    CHECK_FALSE(told.end->close_reason);
}

TEST_CASE("model/tape: parts of a message are told as parts, and are among the messages to be worked on") {
    struct Parts final : Sink {
        std::string told;
        void on_message(const Message& message) override { add('m', message); }
        void on_message_part(const Message& part) override { add('p', part); }
        void add(char kind, const Message& message) {
            told += kind;
            told += std::to_string(message.in_parts);
            told += message.payload ? as_text(*message.payload) : "-";
        }
    };
    Tape tape;
    Recorder recorder({});
    recorder.record_on(tape, []() -> Sink& { throw std::runtime_error("full"); });
    Passing octets("abc");
    Message message = sample::message(websocket::Opcode::text, "");
    message.payload = octets.octets();
    recorder.on_message_part(message);
    message.in_parts = 3;
    recorder.on_message(message);
    octets.wipe();
    Parts parts;
    tape.replay(parts);
    CHECK(parts.told == "p0abcm3abc");
    REQUIRE(tape.messages().size() == 2);
    tape.messages()[0]->payload.reset();
    parts.told.clear();
    tape.replay(parts);
    CHECK(parts.told == "p0-m3abc");
    recorder.pass_on_to(parts);
    recorder.on_message_part(message);
    CHECK(parts.told == "p0-m3abcp3###");
}

TEST_CASE("model/tape: what finds no room leaves no trace") {
    Tape tape(1000);
    const std::string text(900, 'x');
    REQUIRE(tape.record(sample::finding("short")));
    CHECK_FALSE(tape.record(sample::finding(text)));
    CHECK_FALSE(tape.record(sample::message(websocket::Opcode::text, text)));
    REQUIRE(tape.record(sample::finding("last")));
    const Told told = replayed(tape);
    CHECK(told.kinds == "!!");
    CHECK(told.finding->message == "last");
    CHECK_FALSE(tape.empty());
    tape.clear();
    CHECK(tape.empty());
    CHECK(replayed(tape).kinds.empty());
}

TEST_CASE("model/tape: a recorder whose tape is full has it emptied, and passes on what no tape holds") {
    const std::string expected = sample::printed(print::make_ndjson_printer, {}, tell_everything);
    for (std::size_t capacity = 0; capacity < 3000; capacity += 8) {
        CAPTURE(capacity);
        std::size_t times_full = 0;
        CHECK(sample::printed(print::make_ndjson_printer, {}, [&](Sink& sink) {
                  Recorded recorded(capacity);
                  recorded.recorder.record_on(recorded.tape, [&]() -> Sink& {
                      ++times_full;
                      recorded.tape.replay(sink);
                      recorded.tape.clear();
                      return sink;
                  });
                  tell_everything(recorded.recorder);
                  recorded.tape.replay(sink);
              }) == expected);
        CHECK(times_full <= 8);
        if (capacity == 0) CHECK(times_full == 8);  // a message goes where its frame has gone
        if (capacity >= 2900) CHECK(times_full == 0);
    }
}

TEST_CASE("model/tape: a frame and the message that it ends go the same way, wherever the tape is full") {
    const Message message = sample::message(websocket::Opcode::text, "once upon a time");
    Frame frame = sample::frame(websocket::Opcode::text, 16);
    frame.ends_message = &message;
    std::size_t kept_both = 0;
    for (std::size_t capacity = 0; capacity < 1500; capacity += 8) {
        CAPTURE(capacity);
        Recorded recorded(capacity);
        Told gone;
        recorded.recorder.record_on(recorded.tape, [&]() -> Sink& {
            recorded.tape.replay(gone);
            recorded.tape.clear();
            return gone;
        });
        recorded.recorder.on_gap({.connection = &sample::kConnection, .packet = sample::packet(9)});
        recorded.recorder.on_frame(frame);
        recorded.recorder.on_message(message);
        const Told kept = replayed(recorded.tape);
        CHECK(gone.kinds + kept.kinds == "gfm");
        CHECK(kept.frame.has_value() == kept.message.has_value());
        kept_both += kept.frame ? 1 : 0;
    }
    CHECK(kept_both > 10);
    CHECK(kept_both < 180);
}

TEST_CASE("model/tape: a recorder that passes on tells everything") {
    Recorder recorder(Demand{.message_payload = 7});
    CHECK(recorder.demand().message_payload == 7);
    struct Ends final : Sink {
        std::string told;
        void on_start(const CaptureStart&) override { told += 'b'; }
        void on_gap(const Gap&) override { told += 'g'; }
        void on_summary(const Summary&) override { told += 's'; }
    } ends;
    recorder.pass_on_to(ends);
    recorder.on_start({});
    recorder.on_gap({});
    recorder.on_summary({});
    CHECK(ends.told == "bgs");
}

}  // namespace wsdissect::model
