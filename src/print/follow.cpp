// `wsdissect follow`: a head, a row for each message and whatever else happens, and how it ended.

#include "wsdissect/print/follow.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "print/elapsed_text.hpp"
#include "print/follow_message.hpp"
#include "print/line_events.hpp"
#include "print/report_lines.hpp"
#include "print/utc_text.hpp"
#include "wsdissect/print/reports.hpp"

namespace wsdissect::print {
namespace {

using websocket::Opcode;

/// Empty lines stand between them.
enum class Part { none, head, talk, end };

/// Packets that brought what was printed last.
struct Subject {
    std::uint64_t first_packet;
    std::uint64_t last_packet;
};

/// Whether of a frame there is a row though no message ends with it: it says something by itself, or it ends
/// a message that began where the capture has a hole.
bool stands_alone(const model::Frame& frame) noexcept {
    const websocket::FrameHeader& header = frame.header;
    if (header.opcode != Opcode::continuation) return is_control(header.opcode) || is_reserved(header.opcode);
    return header.fin && frame.captured_length == header.payload_length;
}

class ConversationPrinter final : public FollowPrinter {
  public:
    ConversationPrinter(TextBuffer& output, std::uint64_t connection, const PrintOptions& options)
        : output_(output),
          connection_(connection),
          options_(options),
          colors_(Colors::when(options.color)),
          reports_(kMostKept) {}

    [[nodiscard]] model::Demand demand() const override {
        return {.message_payload = options_.payload ? options_.max_payload : 0,
                .message_findings = options_.payload,
                .findings = true};
    }
    [[nodiscard]] std::optional<std::uint64_t> not_found_among() const override { return not_found_among_; }

    void on_start(const model::CaptureStart& start) override {
        elapsed_.begin_at(start.first_packet);
        files_.assign(start.files.begin(), start.files.end());
    }
    void on_handshake(const model::Handshake& handshake) override;
    void on_frame(const model::Frame& frame) override;
    void on_message(const model::Message& message) override;
    void on_control(const model::Control& control) override {
        if (follows(control)) reports_.on_control(control);
    }
    void on_finding(const model::Finding& finding) override;
    void on_gap(const model::Gap& gap) override;
    void on_connection_end(const model::ConnectionEnd& end) override;
    void on_summary(const model::Summary& summary) override {
        if (part_ == Part::none) not_found_among_ = summary.connections;
    }

  private:
    [[nodiscard]] bool follows(const auto& event) const noexcept {
        return event.connection->number == connection_;
    }
    void add_head(const model::ConnectionInfo& connection, const PacketStamp& packet);
    void enter(Part part, const model::ConnectionInfo& connection, const PacketStamp& packet);
    /// When, and who; what comes next stands in column `sign_`.
    void add_columns(const model::ConnectionInfo& connection, const PacketStamp& packet, Direction sender);
    void add_message(const model::Message& message);
    void add_frame(const model::Frame& frame);
    /// `under`: the column in which findings about it begin.
    void end_subject(const Subject& subject, std::size_t under) {
        subject_ = subject;
        under_ = under;
        output_.end_record();
    }

    static constexpr std::size_t kUnderHead = 2;

    TextBuffer& output_;
    TextBuilder text_{output_};
    std::uint64_t connection_;
    PrintOptions options_;
    Colors colors_;
    ElapsedText elapsed_;
    UtcText utc_{' '};
    std::vector<std::string> files_;
    Reports reports_;
    Part part_ = Part::none;
    std::optional<Subject> subject_;  ///< Absent where what was told last was not printed.
    std::size_t under_ = 0;
    std::size_t sign_ = 0;              ///< Of the last row.
    bool message_was_printed_ = false;  ///< That is told next: with its last frame, before findings on that.
    std::optional<std::uint64_t> not_found_among_;
};

void ConversationPrinter::add_head(const model::ConnectionInfo& connection, const PacketStamp& packet) {
    const ReportedHandshake& handshake = reports_.so_far(connection).handshake;
    add_connection_headline(text_, connection, handshake.texts, colors_);
    if (handshake.told) text_.add(", ", utc_.at(connection.start, packet.time_digits), " UTC");
    if (files_.size() > 1 && packet.file < files_.size()) {
        text_.add(", ");
        text_.add_escaped(files_[packet.file]);
    }
    text_.add('\n');
    add_handshake_report(text_, handshake, colors_);
    part_ = Part::head;
}

void ConversationPrinter::enter(Part part, const model::ConnectionInfo& connection,
                                const PacketStamp& packet) {
    if (part_ == Part::none) add_head(connection, packet);
    if (part_ != part) text_.add('\n');
    part_ = part;
}

void ConversationPrinter::add_columns(const model::ConnectionInfo& connection, const PacketStamp& packet,
                                      Direction sender) {
    enter(Part::talk, connection, packet);
    const Elapsed when = elapsed_.at(packet.time, packet.time_digits > 6 ? 9 : 6);
    const bool bold = sender == Direction::client;
    text_.add(when, "  ", bold ? colors_.bold : Color(), name_of(sender), bold ? colors_.reset : Color(),
              ' ');
    sign_ = when.size + 1 + when.decimals.digits + 2 + name_of(sender).size() + 1;
}

void ConversationPrinter::on_handshake(const model::Handshake& handshake) {
    if (!follows(handshake)) return;
    reports_.on_handshake(handshake);
    if (part_ == Part::none) {
        add_head(*handshake.connection, handshake.packet);
    } else {  // Frames came before it was certain that nothing answers.
        add_handshake_report(text_, reports_.so_far(*handshake.connection).handshake, colors_);
    }
    const std::uint64_t first =
        handshake.request ? handshake.request->packet.number : handshake.packet.number;
    end_subject({first, handshake.packet.number}, kUnderHead);
}

constexpr std::array<char, 2> kArrows = {'>', '<'};

void ConversationPrinter::add_message(const model::Message& message) {
    add_columns(*message.connection, message.packet, message.direction);
    add_followed_message(text_, message, options_, kArrows[index_of(message.direction)], sign_);
    end_subject({message.first_packet, message.packet.number}, sign_);
}

/// In the words of `line`, but for whether it is masked: where that is wrong a finding says so.
void ConversationPrinter::add_frame(const model::Frame& frame) {
    model::Frame told = frame;
    told.header.masking_key.reset();
    add_columns(*frame.connection, frame.packet, frame.direction);
    text_.add("  ");
    add_event(text_, told, options_);
    text_.add('\n');
    if (options_.hex_dump && options_.payload && frame.control != nullptr)
        add_followed_dump(text_, frame.control->payload, sign_);
    end_subject({frame.first_packet, frame.packet.number}, sign_);
}

void ConversationPrinter::on_frame(const model::Frame& frame) {
    if (!follows(frame)) return;
    subject_.reset();
    message_was_printed_ = frame.ends_message != nullptr;
    if (frame.ends_message != nullptr) return add_message(*frame.ends_message);
    if (stands_alone(frame)) add_frame(frame);
}

void ConversationPrinter::on_message(const model::Message& message) {
    if (!follows(message) || std::exchange(message_was_printed_, false)) return;
    add_message(message);
}

void ConversationPrinter::on_finding(const model::Finding& finding) {
    if (!follows(finding)) return;
    reports_.on_finding(finding);
    const std::uint64_t packet = finding.packet.number;
    if (subject_ && packet >= subject_->first_packet && packet <= subject_->last_packet) {
        text_.add(Spaces{under_});
    } else {
        add_columns(*finding.connection, finding.packet, finding.direction);
    }
    add_event(text_, finding, colors_);
    text_.add('\n');
    output_.end_record();
}

void ConversationPrinter::on_gap(const model::Gap& gap) {
    if (!follows(gap)) return;
    add_columns(*gap.connection, gap.packet, gap.direction);
    text_.add("  ");
    add_event(text_, gap);
    text_.add('\n');
    end_subject({gap.packet.number, gap.packet.number}, sign_);
}

void ConversationPrinter::on_connection_end(const model::ConnectionEnd& end) {
    if (!follows(end)) return;
    const bool rejected = end.ended_by == model::EndedBy::rejected;  // Then the head says all.
    enter(rejected ? Part::head : Part::end, *end.connection, end.packet);
    const ConnectionReport& report = reports_.take(end);
    add_reaction_report(text_, report, end);
    add_end_report(text_, report, end);
    end_subject({end.packet.number, end.packet.number}, kUnderHead);
}

}  // namespace

std::unique_ptr<FollowPrinter> make_follow_printer(TextBuffer& text, std::uint64_t connection,
                                                   const PrintOptions& options) {
    return std::make_unique<ConversationPrinter>(text, connection, options);
}

}  // namespace wsdissect::print
