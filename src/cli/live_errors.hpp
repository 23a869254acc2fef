#pragma once
// What people meet who want to capture, in words that help.

#include "cli/exit_status.hpp"
#include "wsdissect/capture/live.hpp"

namespace wsdissect::cli {

/// Complains; gives the status that goes with it. `settings`: what the interface was to be opened with.
[[nodiscard]] ExitStatus complain_of(const capture::LiveError& error, const capture::LiveSettings& settings);

}  // namespace wsdissect::cli
