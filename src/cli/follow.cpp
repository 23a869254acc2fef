#include "cli/follow.hpp"

#include <unistd.h>

#include <memory>
#include <string>

#include "cli/dissect.hpp"
#include "cli/numbers.hpp"
#include "wsdissect/filter/filter.hpp"
#include "wsdissect/print/follow.hpp"

namespace wsdissect::cli {

namespace {

Option::Fault check_connection(const std::string& text) {
    return parse_number(text) ? std::string() : "'" + text + "' is no number from 0 upwards";
}

void add_options(Command command, FollowOptions& options) {
    command.value("--connection", options.connection, "The connection to follow: its number in other formats")
        .check(check_connection)
        .required()
        .called("N");
    command.flag("--no-payload", options.no_payload, "Leave payload out: only lengths are shown");
    command.flag("-x,--hex", options.hex, "Add a hex dump of each payload");
    setup_finding_options(command, options.findings);
    setup_input_options(command, options.input);
}

/// `the capture has 3, from 0 to 2`.
std::string words_for(std::uint64_t connections) {
    if (connections == 0) return "the capture has none";
    if (connections == 1) return "the capture has one, number 0";
    return "the capture has " + std::to_string(connections) + ", from 0 to " +
           std::to_string(connections - 1);
}

print::PrintOptions print_options(const FollowOptions& options) {
    print::PrintOptions result;
    result.payload = !options.no_payload;
    result.hex_dump = options.hex;
    result.color = want_color(options.input);
    result.max_payload = options.input.max_message;
    return result;
}

}  // namespace

Command setup_follow(CommandLine& line, FollowOptions& options) {
    return line.command("follow", "Show one connection, message by message, as a chat",
                        [&options](Command command) { add_options(command, options); });
}

ExitStatus run_follow(const FollowOptions& options) {
    const std::string number = std::to_string(*options.connection);
    print::TextOutput output(STDOUT_FILENO);
    const auto printer =
        print::make_follow_printer(output.buffer(), *options.connection, print_options(options));
    Judging judging = {
        .choice = {.findings = selection_of(options.findings), .content = !options.no_payload}};
    // So -w writes the packets of this connection, too, and of no other.
    const auto filter = filter::Filter::compile("websocket.connection == " + number);
    if (filter && !options.input.write.empty()) judging.choice.records = &*filter;
    const ExitStatus status = dissect(options.input, *printer, output, judging);
    const auto among = printer->not_found_among();
    if (among && !options.input.quiet)
        complain("there is no connection " + number + ": " + words_for(*among));
    return status;
}

}  // namespace wsdissect::cli
