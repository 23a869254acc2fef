#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#include <array>
#include <memory>
#include <optional>

#include "capture/hardware_type.hpp"
#include "capture/pcap_handle.hpp"
#include "wsdissect/capture/live.hpp"

namespace wsdissect::capture {

namespace {

struct FreeList {
    void operator()(pcap_if_t* list) const noexcept { libpcap().freealldevs(list); }
};

/// libpcap also offers USB, Bluetooth and message buses, where no TCP is.
bool is_of_network(const std::string& name) { return name == "any" || ::if_nametoindex(name.c_str()) != 0; }

/// Empty where it is no IP address.
std::string text_of(const sockaddr* address) {
    const void* octets = nullptr;
    if (address != nullptr && address->sa_family == AF_INET)
        octets = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
    if (address != nullptr && address->sa_family == AF_INET6)
        octets = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (octets == nullptr || ::inet_ntop(address->sa_family, octets, text.data(), text.size()) == nullptr)
        return {};
    return text.data();
}

/// libpcap's own answer, which takes the right to open the interface, and that it is up.
std::optional<LinkType> link_type_when_opened(const std::string& name) {
    std::array<char, PCAP_ERRBUF_SIZE> message;
    const PcapHandle handle(libpcap().create(name.c_str(), message.data()));
    if (!handle || libpcap().activate(handle.get()) < 0) return std::nullopt;
    return link_type_of(choose_data_link(handle.get()));
}

std::optional<LinkType> link_type_unopened(const std::string& name) {
    if (name == "any") return LinkType::linux_cooked_v2;
    const auto type = hardware_type_of(name);
    if (!type) return std::nullopt;
    return link_type_of_hardware(*type, name, "/sys/class/net/" + name);
}

void find_link_type(InterfaceDescription& interface) {
    interface.link_type = link_type_when_opened(interface.name);
    if (!interface.link_type) interface.link_type = link_type_unopened(interface.name);
    if (!interface.link_type) return;
    const char* const words = libpcap().datalink_val_to_description(data_link_of(*interface.link_type));
    if (words != nullptr) interface.link_type_name = words;
}

InterfaceDescription describe(const pcap_if_t& found) {
    InterfaceDescription interface;
    interface.name = found.name;
    if (found.description != nullptr) interface.description = found.description;
    for (const pcap_addr* each = found.addresses; each != nullptr; each = each->next)
        if (std::string text = text_of(each->addr); !text.empty())
            interface.addresses.push_back(std::move(text));
    interface.up = (found.flags & PCAP_IF_UP) != 0;
    interface.running = (found.flags & PCAP_IF_RUNNING) != 0;
    interface.loopback = (found.flags & PCAP_IF_LOOPBACK) != 0;
    find_link_type(interface);
    return interface;
}

}  // namespace

Result<std::vector<InterfaceDescription>, std::string> list_interfaces() {
    if (!libpcap().loaded) return Failure{std::string(kLibpcapMissing)};
    std::array<char, PCAP_ERRBUF_SIZE> message{};
    pcap_if_t* first = nullptr;
    if (libpcap().findalldevs(&first, message.data()) != 0) return Failure{std::string(message.data())};
    const std::unique_ptr<pcap_if_t, FreeList> owner(first);
    std::vector<InterfaceDescription> interfaces;
    for (const pcap_if_t* each = first; each != nullptr; each = each->next)
        if (is_of_network(each->name)) interfaces.push_back(describe(*each));
    return interfaces;
}

}  // namespace wsdissect::capture
