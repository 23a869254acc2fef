// The format `tree`: a block for each record, findings under what they speak of.

#include <algorithm>
#include <vector>

#include "print/record.hpp"
#include "print/tree_blocks.hpp"
#include "print/utc_text.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::print {
namespace {

constexpr RecordKinds kTreeKinds = RecordKinds()
                                       .with(RecordKind::handshake)
                                       .with(RecordKind::frame)
                                       .with(RecordKind::finding)
                                       .with(RecordKind::gap)
                                       .with(RecordKind::connection);

/// Of frames with a reserved opcode, whose octets are all that can be shown of them.
constexpr std::uint64_t kUnknownOctets = 256;

/// What a headline names.
struct Place {
    const model::ConnectionInfo& connection;
    const PacketStamp& packet;
    Direction sender;
};

/// What the last block speaks of: the connection and the packets that brought it.
struct Subject {
    std::uint64_t connection;
    std::uint64_t first_packet;
    std::uint64_t last_packet;
};

class TreePrinter final : public model::Sink {
  public:
    TreePrinter(TextOutput& output, const PrintOptions& options)
        : output_(output),
          options_(options),
          kinds_(options.only.value_or(kTreeKinds)),
          colors_(Colors::when(options.color)) {}

    [[nodiscard]] model::Demand demand() const override;
    [[nodiscard]] bool done() const override { return output_.state() != OutputState::open; }

    void on_start(const model::CaptureStart& start) override {
        files_.assign(start.files.begin(), start.files.end());
    }
    void on_handshake(const model::Handshake& handshake) override;
    void on_frame(const model::Frame& frame) override;
    void on_message(const model::Message& message) override;
    void on_control(const model::Control& control) override;
    void on_finding(const model::Finding& finding) override;
    void on_gap(const model::Gap& gap) override;
    void on_connection_end(const model::ConnectionEnd& end) override;
    void on_summary(const model::Summary& summary) override;

  private:
    void begin_block(TextBuilder& text);
    void add_headline(TextBuilder& text, const Place& place);
    /// A block with its headline; `first_packet` is that of the packets which brought what it speaks of.
    void begin_block(TextBuilder& text, const Place& place, std::uint64_t first_packet);
    [[nodiscard]] bool stands_under_last_block(const model::Finding& finding) const noexcept;

    TextOutput& output_;
    PrintOptions options_;
    RecordKinds kinds_;
    Colors colors_;
    UtcText utc_{' '};
    std::vector<std::string> files_;
    bool any_block_ = false;
    std::optional<Subject> subject_;  ///< Absent where what was told last was not printed.
};

model::Demand TreePrinter::demand() const {
    if (!options_.payload) return {};
    const bool frames = kinds_.has(RecordKind::frame);
    const bool messages = frames || kinds_.has(RecordKind::message);
    const std::uint64_t of_frames = options_.hex_dump ? options_.max_payload : kUnknownOctets;
    return {.frame_payload = frames ? std::min(of_frames, options_.max_payload) : 0,
            .message_payload = messages ? options_.max_payload : 0};
}

void TreePrinter::begin_block(TextBuilder& text) {
    if (any_block_) text.add('\n');
    any_block_ = true;
}

void TreePrinter::begin_block(TextBuilder& text, const Place& place, std::uint64_t first_packet) {
    begin_block(text);
    add_headline(text, place);
    subject_ = Subject{place.connection.number, first_packet, place.packet.number};
}

void TreePrinter::add_headline(TextBuilder& text, const Place& place) {
    const bool from_client = place.sender == Direction::client;
    const std::string_view client = place.connection.client_text;
    const std::string_view server = place.connection.server_text;
    text.add(colors_.bold, "Packet ");
    text.add_decimal(place.packet.number);
    text.add(", ");
    utc_.add(text, place.packet.time, place.packet.time_digits);
    text.add(", ", from_client ? client : server, " -> ", from_client ? server : client, ", connection ");
    text.add_decimal(place.connection.number);
    if (files_.size() > 1 && place.packet.file < files_.size()) {
        text.add(", file ");
        text.add_escaped(files_[place.packet.file]);
    }
    text.add(colors_.reset, '\n');
}

bool TreePrinter::stands_under_last_block(const model::Finding& finding) const noexcept {
    return subject_ && subject_->connection == finding.connection->number &&
           finding.packet.number >= subject_->first_packet && finding.packet.number <= subject_->last_packet;
}

void TreePrinter::on_handshake(const model::Handshake& handshake) {
    subject_.reset();
    if (!kinds_.has(RecordKind::handshake)) return;
    Record record(output_);
    const std::uint64_t first =
        handshake.request ? handshake.request->packet.number : handshake.packet.number;
    begin_block(record.text(), {*handshake.connection, handshake.packet, handshake.sender()}, first);
    add_handshake_block(record.text(), handshake, colors_);
}

void TreePrinter::on_frame(const model::Frame& frame) {
    subject_.reset();
    if (!kinds_.has(RecordKind::frame)) return;
    Record record(output_);
    begin_block(record.text(), {*frame.connection, frame.packet, frame.direction}, frame.first_packet);
    add_frame_block(record.text(), frame, options_);
}

// Messages and control frames are shown in their frames, whose blocks stay the last where they have none of
// their own.
void TreePrinter::on_message(const model::Message& message) {
    if (!kinds_.has(RecordKind::message)) return;
    Record record(output_);
    begin_block(record.text(), {*message.connection, message.packet, message.direction},
                message.first_packet);
    add_message_block(record.text(), message, options_);
}

void TreePrinter::on_control(const model::Control& control) {
    if (!kinds_.has(RecordKind::control)) return;
    Record record(output_);
    begin_block(record.text(), {*control.connection, control.packet, control.direction},
                control.packet.number);
    add_control_block(record.text(), control, options_);
}

void TreePrinter::on_finding(const model::Finding& finding) {
    if (!kinds_.has(RecordKind::finding)) return;
    Record record(output_);
    if (!stands_under_last_block(finding)) {
        begin_block(record.text(), {*finding.connection, finding.packet, finding.direction},
                    finding.packet.number);
    }
    add_finding_line(record.text(), finding, colors_);
}

void TreePrinter::on_gap(const model::Gap& gap) {
    subject_.reset();
    if (!kinds_.has(RecordKind::gap)) return;
    Record record(output_);
    begin_block(record.text(), {*gap.connection, gap.packet, gap.direction}, gap.packet.number);
    add_gap_block(record.text(), gap);
}

void TreePrinter::on_connection_end(const model::ConnectionEnd& end) {
    subject_.reset();
    if (!kinds_.has(RecordKind::connection)) return;
    Record record(output_);
    begin_block(record.text(), {*end.connection, end.packet, Direction::client}, end.packet.number);
    add_connection_block(record.text(), end);
}

void TreePrinter::on_summary(const model::Summary& summary) {
    if (!kinds_.has(RecordKind::summary)) return;
    Record record(output_);
    begin_block(record.text());
    add_summary_block(record.text(), summary);
}

}  // namespace

std::unique_ptr<model::Sink> make_tree_printer(TextOutput& output, const PrintOptions& options) {
    return std::make_unique<TreePrinter>(output, options);
}

}  // namespace wsdissect::print
