#include "capture/hardware_type.hpp"

#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <system_error>

namespace wsdissect::capture {

namespace {

struct Hardware {
    unsigned type;
    LinkType link_type;
};

/// What is not here is captured with cooked headers of one version or another, as PPP is, or has a link type
/// that is not decoded.
constexpr std::array kHardware = {
    Hardware{ARPHRD_ETHER, LinkType::ethernet},
    Hardware{ARPHRD_LOOPBACK, LinkType::ethernet},
    Hardware{ARPHRD_CISCO, LinkType::cisco_hdlc},
    Hardware{ARPHRD_RAWHDLC, LinkType::raw},
    Hardware{ARPHRD_TUNNEL, LinkType::raw},
    Hardware{ARPHRD_SIT, LinkType::raw},
    Hardware{ARPHRD_NONE, LinkType::raw},
    Hardware{ARPHRD_IEEE80211, LinkType::ieee802_11},
    Hardware{ARPHRD_IEEE80211_PRISM, LinkType::ieee802_11_prism},
    Hardware{ARPHRD_IEEE80211_RADIOTAP, LinkType::ieee802_11_radiotap},
};

/// Interfaces that the kernel calls Ethernet, and libpcap does not: by name of telephone networks, and those
/// of switch chips, whose packets carry tags of the chip's.
bool is_other_than_ethernet(const std::string& name, const std::string& folder) {
    constexpr std::array kNames = {std::string_view("cdma_rmnet"), std::string_view("isdn"),
                                   std::string_view("isdY")};
    const bool named = std::any_of(kNames.begin(), kNames.end(),
                                   [&](std::string_view each) { return name.starts_with(each); });
    std::error_code error;
    return named || std::filesystem::exists(folder + "/dsa/tagging", error);
}

}  // namespace

std::optional<unsigned> hardware_type_of(const std::string& name) {
    ifreq request{};
    if (name.size() >= sizeof request.ifr_name) return std::nullopt;
    std::copy(name.begin(), name.end(), std::begin(request.ifr_name));
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return std::nullopt;
    const bool known = ::ioctl(socket, SIOCGIFHWADDR, &request) == 0;
    (void)::close(socket);
    if (!known) return std::nullopt;
    return request.ifr_hwaddr.sa_family;
}

std::optional<LinkType> link_type_of_hardware(unsigned type, const std::string& name,
                                              const std::string& folder) {
    if (type == ARPHRD_ETHER && is_other_than_ethernet(name, folder)) return std::nullopt;
    const auto* const found = std::find_if(kHardware.begin(), kHardware.end(),
                                           [type](const Hardware& each) { return each.type == type; });
    if (found == kHardware.end()) return std::nullopt;
    return found->link_type;
}

}  // namespace wsdissect::capture
