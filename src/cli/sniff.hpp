#pragma once
// `wsdissect sniff`: dissects what a live interface sees, as it happens.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "cli/exit_status.hpp"
#include "cli/finding_options.hpp"
#include "cli/format_options.hpp"
#include "cli/input_options.hpp"

namespace wsdissect::cli {

struct SniffOptions {
    InputOptions input;
    FindingOptions findings;
    FormatOptions format{.format = "line"};
    std::vector<std::string> interfaces;
    std::optional<std::uint64_t> duration;  ///< Seconds.
    std::uint32_t snap_length = 262'144;    ///< Octets.
    std::uint64_t buffer = 64;              ///< MiB.
    bool no_promiscuous = false;
    std::string user;  ///< Empty: the default.
    std::string ring;  ///< `FILES:MEGABYTES`, checked; empty: none.
};

/// Adds the command, whose values go into `options`.
Command setup_sniff(CommandLine& line, SniffOptions& options);
[[nodiscard]] ExitStatus run_sniff(const SniffOptions& options);

}  // namespace wsdissect::cli
