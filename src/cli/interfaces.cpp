#include "cli/interfaces.hpp"

#include <unistd.h>

#include <algorithm>
#include <vector>

#include "cli/diagnostics.hpp"
#include "print/json_writer.hpp"
#include "sandbox/confinement.hpp"
#include "wsdissect/base/escape.hpp"
#include "wsdissect/capture/live.hpp"
#include "wsdissect/print/text_output.hpp"
#include "wsdissect/wire/decoder.hpp"

namespace wsdissect::cli {

namespace {

using capture::InterfaceDescription;

std::string_view state_of(const InterfaceDescription& interface) { return interface.up ? "up" : "down"; }

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

/// The columns of one line, as text that is safe to show.
std::vector<std::string> columns_of(const InterfaceDescription& interface) {
    std::string description;
    append_escaped(description, interface.description);
    return {interface.name, std::string(state_of(interface)),
            interface.link_type_name.empty() ? "?" : interface.link_type_name, joined(interface.addresses),
            description};
}

std::string as_text(const std::vector<InterfaceDescription>& interfaces) {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> widths(5);
    for (const InterfaceDescription& each : interfaces) {
        rows.push_back(columns_of(each));
        for (std::size_t i = 0; i < widths.size(); ++i)
            widths[i] = std::max(widths[i], rows.back()[i].size());
    }
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += row[i] + std::string(widths[i] - row[i].size() + 2, ' ');
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

void add(print::JsonWriter& json, const InterfaceDescription& interface) {
    json.begin_object();
    json.string("name", interface.name);
    if (!interface.description.empty()) json.string("description", interface.description);
    json.key("addresses");
    json.begin_array();
    for (const std::string& address : interface.addresses) json.string(address);
    json.end_array();
    if (interface.link_type) {
        json.number("link_type", static_cast<std::uint64_t>(*interface.link_type));
        json.string("link_type_name", interface.link_type_name);
    }
    json.boolean("up", interface.up);
    json.boolean("running", interface.running);
    json.boolean("loopback", interface.loopback);
    json.end_object();
}

void add_json(print::TextBuffer& buffer, const std::vector<InterfaceDescription>& interfaces) {
    print::JsonWriter json{print::TextBuilder(buffer)};
    json.begin_array();
    for (const InterfaceDescription& each : interfaces) add(json, each);
    json.end_array();
    json.text().add('\n');
}

void add_options(Command command, InterfacesOptions& options) {
    command.value("-T,--format", options.format, "Output format")
        .one_of({"text", "json"})
        .show_default()
        .called("FORMAT");
    command.clearing_flag("--no-sandbox", options.confined, "Do not confine the process (for debugging)");
}

}  // namespace

Command setup_interfaces(CommandLine& line, InterfacesOptions& options) {
    return line.command("interfaces", "List the interfaces that sniff can watch",
                        [&options](Command command) { add_options(command, options); });
}

ExitStatus run_interfaces(const InterfacesOptions& options) {
    auto interfaces = capture::list_interfaces();
    if (!interfaces) {
        complain(interfaces.error());
        return ExitStatus::input_damaged;
    }
    std::erase_if(*interfaces, [](const InterfaceDescription& each) {
        return each.link_type && !wire::is_decoded(*each.link_type);
    });
    if (options.confined) (void)sandbox::confine({});
    print::TextOutput output(STDOUT_FILENO);
    if (options.format == "json") {
        add_json(output.buffer(), *interfaces);
        output.flush();
    } else {
        output.write(as_text(*interfaces));
    }
    return status_of(output);
}

}  // namespace wsdissect::cli
