#pragma once
// Confines the program before it looks at anything that others wrote.

#include <string>

#include "cli/diagnostics.hpp"
#include "sandbox/confinement.hpp"

namespace wsdissect::cli {

/// What the libraries do at their first use is done first. `-v` says what holds then.
void confine_this_program(const sandbox::Policy& policy, Diagnostics& diagnostics);

/// For `--version`: what can be had here, and whether commands use it.
[[nodiscard]] std::string sandbox_text();

}  // namespace wsdissect::cli
