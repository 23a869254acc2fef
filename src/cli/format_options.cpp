#include "cli/format_options.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

#include "cli/named_rows.hpp"
#include "wsdissect/base/likeness.hpp"
#include "wsdissect/filter/fields.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::cli {

namespace {

struct Format {
    const char* name;
    std::unique_ptr<print::Printer> (*make)(print::TextBuffer&, const print::PrintOptions&);
    bool has_columns = false;
};
constexpr Format kFormats[] = {
    {"tree", print::make_tree_printer},           {"line", print::make_line_printer},
    {"ndjson", print::make_ndjson_printer},       {"json", print::make_json_printer},
    {"fields", print::make_fields_printer, true}, {"csv", print::make_csv_printer, true}};

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

Option::Fault check_field(const std::string& name) {
    if (filter::find_field(name) != nullptr) return {};
    const std::string meant = did_you_mean(filter::field_like(name));
    return "'" + name + "' is no field" + (meant.empty() ? "; docs/filter.md lists them" : meant);
}

print::PrintOptions print_options(const FormatOptions& options, const InputOptions& input,
                                  const std::optional<print::RecordKinds>& usual) {
    print::PrintOptions result;
    result.only = options.only.empty() ? usual : print::RecordKinds::parse(options.only).value();
    result.payload = !options.no_payload;
    result.hex_dump = options.hex;
    result.color = want_color(input);
    result.max_payload = input.max_message;
    for (const std::string& name : options.columns) result.columns.push_back(filter::find_field(name));
    return result;
}

std::string fault_of_columns(const FormatOptions& options) {
    const Format* const format = find_row(kFormats, options.format);
    const bool has_columns = format != nullptr && format->has_columns;
    if (has_columns && options.columns.empty())
        return "-T " + options.format + " needs columns, such as -e frame.number -e websocket.opcode";
    if (!has_columns && !options.columns.empty())
        return "-e " + options.columns.front() + " needs -T fields or -T csv, " + options.format +
               " has no columns";
    for (const std::string& name : options.columns) {
        const filter::Field* const field = filter::find_field(name);
        if (options.no_payload && field != nullptr && filter::shows_payload(*field))
            return "-e " + name + " is not known with --no-payload, which leaves payload out";
    }
    return {};
}

}  // namespace

void setup_format_options(Command command, FormatOptions& options, std::vector<std::string> beside) {
    std::vector<std::string> formats = std::move(beside);
    std::ranges::move(names_of(kFormats), std::back_inserter(formats));
    command.value("-T,--format", options.format, "Output format")
        .one_of(formats)
        .show_default()
        .called("FORMAT");
    command
        .value("-e", options.columns,
               "Field that is a column of fields and csv, in this order; may be repeated")
        .check(check_field)
        .one_value_each_time()
        .called("FIELD");
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

std::string fault_of_format(const FormatOptions& options) {
    if (!options.only.empty() && find_row(kFormats, options.format) == nullptr)
        return "--only " + options.only + " needs a format of records, such as -T ndjson or -T line, " +
               options.format + " is none";
    return fault_of_columns(options);
}

PrinterFactory printer_factory(const FormatOptions& options, const InputOptions& input,
                               const std::optional<print::RecordKinds>& usual) {
    return [make = row_named(kFormats, options.format).make, print = print_options(options, input, usual)](
               print::TextBuffer& text) { return make(text, print); };
}

}  // namespace wsdissect::cli
