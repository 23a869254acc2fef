#pragma once
// The engine's events as lines that a test can compare: one event, one line, without packet numbers, which
// stand beside them.

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "tests/engine/tape.hpp"
#include "wsdissect/engine/engine.hpp"
#include "wsdissect/model/sink.hpp"

namespace wsdissect::test {

/// Lines that a failed check shows. Asking for one that is missing throws.
struct Lines : std::vector<std::string> {
    using vector::vector;
    [[nodiscard]] const std::string& front() const { return at(0); }
    [[nodiscard]] const std::string& back() const { return at(size() - 1); }
    [[nodiscard]] const std::string& operator[](std::size_t place) const { return at(place); }
};
std::ostream& operator<<(std::ostream& out, const Lines& lines);

inline constexpr model::Demand kAll{model::Demand::kAll, model::Demand::kAll};

class EventLog final : public model::Sink {
  public:
    /// Packet numbers of the event with the same place in `lines`.
    struct Stamps {
        std::uint64_t first_packet = 0;  ///< 0 where the event has none.
        std::uint64_t packet = 0;
    };

    explicit EventLog(model::Demand demand = kAll) : demand_(demand) {}

    Lines lines;
    std::vector<Stamps> stamps;
    model::Summary summary;

    /// The lines that begin with `front`.
    [[nodiscard]] Lines of(std::string_view front) const;

    [[nodiscard]] model::Demand demand() const override { return demand_; }
    void on_handshake(const model::Handshake& handshake) override;
    void on_frame(const model::Frame& frame) override;
    void on_message(const model::Message& message) override;
    void on_control(const model::Control& control) override;
    void on_finding(const model::Finding& finding) override;
    void on_gap(const model::Gap& gap) override;
    void on_connection_end(const model::ConnectionEnd& end) override;
    void on_summary(const model::Summary& told) override { summary = told; }

  private:
    void add(std::string line, std::uint64_t first_packet, std::uint64_t packet);

    model::Demand demand_;
};

/// Gives the engine a capture, packet by packet.
void play(const std::vector<TapePacket>& packets, engine::Engine& engine);

struct RunOptions {
    model::Demand demand = kAll;
    engine::Options engine = {};
};
/// What the engine and the rules tell of a capture.
[[nodiscard]] EventLog run(const std::vector<TapePacket>& packets, const RunOptions& options = {});
[[nodiscard]] inline EventLog run(const Tape& tape, const RunOptions& options = {}) {
    return run(tape.packets(), options);
}

}  // namespace wsdissect::test
