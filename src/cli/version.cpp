#include "cli/version.hpp"

#include <fmt/format.h>

#include "cli/confining.hpp"
#include "wsdissect/capture/compression.hpp"
#include "wsdissect/capture/packet_filter.hpp"

namespace wsdissect::cli {

namespace {

/// The names of the compressions that are built in, or that are not: `gzip, xz`.
std::string compression_names(bool built_in) {
    std::string names;
    for (const capture::CompressionTraits& each : capture::compressions()) {
        if (each.built_in == built_in) names += (names.empty() ? "" : ", ") + std::string(each.name);
    }
    return names;
}

std::string compression_text() {
    const std::string with = compression_names(true);
    const std::string without = compression_names(false);
    return "compressed captures: " + (with.empty() ? "none" : with) +
           (without.empty() ? "" : " (built without " + without + ")");
}

}  // namespace

std::string version_text() {
    return fmt::format("wsdissect {}\nbuilt with {}\n{}\n{}\n{}", WSDISSECT_VERSION, WSDISSECT_BUILT_WITH,
                       capture::libpcap_version(), compression_text(), sandbox_text());
}

}  // namespace wsdissect::cli
