// The format `line`: a line an event, in columns.

#include <algorithm>

#include "print/line_events.hpp"
#include "print/payload_text.hpp"
#include "print/record.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::print {
namespace {

constexpr RecordKinds kLineKinds = RecordKinds()
                                       .with(RecordKind::handshake)
                                       .with(RecordKind::frame)
                                       .with(RecordKind::finding)
                                       .with(RecordKind::gap)
                                       .with(RecordKind::connection);

/// A column that is as wide as the widest text so far.
class Column {
  public:
    void add(TextBuilder& text, std::string_view cell) {
        width_ = std::max(width_, cell.size());
        text.add(cell);
        text.add_spaces(width_ - cell.size());
    }

  private:
    std::size_t width_ = 0;
};

class LinePrinter final : public model::Sink {
  public:
    LinePrinter(TextOutput& output, const PrintOptions& options)
        : output_(output),
          options_(options),
          kinds_(options.only.value_or(kLineKinds)),
          colors_(Colors::when(options.color)) {}

    [[nodiscard]] model::Demand demand() const override {
        const bool previews =
            options_.payload && (kinds_.has(RecordKind::frame) || kinds_.has(RecordKind::message));
        return {.message_payload = previews ? std::min(kPreviewOctets, options_.max_payload) : 0};
    }
    [[nodiscard]] bool done() const override { return output_.state() != OutputState::open; }

    void on_start(const model::CaptureStart& start) override { first_packet_ = start.first_packet; }
    void on_handshake(const model::Handshake& handshake) override {
        add_line(RecordKind::handshake, {*handshake.connection, handshake.packet, handshake.sender()},
                 handshake);
    }
    void on_frame(const model::Frame& frame) override {
        add_line(RecordKind::frame, {*frame.connection, frame.packet, frame.direction}, frame, options_);
    }
    void on_message(const model::Message& message) override {
        add_line(RecordKind::message, {*message.connection, message.packet, message.direction}, message,
                 options_);
    }
    void on_control(const model::Control& control) override {
        add_line(RecordKind::control, {*control.connection, control.packet, control.direction}, control,
                 options_);
    }
    void on_finding(const model::Finding& finding) override {
        add_line(RecordKind::finding, {*finding.connection, finding.packet, finding.direction}, finding,
                 colors_);
    }
    void on_gap(const model::Gap& gap) override {
        add_line(RecordKind::gap, {*gap.connection, gap.packet, gap.direction}, gap);
    }
    void on_connection_end(const model::ConnectionEnd& end) override {
        add_line(RecordKind::connection, {*end.connection, end.packet, std::nullopt}, end);
    }
    void on_summary(const model::Summary& summary) override {
        if (!kinds_.has(RecordKind::summary)) return;
        Record record(output_);
        add_event(record.text(), summary);
        record.text().add('\n');
    }

  private:
    /// What the columns before the last one show.
    struct Columns {
        const model::ConnectionInfo& connection;
        const PacketStamp& packet;
        std::optional<Direction> sender;  ///< Absent: neither, or both.
    };

    template <class Event, class... Extra>
    void add_line(RecordKind kind, const Columns& columns, const Event& event, const Extra&... extra) {
        if (!kinds_.has(kind)) return;
        Record record(output_);
        add_columns(record.text(), columns);
        add_event(record.text(), event, extra...);
        record.text().add('\n');
    }
    void add_columns(TextBuilder& text, const Columns& columns);

    TextOutput& output_;
    PrintOptions options_;
    RecordKinds kinds_;
    Colors colors_;
    Timestamp first_packet_;
    Column client_;
    Column server_;
    std::size_t number_width_ = 0;
};

constexpr std::string_view arrow(std::optional<Direction> sender) noexcept {
    if (!sender) return " -- ";
    return *sender == Direction::client ? " -> " : " <- ";
}

void LinePrinter::add_columns(TextBuilder& text, const Columns& columns) {
    const std::size_t digits = columns.packet.time_digits > 6 ? 9 : 6;
    text.add_decimal(columns.packet.number, 6);
    text.add("  ");
    text.add_seconds(nanoseconds_between(first_packet_, columns.packet.time), digits, digits + 4);
    text.add("  ");
    client_.add(text, columns.connection.client_text);
    text.add(arrow(columns.sender));
    server_.add(text, columns.connection.server_text);
    text.add("  #");
    number_width_ = text.add_decimal_left(columns.connection.number, number_width_);
    text.add("  ");
}

}  // namespace

std::unique_ptr<model::Sink> make_line_printer(TextOutput& output, const PrintOptions& options) {
    return std::make_unique<LinePrinter>(output, options);
}

}  // namespace wsdissect::print
