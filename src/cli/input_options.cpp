#include "cli/input_options.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/random_seed.hpp"
#include "cli/decode_as.hpp"
#include "cli/numbers.hpp"
#include "engine/turns.hpp"

namespace wsdissect::cli {

namespace {

/// What nanoseconds in 64 bits hold.
constexpr std::uint64_t kMostSeconds = 1'000'000'000;

Option::Fault check_count(const std::string& text) {
    return parse_number(text).value_or(0) > 0 ? std::string() : "'" + text + "' is no number from 1 upwards";
}

Option::Fault check_threads(const std::string& text) {
    const std::uint64_t threads = parse_number(text).value_or(0);
    if (threads > 0 && threads <= engine::Turns::kMaxThreads) return {};
    return "'" + text + "' is no number from 1 to " + std::to_string(engine::Turns::kMaxThreads);
}

Option::Fault check_decode_as(const std::string& text) {
    if (parse_decode_as(text)) return {};
    return "'" + text + "' is not of the form tcp.port==9000,websocket (with a port from 1 to 65535)";
}

/// Rewrites `64M` as the number that it means.
Option::Fault read_bytes(std::string& text) {
    const auto bytes = parse_bytes(text);
    if (!bytes || *bytes == 0)
        return "'" + text + "' is no number of bytes from 1 upwards, such as 1048576, 1024K or 1M";
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

}  // namespace

Option::Fault check_seconds(const std::string& text) {
    const std::uint64_t seconds = parse_number(text).value_or(0);
    if (seconds > 0 && seconds <= kMostSeconds) return {};
    return "'" + text + "' is no number of seconds from 1 to " + std::to_string(kMostSeconds);
}

Option setup_input_options(Command command, InputOptions& options) {
    Option files =
        command.value("FILE", options.files,
                      "Captures (pcap or pcapng) and folders of them, read as one; - is standard input");
    files.required().called("");
    setup_dissection_options(command, options);
    return files;
}

void setup_dissection_options(Command command, InputOptions& options) {
    command
        .value("-f,--capture-filter", options.capture_filter, "Only packets that this libpcap filter passes")
        .called("BPF");
    command.value("-c,--count", options.count, "Stop after N packets").check(check_count).called("N");
    command
        .value("-d,--decode-as", options.decode_as,
               "Decode a TCP port as WebSocket though no handshake was captured; may be repeated")
        .check(check_decode_as)
        .one_value_each_time()
        .called("tcp.port==PORT,websocket");
    command
        .value("-w,--write", options.write,
               "Also write the packets of WebSocket connections as pcapng; - is standard output")
        .check([](const std::string& path) { return std::string(path.empty() ? "the name is empty" : ""); })
        .called("FILE");
    command.value("-j,--threads", options.threads, "Use N threads; the output is the same for every N")
        .check(check_threads)
        .show_default()
        .called("N");
    command
        .value("--max-memory", options.max_memory,
               "Limit of all buffers together, such as 512M (default: 1G, or half of the memory)")
        .rewrite(read_bytes)
        .called("BYTES");
    command.value("--max-message", options.max_message, "Largest message kept in memory whole (default: 64M)")
        .rewrite(read_bytes)
        .called("BYTES");
    command
        .value("--idle-timeout", options.idle_timeout,
               "End connections that are silent for so many seconds of packet time")
        .check(check_seconds)
        .called("SECONDS");
    command.flag("--checksums", options.checksums, "Drop packets with wrong IP or TCP checksums");
    command.flag("--ignore-vlan", options.ignore_vlan, "VLAN ids do not tell connections apart");
    options.confined = true;
    command.clearing_flag("--no-sandbox", options.confined, "Do not confine the process (for debugging)");
    command.value("--color", options.color, "Colours: auto means on a terminal without NO_COLOR")
        .one_of({"auto", "always", "never"})
        .show_default()
        .called("WHEN");
    const Option quiet = command.flag("-q,--quiet", options.quiet, "Fewer remarks on standard error");
    command.flag("-v,--verbose", options.verbose, "More remarks on standard error").excludes(quiet);
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
