#pragma once
// What link type libpcap will choose for a network interface, told without opening it.

#include <optional>
#include <string>

#include "wsdissect/base/link_type.hpp"

namespace wsdissect::capture {

/// The kernel's number (ARPHRD_...) for the hardware of an interface of this process's network; empty where
/// there is none of that name. Takes no right, nor that it is up.
[[nodiscard]] std::optional<unsigned> hardware_type_of(const std::string& name);

/// What libpcap 1.10 takes hardware of this type for. Empty where that depends on more, or is not known.
/// `folder`: what the kernel says of the interface, as /sys/class/net/eth0.
[[nodiscard]] std::optional<LinkType> link_type_of_hardware(unsigned type, const std::string& name,
                                                            const std::string& folder);

}  // namespace wsdissect::capture
