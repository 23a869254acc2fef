#pragma once
// A sink that passes on the records that a display filter chooses, and the summary; or that passes on all,
// and tells which connections have records that are chosen.

#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "wsdissect/filter/filter.hpp"
#include "wsdissect/model/sink.hpp"

namespace wsdissect::filter {

/// Is told of the connection of each record that is chosen, whether the next sink wants that record or
/// not.
using ConnectionTaker = std::function<void(const model::ConnectionInfo&)>;

struct SelectingTerms {
    ConnectionTaker take_connection = {};  ///< Empty: nobody is to be told.
    bool content = true;                   ///< See Filter::demand_of_all.
    bool passes_all = false;               ///< Records that are not chosen too.
};

/// Fields of the handshake hold for all records of its connection from the handshake's own on; what is kept
/// for that is a few octets for each open connection of whose handshake anything held.
class Selecting final : public model::Sink {
  public:
    /// Of records, in their order.
    using Choices = std::vector<bool>;

    /// `filter` and `next` outlive it.
    Selecting(const Filter& filter, model::Sink& next, SelectingTerms terms = {})
        : filter_(filter),
          evaluation_(filter),
          next_(next),
          wanted_(next.demand()),
          terms_(std::move(terms)) {}

    [[nodiscard]] model::Demand demand() const override;
    [[nodiscard]] bool done() const override { return next_.done(); }

    void on_start(const model::CaptureStart& start) override { next_.on_start(start); }
    void on_handshake(const model::Handshake& handshake) override;
    void on_frame(const model::Frame& frame) override;
    void on_message(const model::Message& message) override;
    void on_control(const model::Control& control) override;
    void on_finding(const model::Finding& finding) override;
    void on_gap(const model::Gap& gap) override;
    void on_connection_end(const model::ConnectionEnd& end) override;
    void on_summary(const model::Summary& summary) override { next_.on_summary(summary); }

    /// From now on keeps what it chooses, for another one that sees the same events.
    void keep_choices() { kept_.emplace(); }
    /// What it has kept, and no longer keeps.
    [[nodiscard]] Choices take_choices() { return std::exchange(kept_, std::nullopt).value_or(Choices{}); }
    /// To choose so instead of looking: what came before was seen by another one.
    void repeat(Choices choices) {
        repeated_ = std::move(choices);
        next_repeated_ = 0;
    }

  private:
    template <class Event>
    [[nodiscard]] bool chooses(const Event& event);
    /// Whether the next sink is to know of it.
    template <class Event>
    [[nodiscard]] bool tells_of(const Event& event) {
        return chooses(event) || terms_.passes_all;
    }
    [[nodiscard]] Marks marks_of(const model::ConnectionInfo& connection) const;
    /// Whether the next sink gets records of a kind, which it demands or not.
    [[nodiscard]] bool passes_on(bool demanded) const noexcept { return demanded || !terms_.take_connection; }
    void note_handshake(const model::Handshake& handshake);
    void forget(const model::ConnectionInfo& connection);

    const Filter& filter_;
    Evaluation evaluation_;
    model::Sink& next_;
    model::Demand wanted_;  ///< By the next sink.
    SelectingTerms terms_;
    /// Of open connections, by number; those that are not 0.
    std::unordered_map<std::uint64_t, Marks> marks_;
    /// Of the connection that ended last: findings about its end follow.
    std::pair<std::uint64_t, Marks> ended_;
    std::optional<Choices> kept_;
    std::optional<Choices> repeated_;
    std::size_t next_repeated_ = 0;
};

}  // namespace wsdissect::filter
