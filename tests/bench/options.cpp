#include "tests/bench/options.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <map>

namespace wsdissect::bench {
namespace {

void add_chance(CLI::App& app, const std::string& name, Chance& chance, const std::string& help) {
    app.add_option_function<double>(
           name, [&chance](double probability) { chance = Chance(probability); }, help)
        ->check(CLI::Range(0.0, 1.0))
        ->type_name("P");
}

void add_shape(CLI::App& app, Options& options) {
    app.add_option("FILE", options.path, "Capture to write; its truth goes to FILE.truth.json")->required();
    app.add_option("--connections", options.connections, "WebSocket connections")->capture_default_str();
    app.add_option("--concurrent", options.concurrent, "Connections open at a time")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--messages-per-conn", options.messages, "Messages of a connection")
        ->capture_default_str();
    app.add_option("--packets", options.packets, "Begin nothing new after so many packets; 0: no limit");
    app.add_option("--seed", options.seed, "Same seed, same capture")->capture_default_str();
    app.add_flag("--ipv6", options.ipv6, "IPv6 instead of IPv4");
}

void add_content(CLI::App& app, Options& options) {
    const std::map<std::string, PayloadKind> kinds = {
        {"text", PayloadKind::text}, {"binary", PayloadKind::binary}, {"mixed", PayloadKind::mixed}};
    app.add_option_function<std::string>(
           "--size-dist",
           [&options](const std::string& text) {
               const auto sizes = SizeDistribution::parse(text);
               if (!sizes) throw CLI::ValidationError("--size-dist", "'" + text + "' is no distribution");
               options.sizes = *sizes;
           },
           "Octets of a message: fixed:N, range:A:B or mix")
        ->type_name("DIST");
    app.add_option("--payload", options.payload, "text, binary or mixed")
        ->transform(CLI::CheckedTransformer(kinds));
    app.add_flag("--deflate", options.deflate, "permessage-deflate with context takeover (RFC 7692)");
    add_chance(app, "--coalesce-prob", options.coalesce, "The next message goes into the same write");
    add_chance(app, "--fragment-prob", options.fragment, "A message is sent in several frames");
    add_chance(app, "--ping-prob", options.ping, "A Ping goes with a message (default: 0.01)");
    app.add_option_function<double>(
           "--noise-ratio", [&options](double share) { options.noise = Chance(share); },
           "Share of the packets that are other traffic")
        ->check(CLI::Range(0.0, 0.99))
        ->type_name("SHARE");
}

void add_impairments(CLI::App& app, Impairments& impairments) {
    add_chance(app, "--reorder-prob", impairments.late, "A segment is captured after its successor");
    add_chance(app, "--dup-prob", impairments.repeated, "A segment is captured twice");
    add_chance(app, "--loss-prob", impairments.lost, "A segment is not captured");
}

}  // namespace

Options options_from(int argc, char** argv) {
    Options options;
    CLI::App app("Writes a capture of made-up WebSocket traffic, and what is in it");
    add_shape(app, options);
    add_content(app, options);
    add_impairments(app, options.impairments);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::exit(app.exit(error));
    }
    return options;
}

}  // namespace wsdissect::bench
