// Events lie in memory as they are, each behind a head that says what it is and where the next one begins,
// and before the copies of what its views show.

#include "model/tape.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <functional>
#include <new>
#include <optional>
#include <span>
#include <type_traits>

#include "base/prefetch.hpp"

namespace wsdissect::model {

namespace {

constexpr std::size_t kAlignment = alignof(std::uint64_t);

constexpr std::size_t aligned(std::size_t octets) noexcept {
    return (octets + kAlignment - 1) / kAlignment * kAlignment;
}

/// Whether `part` lies in `whole`.
bool lies_in(Bytes part, Bytes whole) noexcept {
    const std::less_equal<const std::uint8_t*> not_behind;
    return not_behind(whole.data(), part.data()) &&
           not_behind(part.data() + part.size(), whole.data() + whole.size());
}

template <class... Events>
constexpr bool begin_with_connection() noexcept {
    return ((offsetof(Events, connection) == 0) && ...);
}
static_assert(begin_with_connection<Handshake, Frame, Message, Control, Finding, Gap, ConnectionEnd>());

}  // namespace

/// One event on its way to the tape's end. Where a part of it finds no room, nothing of it stays.
class Tape::Recording {
  public:
    Recording(Tape& tape, Kind kind) noexcept : tape_(tape), end_(tape.used_), head_(place(Head{kind, 0})) {
        if (kind == Kind::finding) return;  // it may stand between a frame and what that ended
        tape.message_of_frame_ = nullptr;
        tape.control_of_frame_ = nullptr;
    }

    /// A copy on the tape; null where there is no room.
    template <class T>
    T* place(const T& value) noexcept {
        static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= kAlignment);
        std::byte* const room = take(sizeof(T));
        return room == nullptr ? nullptr : ::new (room) T(value);
    }
    Message* place_whole(const Message& message) noexcept;
    Control* place_whole(const Control& control) noexcept;

    // Makes views of copies of what does not last.
    void keep(Bytes& octets) noexcept;
    void keep(std::string_view& text) noexcept;
    void keep(std::span<const Fragment>& fragments) noexcept;
    template <class View>
    void keep(std::optional<View>& view) noexcept {
        if (view) keep(*view);
    }

    /// Whether all of it found room.
    [[nodiscard]] bool finish() {
        if (!fits_) return false;
        if (message_ != nullptr && message_->payload) tape_.messages_.push_back(message_);
        head_->next = tape_.used_ = end_;
        return true;
    }

  private:
    std::byte* take(std::size_t octets) noexcept;

    Tape& tape_;
    std::size_t end_;
    bool fits_ = true;
    Head* head_;
    Message* message_ = nullptr;  ///< It, or what it ends, where that is recorded with it.
    // Octets that were copied last, and their copy: a frame and its message show the same ones.
    Bytes copied_;
    Bytes copy_;
};

std::byte* Tape::Recording::take(std::size_t octets) noexcept {
    fits_ = fits_ && aligned(octets) <= tape_.capacity_ - end_;
    if (!fits_) return nullptr;
    std::byte* const room = tape_.memory_.get() + end_;
    end_ += aligned(octets);
    return room;
}

void Tape::Recording::keep(Bytes& octets) noexcept {
    if (octets.empty()) {
        octets = {};
    } else if (lies_in(octets, copied_)) {
        octets = copy_.subspan(static_cast<std::size_t>(octets.data() - copied_.data()), octets.size());
    } else if (!lies_in(octets, tape_.lasting_)) {
        std::byte* const room = take(octets.size());
        if (room == nullptr) return;
        std::memcpy(room, octets.data(), octets.size());
        copied_ = octets;
        copy_ = octets = {reinterpret_cast<const std::uint8_t*>(room), octets.size()};
    }
}

void Tape::Recording::keep(std::string_view& text) noexcept {
    Bytes octets = as_bytes(text);
    keep(octets);
    text = as_text(octets);
}

void Tape::Recording::keep(std::span<const Fragment>& fragments) noexcept {
    if (fragments.empty()) return;
    std::byte* const room = take(fragments.size_bytes());
    if (room == nullptr) return;
    Fragment* const first = ::new (room) Fragment(fragments.front());
    std::uninitialized_copy(fragments.begin() + 1, fragments.end(), first + 1);
    fragments = {first, fragments.size()};
}

Message* Tape::Recording::place_whole(const Message& message) noexcept {
    Message* const placed = message_ = place(message);
    if (placed == nullptr) return nullptr;
    keep(placed->payload);
    keep(placed->fragments);
    return placed;
}

Control* Tape::Recording::place_whole(const Control& control) noexcept {
    Control* const placed = place(control);
    if (placed == nullptr) return nullptr;
    keep(placed->payload);
    keep(placed->close_reason);
    return placed;
}

Tape::Tape(std::size_t capacity)
    : capacity_(capacity), memory_(std::make_unique_for_overwrite<std::byte[]>(capacity)) {}

void Tape::begin(Bytes lasting) noexcept {
    clear();
    lasting_ = lasting;
}

void Tape::clear() noexcept {
    used_ = 0;
    messages_.clear();
    message_of_frame_ = nullptr;
    control_of_frame_ = nullptr;
}

bool Tape::record(const Handshake& handshake) {
    Recording recording(*this, Kind::handshake);
    if (Handshake* const placed = recording.place(handshake)) {
        if (auto& request = placed->request) {
            for (auto* const text : {&request->method, &request->target, &request->http_version})
                recording.keep(*text);
            for (auto* const text :
                 {&request->host, &request->origin, &request->user_agent, &request->version, &request->key,
                  &request->subprotocols, &request->extensions})
                recording.keep(*text);
        }
        if (auto& response = placed->response) {
            for (auto* const text : {&response->http_version, &response->reason}) recording.keep(*text);
            for (auto* const text : {&response->accept, &response->subprotocol, &response->extensions})
                recording.keep(*text);
        }
        recording.keep(placed->accept_expected);
    }
    return recording.finish();
}

bool Tape::record(const Frame& frame) {
    Recording recording(*this, Kind::frame);
    if (Frame* const placed = recording.place(frame)) {
        if (frame.ends_message != nullptr) placed->ends_message = recording.place_whole(*frame.ends_message);
        if (frame.control != nullptr) placed->control = recording.place_whole(*frame.control);
        recording.keep(placed->payload);
    }
    if (!recording.finish()) return false;
    message_of_frame_ = frame.ends_message;
    control_of_frame_ = frame.control;
    return true;
}

bool Tape::record(const Message& message) {
    const bool recorded = &message == message_of_frame_;
    Recording recording(*this, recorded ? Kind::message_of_frame : Kind::message);
    if (!recorded) recording.place_whole(message);
    return recording.finish();
}

bool Tape::record_part(const Message& part) {
    Recording recording(*this, Kind::message_part);
    recording.place_whole(part);
    return recording.finish();
}

bool Tape::record(const Control& control) {
    const bool recorded = &control == control_of_frame_;
    Recording recording(*this, recorded ? Kind::control_of_frame : Kind::control);
    if (!recorded) recording.place_whole(control);
    return recording.finish();
}

bool Tape::record(const Finding& finding) {
    Recording recording(*this, Kind::finding);
    if (Finding* const placed = recording.place(finding)) recording.keep(placed->message);
    return recording.finish();
}

bool Tape::record(const Gap& gap) {
    Recording recording(*this, Kind::gap);
    recording.place(gap);
    return recording.finish();
}

bool Tape::record(const ConnectionEnd& end) {
    Recording recording(*this, Kind::connection_end);
    if (ConnectionEnd* const placed = recording.place(end)) recording.keep(placed->close_reason);
    return recording.finish();
}

template <class T>
const T& Tape::at(std::size_t place) const noexcept {
    return *std::launder(reinterpret_cast<const T*>(memory_.get() + place));
}

template <class Event>
const Event& Tape::event_after(std::size_t head) const noexcept {
    return at<Event>(head + aligned(sizeof(Head)));
}

/// Fetches what sinks name of the connection of the next event from `place` on.
[[gnu::always_inline]] inline void Tape::prefetch_names(std::size_t place) const noexcept {
    while (place < used_ && !stands_alone(at<Head>(place).kind)) place = at<Head>(place).next;
    if (place == used_) return;
    const auto* const connection = event_after<const ConnectionInfo*>(place);
    constexpr std::size_t kNames = sizeof(ConnectionInfo::number) + 2 * sizeof(EndpointText);
    if (connection != nullptr) prefetch_lines(connection, kNames);
}

void Tape::replay(Sink& sink) const {
    const Frame* frame = nullptr;
    std::size_t next = 0;
    for (std::size_t place = 0; place < used_; place = next) {
        const Head& head = at<Head>(place);
        next = head.next;
        prefetch_names(next);
        switch (head.kind) {
            case Kind::handshake: sink.on_handshake(event_after<Handshake>(place)); break;
            case Kind::frame:
                frame = &event_after<Frame>(place);
                sink.on_frame(*frame);
                break;
            case Kind::message: sink.on_message(event_after<Message>(place)); break;
            case Kind::message_of_frame: sink.on_message(*frame->ends_message); break;
            case Kind::message_part: sink.on_message_part(event_after<Message>(place)); break;
            case Kind::control: sink.on_control(event_after<Control>(place)); break;
            case Kind::control_of_frame: sink.on_control(*frame->control); break;
            case Kind::finding: sink.on_finding(event_after<Finding>(place)); break;
            case Kind::gap: sink.on_gap(event_after<Gap>(place)); break;
            case Kind::connection_end: sink.on_connection_end(event_after<ConnectionEnd>(place)); break;
        }
    }
}

void Recorder::record_on(Tape& tape, FullHandler when_full) {
    tape_ = &tape;
    when_full_ = std::move(when_full);
    next_ = nullptr;
}

void Recorder::pass_on_to(Sink& sink) noexcept {
    tape_ = nullptr;
    next_ = &sink;
}

template <class Event, class Record>
Sink* Recorder::record(const Event& event, void (Sink::*tell)(const Event&), const Record& on_tape) {
    Sink* to = tape_ == nullptr ? next_ : ahead_;
    if (to == nullptr) {
        if (tape_ == nullptr || on_tape(*tape_)) return nullptr;
        to = &when_full_();
        if (message_due_) {
            ahead_ = to;
        } else if (on_tape(*tape_)) {
            return nullptr;
        }
    }
    (to->*tell)(event);
    return to;
}

template <class Event>
Sink* Recorder::record(const Event& event, void (Sink::*tell)(const Event&)) {
    return record(event, tell, [&](Tape& tape) { return tape.record(event); });
}

void Recorder::on_start(const CaptureStart& start) {
    if (next_ != nullptr) next_->on_start(start);
}
void Recorder::on_handshake(const Handshake& handshake) { record(handshake, &Sink::on_handshake); }
/// A frame and the message that it ends go the same way: what inflates the one has inflated the other.
void Recorder::on_frame(const Frame& frame) {
    Sink* const to = record(frame, &Sink::on_frame);
    if (tape_ == nullptr || !demand_.messages || frame.ends_message == nullptr) return;
    message_due_ = true;
    ahead_ = to;
}
void Recorder::on_message(const Message& message) {
    record(message, &Sink::on_message);
    message_due_ = false;
    ahead_ = nullptr;
}
void Recorder::on_message_part(const Message& part) {
    record(part, &Sink::on_message_part, [&](Tape& tape) { return tape.record_part(part); });
}
void Recorder::on_control(const Control& control) { record(control, &Sink::on_control); }
void Recorder::on_finding(const Finding& finding) { record(finding, &Sink::on_finding); }
void Recorder::on_gap(const Gap& gap) { record(gap, &Sink::on_gap); }
void Recorder::on_connection_end(const ConnectionEnd& end) { record(end, &Sink::on_connection_end); }
void Recorder::on_summary(const Summary& summary) {
    if (next_ != nullptr) next_->on_summary(summary);
}

}  // namespace wsdissect::model
