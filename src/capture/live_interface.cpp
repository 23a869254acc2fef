#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "capture/interface_drops.hpp"
#include "capture/pcap_handle.hpp"
#include "capture/wide_count.hpp"
#include "wsdissect/capture/live.hpp"

namespace wsdissect::capture {

struct LiveInterface::State {
    State(std::string interface, PcapHandle opened)
        : name(std::move(interface)),
          handle(std::move(opened)),
          drops("/sys/class/net/" + name + "/statistics") {}

    std::string name;
    PcapHandle handle;
    InterfaceDrops drops;
    WideCount received;
    WideCount dropped_kernel;
    LinkType link_type = LinkType::ethernet;
    std::int64_t nanoseconds_a_tick = 1;  ///< Of what libpcap calls microseconds.
    bool has_flags = false;  ///< It is a network device, of which the kernel knows whether it is up.
};

namespace {

LiveErrorKind kind_of(int status) noexcept {
    switch (status) {
        case PCAP_ERROR_NO_SUCH_DEVICE: return LiveErrorKind::no_such_interface;
        case PCAP_ERROR_PERM_DENIED:
        case PCAP_ERROR_PROMISC_PERM_DENIED: return LiveErrorKind::not_permitted;
        case PCAP_ERROR_IFACE_NOT_UP: return LiveErrorKind::is_down;
        default: return LiveErrorKind::other;
    }
}

/// The flags of a network device, asked of the capture's own socket; empty where it is none (`any`).
std::optional<short> flags_of(const std::string& name, int socket) noexcept {
    ifreq request{};
    if (name.size() >= sizeof request.ifr_name) return std::nullopt;
    std::copy(name.begin(), name.end(), std::begin(request.ifr_name));
    if (::ioctl(socket, SIOCGIFFLAGS, &request) != 0) return std::nullopt;
    return request.ifr_flags;
}

int as_int(std::uint64_t number) noexcept {
    return static_cast<int>(std::min<std::uint64_t>(number, std::numeric_limits<int>::max()));
}

/// A delay above zero, and no immediate mode: then libpcap lets the kernel fill whole blocks (TPACKET_V3).
void configure(pcap_t* handle, const LiveSettings& settings) {
    (void)libpcap().set_snaplen(handle, as_int(settings.snap_length));
    (void)libpcap().set_promisc(handle, settings.promiscuous ? 1 : 0);
    (void)libpcap().set_timeout(handle, static_cast<int>(LiveInterface::kDelay / kNanosecondsPerMillisecond));
    (void)libpcap().set_buffer_size(handle, as_int(settings.buffer));
    (void)libpcap().set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO);
}

/// Empty: no error.
std::string set_filter(pcap_t* handle, const std::string& filter) {
    const FilterProgram program(new bpf_program{});
    constexpr int kOptimize = 1;
    if (libpcap().compile(handle, program.get(), filter.c_str(), kOptimize, PCAP_NETMASK_UNKNOWN) != 0 ||
        libpcap().setfilter(handle, program.get()) != 0)
        return libpcap().geterr(handle);
    return {};
}

struct Reading {
    PacketTaker& taker;
    pcap_t* handle;
    std::int64_t nanoseconds_a_tick;
};

void pass_on(u_char* user, const pcap_pkthdr* header, const u_char* octets) {
    const Reading& reading = *reinterpret_cast<const Reading*>(user);
    const Timestamp time{header->ts.tv_sec * kNanosecondsPerSecond +
                         header->ts.tv_usec * reading.nanoseconds_a_tick};
    if (!reading.taker.take(time, header->len, Bytes(octets, header->caplen)))
        libpcap().breakloop(reading.handle);
}

}  // namespace

Result<LiveInterface, LiveError> LiveInterface::open(const std::string& name, const LiveSettings& settings) {
    if (!libpcap().loaded) return Failure{LiveError{LiveErrorKind::other, name, kLibpcapMissing}};
    std::string message(PCAP_ERRBUF_SIZE, '\0');
    PcapHandle handle(libpcap().create(name.c_str(), message.data()));
    if (!handle) return Failure{LiveError{LiveErrorKind::other, name, message.c_str()}};
    configure(handle.get(), settings);
    if (const int status = libpcap().activate(handle.get()); status < 0) {
        const std::string words = libpcap().geterr(handle.get());
        return Failure{
            LiveError{kind_of(status), name, words.empty() ? libpcap().statustostr(status) : words}};
    }
    auto state = std::make_unique<State>(name, std::move(handle));
    pcap_t* const opened = state->handle.get();
    state->link_type = link_type_of(choose_data_link(opened));
    if (const std::string wrong = set_filter(opened, settings.filter); !wrong.empty())
        return Failure{LiveError{LiveErrorKind::wrong_filter, name, wrong}};
    if (libpcap().setnonblock(opened, 1, message.data()) != 0)
        return Failure{LiveError{LiveErrorKind::other, name, message.c_str()}};
    const auto flags = flags_of(name, libpcap().fileno(opened));
    if (flags && (*flags & IFF_UP) == 0)
        return Failure{LiveError{LiveErrorKind::is_down, name, "it is down"}};
    state->has_flags = flags.has_value();
    state->nanoseconds_a_tick =
        libpcap().get_tstamp_precision(opened) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
    return LiveInterface(std::move(state));
}

LiveInterface::LiveInterface(std::unique_ptr<State> state) : state_(std::move(state)) {}
LiveInterface::LiveInterface(LiveInterface&&) noexcept = default;
LiveInterface& LiveInterface::operator=(LiveInterface&&) noexcept = default;
LiveInterface::~LiveInterface() = default;

const std::string& LiveInterface::name() const noexcept { return state_->name; }
LinkType LiveInterface::link_type() const noexcept { return state_->link_type; }
int LiveInterface::descriptor() const noexcept { return libpcap().get_selectable_fd(state_->handle.get()); }
std::string LiveInterface::reason() const { return libpcap().geterr(state_->handle.get()); }

LiveInterface::Outcome LiveInterface::read(PacketTaker& taker, int most) {
    Reading reading{taker, state_->handle.get(), state_->nanoseconds_a_tick};
    const int told = libpcap().dispatch(reading.handle, most, pass_on, reinterpret_cast<u_char*>(&reading));
    if (told == 0) return Outcome::empty;
    return told > 0 || told == PCAP_ERROR_BREAK ? Outcome::more : Outcome::gone;
}

bool LiveInterface::is_up() const noexcept {
    if (!state_->has_flags) return true;
    const auto flags = flags_of(state_->name, libpcap().fileno(state_->handle.get()));
    return flags && (*flags & IFF_UP) != 0;
}

/// Where the kernel does not say it any more, what it said last stands.
LiveCounts LiveInterface::counts() {
    pcap_stat counts{};
    if (libpcap().stats(state_->handle.get(), &counts) == 0) {
        state_->received.look(counts.ps_recv);
        state_->dropped_kernel.look(counts.ps_drop);
    }
    return {state_->received.total(), state_->dropped_kernel.total(), state_->drops.count()};
}

}  // namespace wsdissect::capture
