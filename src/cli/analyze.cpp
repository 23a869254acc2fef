#include "cli/analyze.hpp"

#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <string_view>

#include "cli/diagnostics.hpp"
#include "cli/numbers.hpp"
#include "cli/reading.hpp"
#include "wsdissect/engine/engine.hpp"
#include "wsdissect/rules/judge.hpp"

namespace wsdissect::cli {

namespace {

struct Format {
    const char* name;
    std::unique_ptr<model::Sink> (*make)(print::TextOutput&, const print::PrintOptions&);
};
constexpr Format kFormats[] = {{"tree", print::make_tree_printer},
                               {"line", print::make_line_printer},
                               {"ndjson", print::make_ndjson_printer},
                               {"json", print::make_json_printer}};

std::vector<std::string> format_names() {
    std::vector<std::string> names;
    for (const Format& format : kFormats) names.emplace_back(format.name);
    return names;
}

std::string check_record_kinds(const std::string& list) {
    if (print::RecordKinds::parse(list)) return {};
    std::string message = "'" + list + "' is no list of record kinds; these exist:";
    for (const std::string_view name : print::kRecordKindNames) message += " " + std::string(name);
    return message;
}

std::string check_count(const std::string& text) {
    return parse_number(text).value_or(0) > 0 ? std::string() : "'" + text + "' is no number from 1 upwards";
}

/// Rewrites `64M` as the number that it means.
std::string read_bytes(std::string& text) {
    const auto bytes = parse_bytes(text);
    if (!bytes || *bytes == 0) return "'" + text + "' is no number of bytes, such as 1048576, 1024K or 1M";
    text = std::to_string(*bytes);
    return {};
}

bool want_color(const std::string& choice) {
    if (choice != "auto") return choice == "always";
    const char* const no_color = std::getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0');
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
    (void)getrandom(&seed, sizeof seed, 0);  // without it the hash is merely predictable
    return seed;
}

engine::Options engine_options(const AnalyzeOptions& options) {
    engine::Options result;
    result.wire.verify_checksums = options.checksums;
    result.wire.ignore_vlan = options.ignore_vlan;
    result.max_memory = options.max_memory.value_or(default_max_memory());
    result.max_message = options.max_message;
    result.hash_seed = random_seed();
    return result;
}

print::PrintOptions print_options(const AnalyzeOptions& options) {
    print::PrintOptions result;
    if (!options.only.empty()) result.only = print::RecordKinds::parse(options.only);
    result.payload = !options.no_payload;
    result.hex_dump = options.hex;
    result.color = want_color(options.color);
    result.max_payload = options.max_message;
    return result;
}

Verbosity verbosity_of(const AnalyzeOptions& options) {
    if (options.quiet) return Verbosity::quiet;
    return options.verbose ? Verbosity::verbose : Verbosity::normal;
}

std::unique_ptr<model::Sink> make_printer(const AnalyzeOptions& options, print::TextOutput& output) {
    const auto* const format = std::find_if(std::begin(kFormats), std::end(kFormats),
                                            [&](const Format& each) { return options.format == each.name; });
    return format->make(output, print_options(options));
}

}  // namespace

CLI::App* setup_analyze(CLI::App& app, AnalyzeOptions& options) {
    CLI::App* command = app.add_subcommand("analyze", "Dissect captures: handshakes, frames, messages");
    const CLI::Validator byte_count(read_bytes, "", "bytes");
    command->add_option("FILE", options.files, "Captures (pcap or pcapng), read as one; - is standard input")
        ->required()
        ->type_name("");
    command
        ->add_option("-f,--capture-filter", options.capture_filter,
                     "Only packets that this libpcap filter passes")
        ->type_name("BPF");
    command->add_option("-T,--format", options.format, "Output format")
        ->check(CLI::IsMember(format_names()))
        ->capture_default_str()
        ->type_name("FORMAT");
    command
        ->add_option("--only", options.only, "Record kinds to print, comma separated: handshake,message,...")
        ->check(CLI::Validator(check_record_kinds, "", "record kinds"))
        ->type_name("KINDS");
    command->add_flag("--no-payload", options.no_payload, "Leave payload (text, data, previews) out");
    command->add_flag("-x,--hex", options.hex, "Add a hex dump of each payload to tree");
    command->add_option("-c,--count", options.count, "Stop after N packets")
        ->check(CLI::Validator(check_count, "", "count"))
        ->type_name("N");
    command
        ->add_option("--max-memory", options.max_memory,
                     "Limit of all buffers together, such as 512M (default: 1G, or half of the memory)")
        ->transform(byte_count)
        ->type_name("BYTES");
    command
        ->add_option("--max-message", options.max_message,
                     "Largest message kept in memory whole (default: 64M)")
        ->transform(byte_count)
        ->type_name("BYTES");
    command->add_flag("--checksums", options.checksums, "Drop packets with wrong IP or TCP checksums");
    command->add_flag("--ignore-vlan", options.ignore_vlan, "VLAN ids do not tell connections apart");
    command->add_option("--color", options.color, "Colours: auto means on a terminal without NO_COLOR")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->capture_default_str()
        ->type_name("WHEN");
    auto* const quiet = command->add_flag("-q,--quiet", options.quiet, "Fewer remarks on standard error");
    command->add_flag("-v,--verbose", options.verbose, "More remarks on standard error")->excludes(quiet);
    return command;
}

ExitStatus run_analyze(const AnalyzeOptions& options) {
    std::optional<capture::PacketFilter> filter;
    if (!options.capture_filter.empty()) {
        auto compiled = capture::PacketFilter::compile(options.capture_filter);
        if (!compiled) {
            complain("capture filter '" + options.capture_filter + "': " + compiled.error().message);
            return ExitStatus::usage;
        }
        filter = std::move(*compiled);
    }
    Diagnostics diagnostics(options.files, verbosity_of(options));
    print::TextOutput output(STDOUT_FILENO);
    const auto printer = make_printer(options, output);
    rules::Judge judge(*printer);
    engine::Engine engine(engine_options(options), judge,
                          [&](const engine::MalformedPacket& packet) { diagnostics.malformed(packet); });
    read_captures({options.files, filter ? &*filter : nullptr, options.count}, engine, judge, output,
                  diagnostics);
    engine.finish();
    output.flush();
    diagnostics.passed_over(engine.summary());
    diagnostics.finish();
    if (const ExitStatus status = status_of(output); status != ExitStatus::done) return status;
    return diagnostics.input_was_damaged() ? ExitStatus::input_damaged : ExitStatus::done;
}

}  // namespace wsdissect::cli
