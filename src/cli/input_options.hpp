#pragma once
// The options that every command on captures shares: what is read, within which limits, and what is said.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/diagnostics.hpp"
#include "wsdissect/capture/blocks.hpp"
#include "wsdissect/engine/engine.hpp"

namespace CLI {
class App;
}

namespace wsdissect::cli {

struct InputOptions {
    std::vector<std::string> files;
    std::string capture_filter;
    std::vector<std::string> decode_as;  ///< `tcp.port==9000,websocket`, checked.
    std::string write;                   ///< Empty: no packets are written.
    std::string color = "auto";
    bool checksums = false;
    bool ignore_vlan = false;
    bool quiet = false;
    bool verbose = false;
    std::optional<std::uint64_t> count;
    unsigned threads = 1;
    capture::BlockSizes blocks = {};          ///< No option: tests choose others.
    std::optional<std::uint64_t> max_memory;  ///< Bytes.
    std::uint64_t max_message = std::uint64_t{64} << 20;
};

/// Adds them, whose values go into `options`, to `command`.
void setup_input_options(CLI::App& command, InputOptions& options);

[[nodiscard]] engine::Options engine_options(const InputOptions& options);
[[nodiscard]] Verbosity verbosity_of(const InputOptions& options);
/// Whether standard output is to be coloured.
[[nodiscard]] bool want_color(const InputOptions& options);

}  // namespace wsdissect::cli
