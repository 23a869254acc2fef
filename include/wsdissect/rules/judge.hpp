#pragma once
// Holds the events against the catalogue: a sink that passes every event on to the next one, and findings
// right after the events that they speak of.

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "wsdissect/model/sink.hpp"

namespace wsdissect::rules {

struct Violation;
using Violations = std::vector<Violation>;

/// Where findings about a connection's end stand: behind it, or, for those who have a block for each
/// connection and write it then, before it.
enum class EndFindings : std::uint8_t { last, first };

class Judge final : public model::Sink {
  public:
    /// `next` outlives it. It is told what it demands, and findings where it demands these.
    explicit Judge(model::Sink& next, EndFindings end_findings = EndFindings::last);
    ~Judge() override;
    Judge(const Judge&) = delete;
    Judge& operator=(const Judge&) = delete;

    [[nodiscard]] model::Demand demand() const override;
    [[nodiscard]] bool done() const override { return next_.done(); }

    void on_start(const model::CaptureStart& start) override { next_.on_start(start); }
    /// Gives the verdict: a handshake that was answered and broke a rule of severity error is invalid.
    void on_handshake(const model::Handshake& handshake) override;
    void on_frame(const model::Frame& frame) override;
    void on_message(const model::Message& message) override { next_.on_message(message); }
    void on_message_part(const model::Message& part) override { next_.on_message_part(part); }
    void on_control(const model::Control& control) override;
    void on_acknowledged(const model::Acknowledged& acknowledged) override;
    void on_finding(const model::Finding& finding) override { tell(finding); }
    void on_gap(const model::Gap& gap) override { next_.on_gap(gap); }
    void on_connection_end(const model::ConnectionEnd& end) override;
    void on_summary(const model::Summary& summary) override;

  private:
    struct Memory;
    void tell(const model::Finding& finding);
    void note_close(const model::Control& close);
    void excuse(const model::ConnectionInfo& connection, Violations& violations);
    void judge_end(const model::ConnectionEnd& end);
    /// What the end shows.
    void tell_end(const model::ConnectionEnd& end);
    void tell_all(const model::ConnectionInfo* connection, const PacketStamp& packet,
                  const Violations& violations, std::int64_t in_flight = 0);

    model::Sink& next_;
    model::Demand wanted_;  ///< By `next_`.
    EndFindings end_findings_;
    std::unique_ptr<Memory> memory_;                      ///< Where findings are demanded.
    std::map<std::string_view, std::uint64_t> findings_;  ///< How many, by rule.
    std::array<std::uint64_t, 4> handshakes_{};           ///< How many, by verdict.
    std::unordered_set<std::uint64_t> invalid_;           ///< Open connections of that verdict, by number.
};

}  // namespace wsdissect::rules
