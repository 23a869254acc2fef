#include "cli/version.hpp"

#include <fmt/format.h>

#include "wsdissect/capture/packet_filter.hpp"

namespace wsdissect::cli {

std::string version_text() {
    return fmt::format("wsdissect {}\n{}", WSDISSECT_VERSION, capture::libpcap_version());
}

}  // namespace wsdissect::cli
