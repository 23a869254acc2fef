// The formats `ndjson` and `json`: the same objects, a line each or in one array.

#include "print/json_records.hpp"
#include "print/record.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::print {
namespace {

/// What stands around the objects.
struct Framing {
    std::string_view before_first;
    std::string_view before_next;
    std::string_view after_each;
    std::string_view end;    ///< After the last one.
    std::string_view empty;  ///< All there is where there is none.
};
constexpr Framing kLines = {
    .before_first = "", .before_next = "", .after_each = "\n", .end = "", .empty = ""};
constexpr Framing kArray = {
    .before_first = "[\n", .before_next = ",\n", .after_each = "", .end = "\n]\n", .empty = "[\n]\n"};

class JsonPrinter final : public model::Sink {
  public:
    JsonPrinter(TextOutput& output, const PrintOptions& options, const Framing& framing)
        : output_(output),
          records_(options),
          kinds_(options.only.value_or(RecordKinds::all())),
          framing_(framing),
          message_payload_(options.payload && kinds_.has(RecordKind::message) ? options.max_payload : 0) {}

    /// Frame records carry no payload.
    [[nodiscard]] model::Demand demand() const override { return {.message_payload = message_payload_}; }
    [[nodiscard]] bool done() const override { return output_.state() != OutputState::open; }

    void on_start(const model::CaptureStart& start) override {
        records_.set_files({start.files.begin(), start.files.end()});
    }
    void on_handshake(const model::Handshake& handshake) override { add(RecordKind::handshake, handshake); }
    void on_frame(const model::Frame& frame) override { add(RecordKind::frame, frame); }
    void on_message(const model::Message& message) override { add(RecordKind::message, message); }
    void on_control(const model::Control& control) override { add(RecordKind::control, control); }
    void on_finding(const model::Finding& finding) override { add(RecordKind::finding, finding); }
    void on_gap(const model::Gap& gap) override { add(RecordKind::gap, gap); }
    void on_connection_end(const model::ConnectionEnd& end) override { add(RecordKind::connection, end); }
    /// Always the last event, so here the array ends.
    void on_summary(const model::Summary& summary) override {
        add(RecordKind::summary, summary);
        Record(output_).text().add(any_ ? framing_.end : framing_.empty);
    }

  private:
    template <class Event>
    void add(RecordKind kind, const Event& event) {
        if (!kinds_.has(kind)) return;
        Record record(output_);
        record.text().add(any_ ? framing_.before_next : framing_.before_first);
        any_ = true;
        records_.add(record.text(), event);
        record.text().add(framing_.after_each);
    }

    TextOutput& output_;
    JsonRecords records_;
    RecordKinds kinds_;
    const Framing& framing_;
    std::uint64_t message_payload_;
    bool any_ = false;  ///< Whether an object was written.
};

}  // namespace

std::unique_ptr<model::Sink> make_ndjson_printer(TextOutput& output, const PrintOptions& options) {
    return std::make_unique<JsonPrinter>(output, options, kLines);
}

std::unique_ptr<model::Sink> make_json_printer(TextOutput& output, const PrintOptions& options) {
    return std::make_unique<JsonPrinter>(output, options, kArray);
}

}  // namespace wsdissect::print
