#pragma once
// `wsdissect analyze`: dissects captures.

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/exit_status.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::cli {

struct AnalyzeOptions {
    std::vector<std::string> files;
    std::string capture_filter;
    std::string format = "tree";
    std::string only;
    std::string color = "auto";
    bool no_payload = false;
    bool hex = false;
    bool checksums = false;
    bool ignore_vlan = false;
    bool quiet = false;
    bool verbose = false;
    std::optional<std::uint64_t> count;
    std::optional<std::uint64_t> max_memory;  ///< Bytes.
    std::uint64_t max_message = std::uint64_t{64} << 20;
};

/// Adds the subcommand, whose values go into `options`, to `app`.
CLI::App* setup_analyze(CLI::App& app, AnalyzeOptions& options);
[[nodiscard]] ExitStatus run_analyze(const AnalyzeOptions& options);

}  // namespace wsdissect::cli
