// The format `line`: a line an event, in columns.

#include <algorithm>
#include <array>

#include "print/elapsed_text.hpp"
#include "print/line_events.hpp"
#include "print/payload_text.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::print {
namespace {

/// Columns are as wide as the widest text so far.
struct Widths {
    std::size_t client = 0, server = 0, number = 0;
};

class LinePrinter final : public Printer {
  public:
    LinePrinter(TextBuffer& output, const PrintOptions& options)
        : output_(output),
          options_(options),
          kinds_(options.only.value_or(kUsualKinds)),
          colors_(Colors::when(options.color)) {}

    [[nodiscard]] model::Demand demand() const override;
    void continue_after(const Printer& other) override {
        widths_ = static_cast<const LinePrinter&>(other).widths_;
    }

    void on_start(const model::CaptureStart& start) override { elapsed_.begin_at(start.first_packet); }
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
        if (rehearsing() || !kinds_.has(RecordKind::summary)) return;
        add_event(text_, summary);
        end_line();
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
        widen(columns.connection);
        if (rehearsing()) return;
        add_columns(columns);
        add_event(text_, event, extra...);
        end_line();
    }
    void widen(const model::ConnectionInfo& connection) noexcept;
    void add_columns(const Columns& columns);
    void end_line() {
        text_.add('\n');
        output_.end_record();
    }

    TextBuffer& output_;
    TextBuilder text_{output_};
    PrintOptions options_;
    RecordKinds kinds_;
    Colors colors_;
    ElapsedText elapsed_;
    Widths widths_;
};

model::Demand LinePrinter::demand() const {
    const bool frames = kinds_.has(RecordKind::frame);
    const bool messages = kinds_.has(RecordKind::message);
    const bool previews = options_.payload && (frames || messages);
    return {.message_payload = previews ? std::min(kPreviewOctets, options_.max_payload) : 0,
            .message_findings = options_.payload && shows_findings(kinds_),
            .findings = shows_findings(kinds_),
            .frames = frames,
            .messages = messages,
            .controls = kinds_.has(RecordKind::control),
            .endpoint_text = kinds_.any_but(RecordKind::summary),
            .handshake_text = kinds_.has(RecordKind::handshake)};
}

void LinePrinter::widen(const model::ConnectionInfo& connection) noexcept {
    widths_.client = std::max(widths_.client, connection.client_text.size());
    widths_.server = std::max(widths_.server, connection.server_text.size());
    widths_.number = std::max(widths_.number, digits_of(connection.number));
}

using Arrow = FixedText<4>;
constexpr Arrow kNobody{" -- "};
constexpr std::array<Arrow, 2> kFrom = {Arrow{" -> "}, Arrow{" <- "}};

void LinePrinter::add_columns(const Columns& columns) {
    const PacketStamp& packet = columns.packet;
    const model::ConnectionInfo& connection = columns.connection;
    const std::size_t digits = packet.time_digits > 6 ? 9 : 6;
    text_.add(RightDecimal{packet.number, 6}, "  ", elapsed_.at(packet.time, digits), "  ",
              EndpointColumn{connection.client_text, widths_.client},
              columns.sender ? kFrom[index_of(*columns.sender)] : kNobody,
              EndpointColumn{connection.server_text, widths_.server}, "  #",
              LeftDecimal{connection.number, widths_.number}, "  ");
}

}  // namespace

std::unique_ptr<Printer> make_line_printer(TextBuffer& text, const PrintOptions& options) {
    return std::make_unique<LinePrinter>(text, options);
}

}  // namespace wsdissect::print
