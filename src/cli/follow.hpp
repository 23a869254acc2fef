#pragma once
// `wsdissect follow`: one conversation of captures.

#include <cstdint>
#include <optional>

#include "cli/command_line.hpp"
#include "cli/exit_status.hpp"
#include "cli/finding_options.hpp"
#include "cli/input_options.hpp"

namespace wsdissect::cli {

struct FollowOptions {
    InputOptions input;
    FindingOptions findings;
    std::optional<std::uint64_t> connection;  ///< Required.
    bool no_payload = false;
    bool hex = false;
};

/// Adds the command, whose values go into `options`.
Command setup_follow(CommandLine& line, FollowOptions& options);
[[nodiscard]] ExitStatus run_follow(const FollowOptions& options);

}  // namespace wsdissect::cli
