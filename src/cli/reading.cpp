#include "cli/reading.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <span>

#include "wsdissect/capture/source.hpp"
#include "wsdissect/wire/decoder.hpp"

namespace wsdissect::cli {

namespace {

constexpr std::size_t kPacketsPerRead = 256;

std::unique_ptr<capture::Source> open_all(const std::vector<std::string>& files, Diagnostics& diagnostics) {
    std::vector<std::unique_ptr<capture::Source>> sources;
    for (std::uint32_t file = 0; file < files.size(); ++file) {
        auto source = capture::open_file(files[file], file,
                                         [&](const capture::Damage& damage) { diagnostics.damaged(damage); });
        if (source) {
            sources.push_back(std::move(*source));
        } else {
            diagnostics.could_not_open(file, source.error().error_number);
        }
    }
    if (sources.size() == 1) return std::move(sources.front());
    return capture::merge(std::move(sources));
}

/// Packets of link types that are passed over, so that an empty result is not a riddle.
class UndecodedLinks {
  public:
    void count(std::span<const capture::Packet> packets) {
        for (const capture::Packet& packet : packets)
            if (!wire::is_decoded(packet.link_type)) ++packets_[static_cast<unsigned>(packet.link_type)];
    }
    void tell(Diagnostics& diagnostics) const {
        for (const auto& [link_type, packets] : packets_)
            diagnostics.link_type_not_decoded(link_type, packets);
    }

  private:
    std::map<unsigned, std::uint64_t> packets_;
};

/// The packets that pass, moved to the front.
std::span<capture::Packet> select(std::span<capture::Packet> packets, capture::PacketFilter* filter) {
    if (filter == nullptr) return packets;
    const auto end = std::remove_if(packets.begin(), packets.end(),
                                    [&](const capture::Packet& packet) { return !filter->matches(packet); });
    return packets.first(static_cast<std::size_t>(end - packets.begin()));
}

}  // namespace

void read_captures(const ReadingPlan& plan, engine::Engine& engine, model::Sink& sink,
                   print::TextOutput& output, Diagnostics& diagnostics) {
    const auto source = open_all(plan.files, diagnostics);
    const bool is_pipe = source->bytes_total() == 0;  // then whoever reads wants to see things as they come
    std::array<capture::Packet, kPacketsPerRead> packets;
    UndecodedLinks undecoded;
    std::uint64_t seen = 0;
    std::uint64_t passed = 0;
    bool started = false;
    while (!sink.done() && output.state() == print::OutputState::open &&
           passed < plan.count.value_or(~std::uint64_t{0})) {
        const std::size_t count = source->read(packets);
        if (count == 0) break;
        if (!started) sink.on_start({packets.front().stamp.time, plan.files});
        started = true;
        seen += count;
        auto selected = select(std::span(packets).first(count), plan.filter);
        if (plan.count)
            selected = selected.first(std::min<std::uint64_t>(selected.size(), *plan.count - passed));
        passed += selected.size();
        undecoded.count(selected);
        engine.on_packets(selected);
        if (is_pipe) output.flush();
        diagnostics.progress().update(source->bytes_read(), source->bytes_total(), seen);
    }
    diagnostics.progress().clear();
    undecoded.tell(diagnostics);
    if (plan.filter == nullptr) return;
    for (const auto& where : plan.filter->inapplicable()) diagnostics.filter_not_applicable(where);
}

}  // namespace wsdissect::cli
