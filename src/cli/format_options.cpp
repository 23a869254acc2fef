#include "cli/format_options.hpp"

#include <memory>
#include <string_view>

#include "cli/named_rows.hpp"
#include "wsdissect/base/likeness.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::cli {

namespace {

struct Format {
    const char* name;
    std::unique_ptr<print::Printer> (*make)(print::TextBuffer&, const print::PrintOptions&);
};
constexpr Format kFormats[] = {{"tree", print::make_tree_printer},
                               {"line", print::make_line_printer},
                               {"ndjson", print::make_ndjson_printer},
                               {"json", print::make_json_printer}};

Option::Fault check_record_kinds(const std::string& list) {
    const auto kinds = print::RecordKinds::parse(list);
    if (kinds) return {};
    const std::string wrong(kinds.error());
    std::string message = wrong.empty() ? "'" + list + "' lacks a name" : "'" + wrong + "' is no record kind";
    const std::string meant = did_you_mean(most_like(wrong, print::kRecordKindNames));
    if (!meant.empty()) return message + meant;
    message += "; these exist:";
    for (const std::string_view name : print::kRecordKindNames)
        message += (name == print::kRecordKindNames.front() ? " " : ", ") + std::string(name);
    return message;
}

print::PrintOptions print_options(const FormatOptions& options, const InputOptions& input) {
    print::PrintOptions result;
    if (!options.only.empty()) result.only = print::RecordKinds::parse(options.only).value();
    result.payload = !options.no_payload;
    result.hex_dump = options.hex;
    result.color = want_color(input);
    result.max_payload = input.max_message;
    return result;
}

}  // namespace

void setup_format_options(Command command, FormatOptions& options) {
    command.value("-T,--format", options.format, "Output format")
        .one_of(names_of(kFormats))
        .show_default()
        .called("FORMAT");
    command
        .value("-Y,--filter", options.filter,
               "Only records that this display filter chooses, in Wireshark's syntax")
        .called("EXPR");
    command.value("--only", options.only, "Record kinds to print, comma separated: handshake,message,...")
        .check(check_record_kinds)
        .called("KINDS");
    command.flag("--no-payload", options.no_payload, "Leave payload (text, data, previews) out");
    command.flag("-x,--hex", options.hex, "Add a hex dump of each payload to tree");
}

PrinterFactory printer_factory(const FormatOptions& options, const InputOptions& input) {
    return [make = row_named(kFormats, options.format).make,
            options = print_options(options, input)](print::TextBuffer& text) { return make(text, options); };
}

}  // namespace wsdissect::cli
