#include "wsdissect/capture/packet_filter.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "capture/pcap_handle.hpp"

namespace wsdissect::capture {

namespace {

/// What a filter that accepts a packet returns: it has to be above zero, and nothing is cut by it.
constexpr int kSnapLength = 262144;

constexpr std::array kDecodedLinkTypes = {
    LinkType::ethernet,     LinkType::null, LinkType::raw,  LinkType::loop,
    LinkType::linux_cooked, LinkType::ipv4, LinkType::ipv6, LinkType::linux_cooked_v2,
};

using Program = FilterProgram;

Result<Program, FilterError> compile_for(LinkType link_type, const std::string& expression) {
    const PcapHandle handle(libpcap().open_dead(data_link_of(link_type), kSnapLength));
    if (!handle) return Failure{FilterError{"out of memory"}};
    Program program(new bpf_program{});
    constexpr int kOptimize = 1;
    if (libpcap().compile(handle.get(), program.get(), expression.c_str(), kOptimize, PCAP_NETMASK_UNKNOWN) !=
        0) {
        return Failure{FilterError{libpcap().geterr(handle.get())}};
    }
    return program;
}

}  // namespace

struct PacketFilter::State {
    struct Entry {
        LinkType link_type;
        Program program;            ///< Empty: the expression has no meaning for this link type.
        std::string message = {};   ///< Why, then.
        std::uint64_t packets = 0;  ///< That did not pass for it.
    };

    std::string expression;
    std::vector<Entry> entries;  ///< One a link type that occurred: hardly ever more than two.

    [[nodiscard]] Entry& entry_for(LinkType link_type);
};

PacketFilter::State::Entry& PacketFilter::State::entry_for(LinkType link_type) {
    const auto known = std::find_if(entries.begin(), entries.end(),
                                    [link_type](const Entry& entry) { return entry.link_type == link_type; });
    if (known != entries.end()) return *known;
    auto compiled = compile_for(link_type, expression);
    if (compiled) {
        entries.push_back({link_type, std::move(*compiled)});
    } else {
        entries.push_back({link_type, Program(), compiled.error().message});
    }
    return entries.back();
}

Result<PacketFilter, FilterError> PacketFilter::compile(const std::string& expression) {
    if (!libpcap().loaded) return Failure{FilterError{kLibpcapMissing}};
    FilterError error;
    for (const LinkType link_type : kDecodedLinkTypes) {
        auto compiled = compile_for(link_type, expression);
        if (compiled) {
            auto state = std::make_unique<State>();
            state->expression = expression;
            state->entries.push_back({link_type, std::move(*compiled)});
            return PacketFilter(std::move(state));
        }
        if (link_type == LinkType::ethernet) error = compiled.error();
    }
    return Failure{std::move(error)};
}

PacketFilter::PacketFilter(std::unique_ptr<State> state) : state_(std::move(state)) {}
PacketFilter::PacketFilter(PacketFilter&&) noexcept = default;
PacketFilter& PacketFilter::operator=(PacketFilter&&) noexcept = default;
PacketFilter::~PacketFilter() = default;

bool PacketFilter::matches(const Packet& packet) {
    State::Entry& entry = state_->entry_for(packet.link_type);
    if (!entry.program) {
        ++entry.packets;
        return false;
    }
    pcap_pkthdr header{};
    header.caplen = static_cast<bpf_u_int32>(packet.data.size());
    header.len = packet.original_length;
    return libpcap().offline_filter(entry.program.get(), &header, packet.data.data()) != 0;
}

std::vector<PacketFilter::Inapplicable> PacketFilter::inapplicable() const {
    std::vector<Inapplicable> result;
    for (const State::Entry& entry : state_->entries)
        if (!entry.program) result.push_back({entry.link_type, entry.message, entry.packets});
    return result;
}

std::string libpcap_version() { return libpcap().loaded ? libpcap().lib_version() : kLibpcapMissing; }

}  // namespace wsdissect::capture
