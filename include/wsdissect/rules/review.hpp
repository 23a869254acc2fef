#pragma once
// What is said of findings as a whole: a sink behind all judges that passes every event on, and findings only
// as far as they were chosen. It adds to a connection's end how the peer reacted to the first finding of
// severity error, and to the summary how many connections could not be judged fully.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "wsdissect/model/sink.hpp"
#include "wsdissect/rules/selection.hpp"

namespace wsdissect::rules {

/// A finding of severity error, and what its peer did since, as far as it is kept.
struct Offence {
    const model::Rule* rule = nullptr;
    Direction offender = Direction::client;
    PacketStamp packet;          ///< The finding's.
    std::int64_t in_flight = 0;  ///< Likewise.
    bool answered = false;       ///< It was told with the handshake, and that has an answer, which says this:
    std::optional<model::Reaction> by_answer = {};
    bool offender_closed = false;                     ///< It sent a Close since, before its peer did,
    std::uint64_t offender_close = 0;                 ///< in this packet; 0: that is not known.
    bool peer_went_on = false;                        ///< It sent Pings or Pongs so late that it had to know.
    bool peer_closed = false;                         ///< The peer sent a Close since, and
    bool peer_closed_soon = false;                    ///< so soon that it may have been on its way already.
    std::optional<std::uint16_t> offender_code = {};  ///< Of these Closes.
    std::optional<std::uint16_t> peer_code = {};
};

/// Whether a Close with `code` fails the connection for what breaks `rule` (RFC 6455 sections 7.1.7 and
/// 7.4.1).
[[nodiscard]] bool is_fitting(std::uint16_t code, const model::Rule& rule) noexcept;

/// How the peer reacted to `offence`; absent where nothing that was captured tells.
[[nodiscard]] std::optional<model::Reaction> reaction_to(const Offence& offence,
                                                         const model::ConnectionEnd& end) noexcept;

class Review final : public model::Sink {
  public:
    /// Of connections, in the order of their ends.
    using Reactions = std::vector<std::optional<model::Reaction>>;

    /// What is judged though `next` may not want to know of it.
    enum class Judges : std::uint8_t {
        nothing,
        frames,  ///< And handshakes, and ends.
        all      ///< What messages hold, too.
    };

    /// `selection` and `next` outlive it.
    Review(const Selection& selection, model::Sink& next, Judges judges = Judges::nothing)
        : selection_(selection), next_(next), demand_(next.demand()) {
        demand_.findings |= judges != Judges::nothing;
        demand_.message_findings |= judges == Judges::all;
    }

    [[nodiscard]] model::Demand demand() const override;
    [[nodiscard]] bool done() const override { return next_.done(); }

    void on_start(const model::CaptureStart& start) override { next_.on_start(start); }
    void on_handshake(const model::Handshake& handshake) override;
    void on_frame(const model::Frame& frame) override {
        if (demand_.frames) next_.on_frame(frame);
    }
    void on_message(const model::Message& message) override;
    void on_control(const model::Control& control) override;
    void on_finding(const model::Finding& finding) override;
    void on_gap(const model::Gap& gap) override { next_.on_gap(gap); }
    void on_connection_end(const model::ConnectionEnd& end) override;
    void on_summary(const model::Summary& summary) override;

    /// Whether a finding of severity error was told.
    [[nodiscard]] bool told_error() const noexcept { return told_error_; }

    /// From now on keeps the reactions that it tells, for another one that sees the same events.
    void keep_reactions() { kept_.emplace(); }
    /// What it has kept, and no longer keeps.
    [[nodiscard]] Reactions take_reactions() {
        return std::exchange(kept_, std::nullopt).value_or(Reactions{});
    }
    /// To tell these, one after the other, instead of finding out: what came before was seen by another one.
    void repeat(Reactions reactions) {
        repeated_ = std::move(reactions);
        next_repeated_ = 0;
    }

  private:
    [[nodiscard]] std::optional<model::Reaction> decide(const model::ConnectionEnd& end);
    [[nodiscard]] std::optional<model::Reaction> reaction_at(const model::ConnectionEnd& end);
    void note_doubts(const model::ConnectionEnd& end);

    const Selection& selection_;
    model::Sink& next_;
    model::Demand demand_;
    std::unordered_map<std::uint64_t, Offence> offences_;  ///< The first of each open connection, by number.
    std::unordered_set<std::uint64_t> not_inflated_;       ///< Open connections with such messages.
    /// The connection of the handshake told last, where it was answered, and what the answer says.
    const model::ConnectionInfo* answered_ = nullptr;
    std::optional<model::Reaction> answer_;
    model::Doubts doubts_;
    bool told_error_ = false;
    std::optional<Reactions> kept_;
    std::optional<Reactions> repeated_;
    std::size_t next_repeated_ = 0;
};

}  // namespace wsdissect::rules
