// The format `tree`: a block for each record, findings under what they speak of.

#include <algorithm>
#include <vector>

#include "print/tree_blocks.hpp"
#include "print/utc_text.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::print {
namespace {

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

struct State {
    bool any_block = false;
    std::optional<Subject> subject;  ///< Absent where what was told last was not printed.
};

class TreePrinter final : public Printer {
  public:
    TreePrinter(TextBuffer& output, const PrintOptions& options)
        : output_(output),
          options_(options),
          kinds_(options.only.value_or(kUsualKinds)),
          colors_(Colors::when(options.color)) {}

    [[nodiscard]] model::Demand demand() const override;
    void continue_after(const Printer& other) override {
        state_ = static_cast<const TreePrinter&>(other).state_;
    }

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
    void on_left_out() override { state_.subject.reset(); }
    void on_summary(const model::Summary& summary) override;

  private:
    /// What the record is about where it has a headline; `first_packet` is that of the packets which brought
    /// what it speaks of.
    struct Block {
        RecordKind kind;
        Place place;
        std::uint64_t first_packet;
    };
    /// Appends a block with its headline, and has `add_lines` append the rest.
    template <class AddLines>
    void add_block(const Block& block, const AddLines& add_lines);
    /// An empty line between blocks.
    void separate_blocks();
    void add_headline(const Place& place);
    [[nodiscard]] bool stands_under_last_block(const model::Finding& finding) const noexcept;

    TextBuffer& output_;
    TextBuilder text_{output_};
    PrintOptions options_;
    RecordKinds kinds_;
    Colors colors_;
    UtcText utc_{' '};
    std::vector<std::string> files_;
    State state_;
};

model::Demand TreePrinter::demand() const {
    const bool frames = kinds_.has(RecordKind::frame);
    const bool messages = kinds_.has(RecordKind::message);
    const std::uint64_t of_frames = options_.hex_dump ? options_.max_payload : kUnknownOctets;
    const bool of_messages = options_.payload && (frames || messages);
    return {.frame_payload = options_.payload && frames ? std::min(of_frames, options_.max_payload) : 0,
            .message_payload = of_messages ? options_.max_payload : 0,
            .message_findings = options_.payload && shows_findings(kinds_),
            .findings = shows_findings(kinds_),
            // Even where they are not printed, frames part the findings before them from those after them.
            .frames = frames || kinds_.has(RecordKind::finding),
            .messages = messages,
            .controls = kinds_.has(RecordKind::control),
            .endpoint_text = kinds_.any_but(RecordKind::summary),
            .handshake_text = kinds_.has(RecordKind::handshake)};
}

void TreePrinter::separate_blocks() {
    if (state_.any_block && !rehearsing()) text_.add('\n');
    state_.any_block = true;
}

template <class AddLines>
void TreePrinter::add_block(const Block& block, const AddLines& add_lines) {
    if (!kinds_.has(block.kind)) return;
    separate_blocks();
    state_.subject = Subject{block.place.connection.number, block.first_packet, block.place.packet.number};
    if (rehearsing()) return;
    add_headline(block.place);
    add_lines();
    output_.end_record();
}

void TreePrinter::add_headline(const Place& place) {
    const bool from_client = place.sender == Direction::client;
    const model::ConnectionInfo& connection = place.connection;
    const std::string_view source = from_client ? connection.client_text : connection.server_text;
    const std::string_view destination = from_client ? connection.server_text : connection.client_text;
    text_.add(colors_.bold, "Packet ", Decimal{place.packet.number}, ", ",
              utc_.at(place.packet.time, place.packet.time_digits), ", ", source, " -> ", destination,
              ", connection ", Decimal{connection.number});
    if (files_.size() > 1 && place.packet.file < files_.size()) {
        text_.add(", file ");
        text_.add_escaped(files_[place.packet.file]);
    }
    text_.add(colors_.reset, '\n');
}

bool TreePrinter::stands_under_last_block(const model::Finding& finding) const noexcept {
    const auto& subject = state_.subject;
    return subject && subject->connection == finding.connection->number &&
           finding.packet.number >= subject->first_packet && finding.packet.number <= subject->last_packet;
}

void TreePrinter::on_handshake(const model::Handshake& handshake) {
    state_.subject.reset();
    const std::uint64_t first =
        handshake.request ? handshake.request->packet.number : handshake.packet.number;
    add_block({RecordKind::handshake, {*handshake.connection, handshake.packet, handshake.sender()}, first},
              [&] { add_handshake_block(text_, handshake, colors_); });
}

void TreePrinter::on_frame(const model::Frame& frame) {
    state_.subject.reset();
    add_block({RecordKind::frame, {*frame.connection, frame.packet, frame.direction}, frame.first_packet},
              [&] { add_frame_block(text_, frame, options_); });
}

// Messages and control frames are shown in their frames, whose blocks stay the last where they have none of
// their own.
void TreePrinter::on_message(const model::Message& message) {
    add_block(
        {RecordKind::message, {*message.connection, message.packet, message.direction}, message.first_packet},
        [&] { add_message_block(text_, message, options_); });
}

void TreePrinter::on_control(const model::Control& control) {
    add_block({RecordKind::control,
               {*control.connection, control.packet, control.direction},
               control.packet.number},
              [&] { add_control_block(text_, control, options_); });
}

void TreePrinter::on_finding(const model::Finding& finding) {
    const auto add_line = [&] { add_finding_line(text_, finding, colors_); };
    if (!stands_under_last_block(finding)) {
        add_block({RecordKind::finding,
                   {*finding.connection, finding.packet, finding.direction},
                   finding.packet.number},
                  [&] {
                      text_.add("WebSocket\n");
                      add_line();
                  });
    } else if (kinds_.has(RecordKind::finding) && !rehearsing()) {
        add_line();
        output_.end_record();
    }
}

void TreePrinter::on_gap(const model::Gap& gap) {
    state_.subject.reset();
    add_block({RecordKind::gap, {*gap.connection, gap.packet, gap.direction}, gap.packet.number},
              [&] { add_gap_block(text_, gap); });
}

void TreePrinter::on_connection_end(const model::ConnectionEnd& end) {
    state_.subject.reset();
    add_block({RecordKind::connection, {*end.connection, end.packet, Direction::client}, end.packet.number},
              [&] { add_connection_block(text_, end); });
}

void TreePrinter::on_summary(const model::Summary& summary) {
    if (!kinds_.has(RecordKind::summary)) return;
    separate_blocks();
    if (rehearsing()) return;
    add_summary_block(text_, summary);
    output_.end_record();
}

}  // namespace

std::unique_ptr<Printer> make_tree_printer(TextBuffer& text, const PrintOptions& options) {
    return std::make_unique<TreePrinter>(text, options);
}

}  // namespace wsdissect::print
