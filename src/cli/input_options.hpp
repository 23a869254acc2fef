#pragma once
// The options that every command on captures shares: what is read, within which limits, and what is said.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "cli/diagnostics.hpp"
#include "cli/packet_output.hpp"
#include "wsdissect/capture/blocks.hpp"
#include "wsdissect/engine/engine.hpp"

namespace wsdissect::cli {

struct InputOptions {
    std::vector<std::string> files;
    std::string capture_filter;
    std::vector<std::string> decode_as;  ///< `tcp.port==9000,websocket`, checked.
    std::string write;                   ///< Empty: no packets are written.
    std::optional<PacketOutputPlan::Ring> ring = {};
    std::string color = "auto";
    bool checksums = false;
    bool ignore_vlan = false;
    bool confined = false;  ///< On the command line the default is otherwise.
    bool quiet = false;
    bool verbose = false;
    std::optional<std::uint64_t> count;
    unsigned threads = 1;
    capture::BlockOptions blocks = {};          ///< No option: tests choose others.
    std::optional<std::uint64_t> max_memory;    ///< Bytes.
    std::optional<std::uint64_t> idle_timeout;  ///< Seconds.
    std::uint64_t max_message = std::uint64_t{64} << 20;
};

/// Adds them, whose values go into `options`, to `command`. Gives the one for the files, which is required.
Option setup_input_options(Command command, InputOptions& options);
/// All of them but the files.
void setup_dissection_options(Command command, InputOptions& options);
/// What is wrong with a number of seconds; empty where time can be counted with it.
[[nodiscard]] Option::Fault check_seconds(const std::string& text);

[[nodiscard]] engine::Options engine_options(const InputOptions& options);
[[nodiscard]] Verbosity verbosity_of(const InputOptions& options);
/// Whether standard output is to be coloured.
[[nodiscard]] bool want_color(const InputOptions& options);

}  // namespace wsdissect::cli
