// A whole capture file through the whole program: an octet for the options, then the file. What one thread
// prints, several print too, from blocks of another size; a terminal gets no control characters, and every
// line of JSON is one.

#include <fcntl.h>
#include <sanitizer/common_interface_defs.h>
#include <simdjson.h>
#include <unistd.h>

#include <array>
#include <string>

#include "cli/dissect.hpp"
#include "tests/fuzz/fuzzing.hpp"
#include "tests/support/memory_file.hpp"
#include "wsdissect/base/code_point.hpp"
#include "wsdissect/print/follow.hpp"
#include "wsdissect/print/printers.hpp"
#include "wsdissect/print/reports.hpp"
#include "wsdissect/print/stats.hpp"

namespace wsdissect {
namespace {

using fuzz::require;
using test::MemoryFile;
using test::RedirectedStandardError;

using Make = std::unique_ptr<print::Printer> (*)(print::TextBuffer&, const print::PrintOptions&);
constexpr std::array<Make, 4> kFormats = {print::make_tree_printer, print::make_line_printer,
                                          print::make_ndjson_printer, print::make_json_printer};
constexpr std::size_t kFirstOfJson = 2;

struct Outcome {
    cli::ExitStatus status;
    std::string text;
    std::string remarks;
    bool operator==(const Outcome&) const = default;
};

Outcome dissect(const cli::InputOptions& options, Make make) {
    const MemoryFile results;
    const MemoryFile remarks;
    const RedirectedStandardError turned_away(remarks);
    print::TextOutput output(results.descriptor());
    const print::PrintOptions settings{.only = print::RecordKinds::all(), .hex_dump = true};
    const cli::ExitStatus status = cli::dissect(
        options, [&](print::TextBuffer& text) { return make(text, settings); }, output);
    return {status, results.content(), remarks.content()};
}

void check_terminal_text(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = utf8_sequence_length(text);
        require(length > 0, "a terminal gets UTF-8");
        require(text.front() == '\n' || !is_unsafe(code_point_of(text.substr(0, length))),
                "a terminal gets nothing unsafe");
        text.remove_prefix(length);
    }
}

void check_json_lines(std::string_view text) {
    simdjson::dom::parser parser;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        require(end != std::string_view::npos, "a line ends");
        const simdjson::padded_string line(text.substr(0, end));
        simdjson::dom::object object;
        require(parser.parse(line).get(object) == simdjson::SUCCESS, "a line is an object");
        text.remove_prefix(end + 1);
    }
}

void check_text(std::size_t format, const std::string& text) {
    if (format < kFirstOfJson) return check_terminal_text(text);
    if (format == kFirstOfJson) return check_json_lines(text);
    simdjson::dom::parser parser;
    simdjson::dom::array array;
    require(parser.parse(simdjson::padded_string(text)).get(array) == simdjson::SUCCESS, "it is an array");
}

using MakeReport = std::unique_ptr<model::Sink> (*)(print::TextBuffer&);
std::string report(const cli::InputOptions& options, MakeReport make) {
    const MemoryFile results;
    const MemoryFile remarks;
    const RedirectedStandardError turned_away(remarks);
    print::TextOutput output(results.descriptor());
    const auto sink = make(output.buffer());
    (void)cli::dissect(options, *sink, output);
    return results.content();
}

/// What `follow` prints of it.
void check_conversation(const cli::InputOptions& options) {
    check_terminal_text(report(options, [](print::TextBuffer& text) -> std::unique_ptr<model::Sink> {
        return print::make_follow_printer(text, 0);
    }));
}

/// What `validate` prints of it.
void check_reports(const cli::InputOptions& options) {
    check_terminal_text(
        report(options, [](print::TextBuffer& text) { return print::make_report_text_printer(text); }));
    check_terminal_text(
        report(options, [](print::TextBuffer& text) { return print::make_junit_printer(text); }));
    const std::string sarif =
        report(options, [](print::TextBuffer& text) { return print::make_sarif_printer(text, {}); });
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    require(parser.parse(simdjson::padded_string(sarif)).get(object) == simdjson::SUCCESS, "it is an object");
}

}  // namespace
}  // namespace wsdissect

extern "C" int LLVMFuzzerInitialize(int*, char***);
/// What the sanitizers say is not part of what the program says.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
    const std::intptr_t descriptor = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
    wsdissect::fuzz::require(descriptor >= 0, "there is a standard error");
    __sanitizer_set_report_fd(reinterpret_cast<void*>(descriptor));
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wsdissect;
    fuzz::Choices choices({data, size});
    const std::uint8_t settings = choices.octet();
    const test::MemoryFile file(choices.rest());
    cli::InputOptions options;
    options.files = {file.path()};
    options.checksums = (settings & 4) != 0;
    options.ignore_vlan = (settings & 8) != 0;
    if ((settings & 16) != 0) options.decode_as = {"tcp.port==80,websocket"};
    if ((settings & 32) != 0) options.max_memory = 1 << 20;
    options.max_message = (settings & 64) != 0 ? 100 : 1 << 20;

    const std::size_t format = settings & 3;
    const Outcome alone = dissect(options, kFormats[format]);
    check_text(format, alone.text);
    check_terminal_text(alone.remarks);
    if ((settings & 128) != 0) {
        check_reports(options);
        check_conversation(options);
    }
    options.threads = 3;
    options.blocks = {.stretch = 200, .tail = 100};
    require(dissect(options, kFormats[format]) == alone, "several threads print what one does");
    return 0;
}
