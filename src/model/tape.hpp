#pragma once
// Events kept for a while, to be told again, perhaps by another thread.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/model/sink.hpp"

namespace wsdissect::model {

/// Holds events one after the other in memory of its own, which is allocated once. Octets and text that last
/// (`begin`) stay views, all others are copied. ConnectionInfo is not: it has to live until the tape is
/// cleared. CaptureStart and Summary cannot be recorded.
class Tape {
  public:
    /// Octets; memory is used only as far as it is recorded on.
    static constexpr std::size_t kCapacity = std::size_t{4} << 20;

    explicit Tape(std::size_t capacity = kCapacity);
    Tape(const Tape&) = delete;
    Tape& operator=(const Tape&) = delete;

    /// Forgets everything. What lies in `lasting` stays where it is for as long as what is recorded next.
    void begin(Bytes lasting) noexcept;
    /// Forgets everything recorded.
    void clear() noexcept;
    [[nodiscard]] bool empty() const noexcept { return used_ == 0; }
    /// The recorded messages that have payload, and parts of messages, in their order. What is made of them
    /// is what `replay` tells; views that are put into them have to last as the tape's own do.
    [[nodiscard]] std::span<Message* const> messages() const noexcept { return messages_; }

    // False: there is no room left, and nothing was recorded.
    [[nodiscard]] bool record(const Handshake& handshake);
    [[nodiscard]] bool record(const Frame& frame);
    /// One that ended the frame recorded last is recorded already.
    [[nodiscard]] bool record(const Message& message);
    [[nodiscard]] bool record_part(const Message& part);
    [[nodiscard]] bool record(const Control& control);
    [[nodiscard]] bool record(const Finding& finding);
    [[nodiscard]] bool record(const Gap& gap);
    [[nodiscard]] bool record(const ConnectionEnd& end);

    /// Tells all events, equal to those recorded and in their order. Their views are valid until the tape is
    /// cleared.
    void replay(Sink& sink) const;

  private:
    enum class Kind : std::uint8_t {
        handshake,
        frame,
        message,
        message_of_frame,  ///< The message that the frame before ended.
        message_part,
        control,
        control_of_frame,  ///< What the frame before said.
        finding,
        gap,
        connection_end
    };
    /// Stands before each event; all of an event's parts follow it.
    struct Head {
        Kind kind;
        std::size_t next;  ///< Where the next event begins.
    };
    class Recording;

    /// Whether an event of its own follows the head.
    [[nodiscard]] static bool stands_alone(Kind kind) noexcept {
        return kind != Kind::message_of_frame && kind != Kind::control_of_frame;
    }
    void prefetch_names(std::size_t place) const noexcept;

    template <class T>
    [[nodiscard]] const T& at(std::size_t place) const noexcept;
    template <class Event>
    [[nodiscard]] const Event& event_after(std::size_t head) const noexcept;

    std::size_t capacity_;
    std::unique_ptr<std::byte[]> memory_;
    std::size_t used_ = 0;
    Bytes lasting_;
    std::vector<Message*> messages_;
    // What the frame recorded last ended or said, until something else than a finding is recorded.
    const Message* message_of_frame_ = nullptr;
    const Control* control_of_frame_ = nullptr;
};

/// Records what it is told, on one tape after the other.
class Recorder final : public Sink {
  public:
    /// What is to be done when the tape is full: to take its content away and clear it, and to say where an
    /// event is to go that finds no room even then.
    using FullHandler = std::function<Sink&()>;

    explicit Recorder(const Demand& demand) : demand_(demand) {}

    /// From now on records on `tape`, which outlives its use.
    void record_on(Tape& tape, FullHandler when_full);
    /// From now on tells everything on, CaptureStart and Summary too.
    void pass_on_to(Sink& sink) noexcept;

    [[nodiscard]] Demand demand() const override { return demand_; }
    void on_start(const CaptureStart& start) override;
    void on_handshake(const Handshake& handshake) override;
    void on_frame(const Frame& frame) override;
    void on_message(const Message& message) override;
    void on_message_part(const Message& part) override;
    void on_control(const Control& control) override;
    void on_finding(const Finding& finding) override;
    void on_gap(const Gap& gap) override;
    void on_connection_end(const ConnectionEnd& end) override;
    void on_summary(const Summary& summary) override;

  private:
    /// Where the event went past the tape; null: nowhere.
    template <class Event>
    Sink* record(const Event& event, void (Sink::*tell)(const Event&));
    /// `on_tape`: records an event, and says whether there was room.
    template <class Event, class Record>
    Sink* record(const Event& event, void (Sink::*tell)(const Event&), const Record& on_tape);

    Demand demand_;
    bool message_due_ = false;  ///< The frame told last ended one, which is not told itself yet.
    Sink* ahead_ = nullptr;     ///< Where everything goes until then, since the frame has gone there.
    Tape* tape_ = nullptr;      ///< Null: everything is passed on.
    FullHandler when_full_;
    Sink* next_ = nullptr;  ///< Where everything is passed on to.
};

}  // namespace wsdissect::model
