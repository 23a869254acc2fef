#include "cli/input_options.hpp"

#include <sys/random.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "cli/decode_as.hpp"
#include "cli/numbers.hpp"
#include "engine/turns.hpp"

namespace wsdissect::cli {

namespace {

std::string check_count(const std::string& text) {
    return parse_number(text).value_or(0) > 0 ? std::string() : "'" + text + "' is no number from 1 upwards";
}

/// What nanoseconds in 64 bits hold.
constexpr std::uint64_t kMostSeconds = 1'000'000'000;

std::string check_seconds(const std::string& text) {
    const std::uint64_t seconds = parse_number(text).value_or(0);
    if (seconds > 0 && seconds <= kMostSeconds) return {};
    return "'" + text + "' is no number of seconds from 1 to " + std::to_string(kMostSeconds);
}

std::string check_threads(const std::string& text) {
    const std::uint64_t threads = parse_number(text).value_or(0);
    if (threads > 0 && threads <= engine::Turns::kMaxThreads) return {};
    return "'" + text + "' is no number from 1 to " + std::to_string(engine::Turns::kMaxThreads);
}

std::string check_decode_as(const std::string& text) {
    if (parse_decode_as(text)) return {};
    return "'" + text + "' is not of the form tcp.port==9000,websocket (with a port from 1 to 65535)";
}

/// Rewrites `64M` as the number that it means.
std::string read_bytes(std::string& text) {
    const auto bytes = parse_bytes(text);
    if (!bytes || *bytes == 0) return "'" + text + "' is no number of bytes, such as 1048576, 1024K or 1M";
    text = std::to_string(*bytes);
    return {};
}

/// 1 GiB, or half of the machine's memory if that is less.
std::uint64_t default_max_memory() {
    const auto pages = static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_PHYS_PAGES)));
    const auto page = static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_PAGESIZE)));
    constexpr std::uint64_t kGibibyte = std::uint64_t{1} << 30;
    return pages == 0 ? kGibibyte : std::min(kGibibyte, pages * page / 2);
}

std::uint64_t random_seed() {
    std::uint64_t seed = 0;
    (void)!getrandom(&seed, sizeof seed, 0);  // without it the hash is merely predictable
    return seed;
}

}  // namespace

CLI::Validator byte_count() { return {read_bytes, "", "bytes"}; }
CLI::Validator second_count() { return {check_seconds, "", "seconds"}; }
CLI::Validator positive_number() { return {check_count, "", "count"}; }

void setup_input_options(CLI::App& command, InputOptions& options) {
    command
        .add_option("FILE", options.files,
                    "Captures (pcap or pcapng) and folders of them, read as one; - is standard input")
        ->required()
        ->type_name("");
    setup_dissection_options(command, options);
}

void setup_dissection_options(CLI::App& command, InputOptions& options) {
    command
        .add_option("-f,--capture-filter", options.capture_filter,
                    "Only packets that this libpcap filter passes")
        ->type_name("BPF");
    command.add_option("-c,--count", options.count, "Stop after N packets")
        ->check(positive_number())
        ->type_name("N");
    command
        .add_option("-d,--decode-as", options.decode_as,
                    "Decode a TCP port as WebSocket though no handshake was captured; may be repeated")
        ->check(CLI::Validator(check_decode_as, "", "decode-as"))
        ->allow_extra_args(false)
        ->type_name("tcp.port==PORT,websocket");
    command
        .add_option("-w,--write", options.write,
                    "Also write the packets of WebSocket connections as pcapng; - is standard output")
        ->type_name("FILE");
    command.add_option("-j,--threads", options.threads, "Use N threads; the output is the same for every N")
        ->check(CLI::Validator(check_threads, "", "threads"))
        ->capture_default_str()
        ->type_name("N");
    command
        .add_option("--max-memory", options.max_memory,
                    "Limit of all buffers together, such as 512M (default: 1G, or half of the memory)")
        ->transform(byte_count())
        ->type_name("BYTES");
    command
        .add_option("--max-message", options.max_message,
                    "Largest message kept in memory whole (default: 64M)")
        ->transform(byte_count())
        ->type_name("BYTES");
    command
        .add_option("--idle-timeout", options.idle_timeout,
                    "End connections that are silent for so many seconds of packet time")
        ->check(second_count())
        ->type_name("SECONDS");
    command.add_flag("--checksums", options.checksums, "Drop packets with wrong IP or TCP checksums");
    command.add_flag("--ignore-vlan", options.ignore_vlan, "VLAN ids do not tell connections apart");
    options.confined = true;
    command.add_flag_callback(
        "--no-sandbox", [&options] { options.confined = false; },
        "Do not confine the process (for debugging)");
    command.add_option("--color", options.color, "Colours: auto means on a terminal without NO_COLOR")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->capture_default_str()
        ->type_name("WHEN");
    auto* const quiet = command.add_flag("-q,--quiet", options.quiet, "Fewer remarks on standard error");
    command.add_flag("-v,--verbose", options.verbose, "More remarks on standard error")->excludes(quiet);
}

engine::Options engine_options(const InputOptions& options) {
    engine::Options result;
    result.wire.verify_checksums = options.checksums;
    result.wire.ignore_vlan = options.ignore_vlan;
    result.max_memory = options.max_memory.value_or(default_max_memory());
    result.max_message = options.max_message;
    result.hash_seed = random_seed();
    result.idle_timeout = static_cast<std::int64_t>(options.idle_timeout.value_or(0)) * kNanosecondsPerSecond;
    for (const std::string& each : options.decode_as)
        if (const auto port = parse_decode_as(each)) result.websocket_ports.push_back(*port);
    return result;
}

Verbosity verbosity_of(const InputOptions& options) {
    if (options.quiet) return Verbosity::quiet;
    return options.verbose ? Verbosity::verbose : Verbosity::normal;
}

bool want_color(const InputOptions& options) {
    if (options.color != "auto") return options.color == "always";
    const char* const no_color = std::getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0');
}

}  // namespace wsdissect::cli
