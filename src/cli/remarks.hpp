#pragma once
// What is to be said of an input, or of the packets written, kept until it is its turn.

#include <variant>
#include <vector>

#include "cli/diagnostics.hpp"
#include "cli/packet_output.hpp"

namespace wsdissect::cli {

class Remarks {
  public:
    void add(const capture::Damage& damage) { remarks_.emplace_back(damage); }
    void add(const engine::MalformedPacket& packet) { remarks_.emplace_back(packet); }
    void add(const WriteFailure& failure) { remarks_.emplace_back(failure); }

    /// Says all of them, in order, and forgets them.
    void tell(Diagnostics& diagnostics);
    /// Moves all of them to the end of `other`.
    void move_to(Remarks& other);

  private:
    std::vector<std::variant<capture::Damage, engine::MalformedPacket, WriteFailure>> remarks_;
};

}  // namespace wsdissect::cli
