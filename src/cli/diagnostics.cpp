#include "cli/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <system_error>

#include "wsdissect/base/escape.hpp"

namespace wsdissect::cli {

namespace {

/// Malformed packets, places where a file is damaged in one way, files that are no captures, or link types of
/// which packets are passed over, that are named one by one.
std::size_t named_at_most(Verbosity verbosity) noexcept {
    constexpr std::size_t kUsually = 10;
    switch (verbosity) {
        case Verbosity::quiet: return 1;  // of what the exit status speaks of; else nothing is said
        case Verbosity::verbose: return std::numeric_limits<std::size_t>::max();
        default: return kUsually;
    }
}

std::string counted(std::uint64_t packets) {
    return fmt::format("{} packet{}", packets, packets == 1 ? "" : "s");
}

/// Link types that are not named, and their packets.
struct Unnamed {
    std::size_t link_types = 0;
    std::uint64_t packets = 0;

    void add(std::uint64_t more_packets) noexcept {
        ++link_types;
        packets += more_packets;
    }
};

std::string words_of(int error_number) { return std::generic_category().message(error_number); }

std::string line_of(std::string_view text) {
    std::string line = "wsdissect: ";
    append_escaped(line, text);
    return line += '\n';
}

}  // namespace

void complain(std::string_view text) {
    const std::string line = line_of(text);
    std::fwrite(line.data(), 1, line.size(), stderr);
}

ExitStatus status_of(const print::TextOutput& output) {
    if (output.state() != print::OutputState::failed) return ExitStatus::done;
    complain(fmt::format("standard output: cannot be written: {}", words_of(output.error_number())));
    return ExitStatus::output_failed;
}

void Diagnostics::could_not_open(std::uint32_t file, int error_number) {
    input_was_damaged_ = true;
    complain(fmt::format("{}: cannot be opened: {}", name_of(file), words_of(error_number)));
}

void Diagnostics::not_captures(const std::vector<std::string>& files) {
    const std::size_t shown = named_of(files.size());
    for (std::size_t i = 0; i < shown; ++i) remark(files[i] + ": no capture: passed over");
    const std::size_t unnamed = files.size() - shown;
    if (unnamed == 0) return;
    remark(fmt::format("{} more file{} passed over that {} no capture{} (-v names each)", unnamed,
                       unnamed == 1 ? "" : "s", unnamed == 1 ? "is" : "are", unnamed == 1 ? "" : "s"));
}

void Diagnostics::no_captures_in(const std::string& folder) {
    input_was_damaged_ = true;
    complain(folder + ": no captures in this folder");
}

void Diagnostics::damaged(const capture::Damage& damage) {
    if (damage.kind != capture::DamageKind::still_written) input_was_damaged_ = true;
    if (++damages_[{damage.file, damage.kind}] > named_at_most(verbosity_)) {
        ++unnamed_damages_[damage.file];
        return;
    }
    const std::string text =
        place({damage.file, damage.packet, " of this file", damage.offset, damage.decompressed}) +
        capture::describe(damage);
    damage.kind == capture::DamageKind::still_written ? remark(text) : reason(text);
}

void Diagnostics::malformed(const engine::MalformedPacket& packet) {
    input_was_damaged_ = true;
    ++malformed_;
    if (malformed_ > named_at_most(verbosity_)) return;
    reason(place({packet.packet.file, packet.packet.number, " of all", packet.offset}) +
           wire::describe(packet.error));
}

void Diagnostics::link_types_not_decoded(const std::map<unsigned, std::uint64_t>& packets) {
    Unnamed unnamed;
    std::size_t named = named_of(packets.size());
    for (const auto& [link_type, count] : packets) {
        if (named == 0) {
            unnamed.add(count);
            continue;
        }
        --named;
        remark(fmt::format("link type {} is not decoded: {} passed over", link_type, counted(count)));
    }
    if (unnamed.link_types == 0) return;
    remark(fmt::format("{} more link type{} not decoded: {} passed over (-v names each)", unnamed.link_types,
                       unnamed.link_types == 1 ? " is" : "s are", counted(unnamed.packets)));
}

void Diagnostics::filter_not_applicable(const std::vector<capture::PacketFilter::Inapplicable>& places) {
    const std::size_t named = named_of(places.size());
    for (std::size_t i = 0; i < named; ++i)
        remark(fmt::format("the capture filter has no meaning for link type {}: {}: {} passed over",
                           static_cast<unsigned>(places[i].link_type), places[i].message,
                           counted(places[i].packets)));
    Unnamed unnamed;
    for (std::size_t i = named; i < places.size(); ++i) unnamed.add(places[i].packets);
    if (unnamed.link_types == 0) return;
    remark(fmt::format(
        "the capture filter has no meaning for {} more link type{}: {} passed over (-v names each)",
        unnamed.link_types, unnamed.link_types == 1 ? "" : "s", counted(unnamed.packets)));
}

void Diagnostics::passed_over(const model::Summary& summary) {
    if (summary.wrong_checksums > 0)
        remark(fmt::format("{} with wrong checksums dropped", counted(summary.wrong_checksums)));
    if (summary.ip_fragments > 0)
        remark(fmt::format("{} with fragments of what was never whole passed over",
                           counted(summary.ip_fragments)));
    const bool tells_why = summary.connections == 0 || verbosity_ == Verbosity::verbose;
    if (tells_why && summary.tls_streams > 0)
        remark(fmt::format("TLS is not decrypted: {} TCP connection{} passed over", summary.tls_streams,
                           summary.tls_streams == 1 ? "" : "s"));
    if (tells_why && summary.http2_streams > 0)
        remark(fmt::format("HTTP/2 in which no request for WebSocket was found: {} TCP connection{}",
                           summary.http2_streams, summary.http2_streams == 1 ? "" : "s"));
    if (summary.http2_passed_over > 0)
        remark(fmt::format("{} request{} for WebSocket over HTTP/2 passed over: too many streams were open",
                           summary.http2_passed_over, summary.http2_passed_over == 1 ? "" : "s"));
    if (summary.http2_given_up > 0)
        remark(
            fmt::format("HTTP/2 that could not be followed to its end (octets of it are missing, wrong, or "
                        "beyond a limit): {} TCP connection{}",
                        summary.http2_given_up, summary.http2_given_up == 1 ? "" : "s"));
}

void Diagnostics::written_without_beginning(std::uint64_t connections) {
    remark(fmt::format(
        "{} connection{} written without some of {} first packets: too many others had to wait meanwhile",
        connections, connections == 1 ? " was" : "s were", connections == 1 ? "its" : "their"));
}

void Diagnostics::dropped(std::string_view interface, std::uint64_t by_kernel, std::uint64_t by_interface) {
    if (by_kernel > 0)
        remark(fmt::format("{}: {} dropped by the kernel: its buffer was full (--buffer)", interface,
                           counted(by_kernel)));
    if (by_interface > 0)
        remark(fmt::format("{}: {} dropped by the interface", interface, counted(by_interface)));
}

void Diagnostics::lost(std::string_view interface, std::string_view why) {
    input_was_damaged_ = true;
    reason(fmt::format("{}: no more packets: {}", interface, why));
}

void Diagnostics::could_not_write(std::string_view path, int error_number) {
    progress_.write(line_of(fmt::format("{}: cannot be written: {}", path == "-" ? "standard output" : path,
                                        words_of(error_number))));
}

void Diagnostics::note(std::string_view text) {
    if (verbosity_ == Verbosity::verbose) remark(text);
}

void Diagnostics::finish() {
    for (const auto& [file, places] : unnamed_damages_)
        remark(fmt::format("{}: {} more damaged place{} (-v names each)", name_of(file), places,
                           places == 1 ? "" : "s"));
    const std::size_t named = named_at_most(verbosity_);
    if (malformed_ <= named) return;
    const std::uint64_t unnamed = malformed_ - named;
    remark(fmt::format("{} more malformed packet{} (-v names each)", unnamed, unnamed == 1 ? "" : "s"));
}

void Diagnostics::remark(std::string_view text) {
    if (verbosity_ != Verbosity::quiet) reason(text);
}

void Diagnostics::reason(std::string_view text) { progress_.write(line_of(text)); }

std::size_t Diagnostics::named_of(std::size_t all) const noexcept {
    return std::min(all, named_at_most(verbosity_));
}

std::string Diagnostics::name_of(std::uint32_t file) const {
    if (files_[file].empty()) return "''";
    return files_[file] == "-" ? "standard input" : files_[file];
}

std::string Diagnostics::place(const Place& place) const {
    const std::string_view counted = files_.size() > 1 ? place.counted : std::string_view();
    return fmt::format("{}: packet {}{}, byte {}{}: ", name_of(place.file), place.packet, counted,
                       place.offset, place.decompressed ? " of what was decompressed" : "");
}

}  // namespace wsdissect::cli
