// The formats `ndjson` and `json`: the same objects, a line each or in one array.

#include "print/json_records.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::print {
namespace {

/// What stands around the objects.
struct Framing {
    using Text = FixedText<4>;
    Text before_first, before_next, after_each;
    Text end;    ///< After the last one.
    Text empty;  ///< All there is where there is none.
};
constexpr Framing kLines = {
    .before_first = {}, .before_next = {}, .after_each = Framing::Text("\n"), .end = {}, .empty = {}};
constexpr Framing kArray = {.before_first = Framing::Text("[\n"),
                            .before_next = Framing::Text(",\n"),
                            .after_each = {},
                            .end = Framing::Text("\n]\n"),
                            .empty = Framing::Text("[\n]\n")};

class JsonPrinter final : public Printer {
  public:
    JsonPrinter(TextBuffer& output, const PrintOptions& options, const Framing& framing)
        : output_(output),
          records_(options),
          kinds_(options.only.value_or(RecordKinds::all())),
          framing_(framing),
          message_payload_(options.payload && kinds_.has(RecordKind::message) ? options.max_payload : 0),
          message_findings_(options.payload && shows_findings(kinds_)) {}

    [[nodiscard]] model::Demand demand() const override;
    void continue_after(const Printer& other) override { any_ = static_cast<const JsonPrinter&>(other).any_; }

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
        if (!rehearsing()) text_.add(any_ ? framing_.end : framing_.empty);
    }

  private:
    template <class Event>
    void add(RecordKind kind, const Event& event) {
        if (!kinds_.has(kind)) return;
        const Framing::Text& before = any_ ? framing_.before_next : framing_.before_first;
        any_ = true;
        if (rehearsing()) return;
        text_.add(before);
        records_.add(text_, event);
        text_.add(framing_.after_each);
        output_.end_record();
    }

    TextBuffer& output_;
    TextBuilder text_{output_};
    JsonRecords records_;
    RecordKinds kinds_;
    const Framing& framing_;
    std::uint64_t message_payload_;
    bool message_findings_;
    bool any_ = false;  ///< Whether an object was written.
};

model::Demand JsonPrinter::demand() const {
    return {.message_payload = message_payload_,  // frame records carry none
            .message_findings = message_findings_,
            .findings = shows_findings(kinds_),
            .frames = kinds_.has(RecordKind::frame),
            .messages = kinds_.has(RecordKind::message),
            .controls = kinds_.has(RecordKind::control),
            .endpoint_text = kinds_.has(RecordKind::handshake) || kinds_.has(RecordKind::connection),
            .handshake_text = kinds_.has(RecordKind::handshake)};
}

}  // namespace

std::unique_ptr<Printer> make_ndjson_printer(TextBuffer& text, const PrintOptions& options) {
    return std::make_unique<JsonPrinter>(text, options, kLines);
}

std::unique_ptr<Printer> make_json_printer(TextBuffer& text, const PrintOptions& options) {
    return std::make_unique<JsonPrinter>(text, options, kArray);
}

}  // namespace wsdissect::print
