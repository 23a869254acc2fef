#pragma once
// Drives packets from the inputs into the engine.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/diagnostics.hpp"
#include "wsdissect/capture/packet_filter.hpp"
#include "wsdissect/engine/engine.hpp"
#include "wsdissect/model/sink.hpp"
#include "wsdissect/print/text_output.hpp"

namespace wsdissect::cli {

struct ReadingPlan {
    const std::vector<std::string>& files;
    capture::PacketFilter* filter;       ///< Null: every packet passes.
    std::optional<std::uint64_t> count;  ///< Stop after so many packets that passed.
};

/// Reads until the inputs end, the count is reached or `sink` wants no more.
void read_captures(const ReadingPlan& plan, engine::Engine& engine, model::Sink& sink,
                   print::TextOutput& output, Diagnostics& diagnostics);

}  // namespace wsdissect::cli
