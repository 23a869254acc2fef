#include "cli/sniff.hpp"

#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "cli/display_filter.hpp"
#include "cli/dissect.hpp"
#include "cli/live_intake.hpp"
#include "cli/numbers.hpp"

namespace wsdissect::cli {

namespace {

constexpr std::uint32_t kLongestSnapLength = 262'144;
constexpr std::uint64_t kLargestBuffer = 2047;  ///< MiB: libpcap counts octets in an int.

constexpr std::uint64_t kMostFiles = 1000;
constexpr std::uint64_t kMostMegabytes = 1'000'000;
constexpr std::uint64_t kMegabyte = 1'000'000;

LivePlan plan_of(const SniffOptions& options) {
    LivePlan plan;
    plan.interfaces = options.interfaces;
    plan.settings.snap_length = options.snap_length;
    plan.settings.buffer = options.buffer << 20;
    plan.settings.promiscuous = !options.no_promiscuous;
    plan.settings.filter = options.input.capture_filter;
    plan.duration = options.duration;
    plan.user = options.user;
    return plan;
}

std::optional<PacketOutputPlan::Ring> parse_ring(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::uint64_t files = parse_number(text.substr(0, colon)).value_or(0);
    const std::uint64_t megabytes = parse_number(text.substr(colon + 1)).value_or(0);
    const bool sensible = files >= 2 && files <= kMostFiles && megabytes >= 1 && megabytes <= kMostMegabytes;
    if (!sensible) return std::nullopt;
    return PacketOutputPlan::Ring{static_cast<unsigned>(files), megabytes * kMegabyte};
}

Option::Fault check_ring(const std::string& text) {
    if (parse_ring(text)) return {};
    return "'" + text + "' is not of the form FILES:MEGABYTES (2 to 1000 files of 1 to 1000000 megabytes)";
}

/// Null: each is named once.
const std::string* named_twice(const std::vector<std::string>& interfaces) {
    for (auto each = interfaces.begin(); each != interfaces.end(); ++each)
        if (std::find(interfaces.begin(), each, *each) != each) return &*each;
    return nullptr;
}

void add_options(Command command, SniffOptions& options) {
    command
        .value("-i,--interface", options.interfaces,
               "Interface to watch; any is all of them; may be repeated")
        .required()
        .one_value_each_time()
        .called("IFACE");
    setup_format_options(command, options.format);
    setup_finding_options(command, options.findings);
    command.value("--duration", options.duration, "End after so many seconds")
        .check(check_seconds)
        .called("SECONDS");
    command.value("--snaplen", options.snap_length, "Keep so many bytes of a packet at most")
        .within(1, kLongestSnapLength)
        .show_default()
        .called("BYTES");
    command.value("--buffer", options.buffer, "Size of the kernel's buffer for each interface, in MiB")
        .within(1, kLargestBuffer)
        .show_default()
        .called("MIB");
    command.flag("--no-promiscuous", options.no_promiscuous,
                 "Only packets that the interface would get anyway");
    command
        .value("--user", options.user,
               "Become this user once the interfaces are open (default: who called sudo, else nobody)")
        .called("NAME");
    setup_dissection_options(command, options.input);
    command
        .value("--ring", options.ring,
               "Write the packets to so many files of so many megabytes in turn: FILE-1, FILE-2, ...")
        .check(check_ring)
        .needs(command.option("--write"))
        .called("FILES:MEGABYTES");
}

}  // namespace

Command setup_sniff(CommandLine& line, SniffOptions& options) {
    return line.command("sniff", "Dissect what a live interface sees, as it happens",
                        [&options](Command command) { add_options(command, options); });
}

ExitStatus run_sniff(const SniffOptions& options) {
    InputOptions input = options.input;
    input.ring = parse_ring(options.ring);
    if (input.ring && input.write == "-") {
        complain("--ring needs files: -w - is standard output");
        return ExitStatus::usage;
    }
    if (const std::string* const name = named_twice(options.interfaces)) {
        complain("--interface " + *name + ": named twice, its packets would count twice");
        return ExitStatus::usage;
    }
    const auto filter = display_filter(options.format);
    if (!filter) return filter.error();
    print::TextOutput output(STDOUT_FILENO);
    LiveIntake intake(plan_of(options));
    return dissect(input, intake, printer_factory(options.format, options.input), output,
                   {.choice = {selection_of(options.findings), filter->get(), !options.format.no_payload}});
}

}  // namespace wsdissect::cli
