#pragma once
// The options that every command on captures shares: what is read, within which limits, and what is said.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/diagnostics.hpp"
#include "cli/packet_output.hpp"
#include "wsdissect/capture/blocks.hpp"
#include "wsdissect/engine/engine.hpp"

namespace CLI {
class App;
class Validator;
}  // namespace CLI

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

/// Adds them, whose values go into `options`, to `command`.
void setup_input_options(CLI::App& command, InputOptions& options);
/// All of them but the files.
void setup_dissection_options(CLI::App& command, InputOptions& options);
/// A number of bytes such as 64M, rewritten as the number that it means.
[[nodiscard]] CLI::Validator byte_count();
/// A number from 1 upwards; of seconds that time can be counted with.
[[nodiscard]] CLI::Validator positive_number();
[[nodiscard]] CLI::Validator second_count();

[[nodiscard]] engine::Options engine_options(const InputOptions& options);
[[nodiscard]] Verbosity verbosity_of(const InputOptions& options);
/// Whether standard output is to be coloured.
[[nodiscard]] bool want_color(const InputOptions& options);

}  // namespace wsdissect::cli
