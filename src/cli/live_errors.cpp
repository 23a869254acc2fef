#include "cli/live_errors.hpp"

#include <unistd.h>

#include <array>
#include <string>

#include "cli/diagnostics.hpp"
#include "cli/filter_fault.hpp"

namespace wsdissect::cli {

namespace {

std::string path_of_this_program() {
    std::array<char, 4096> path;
    const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
    return length > 0 ? std::string(path.data(), static_cast<std::size_t>(length)) : "wsdissect";
}

std::string names_of_interfaces() {
    const auto interfaces = capture::list_interfaces();
    std::string names;
    if (interfaces)
        for (const capture::InterfaceDescription& each : *interfaces)
            names += (names.empty() ? "" : ", ") + each.name;
    return names.empty() ? "none" : names;
}

void complain_of_permission(const std::string& interface) {
    complain(interface + ": no permission to capture: it takes root, or the capability CAP_NET_RAW, which");
    complain("    sudo setcap cap_net_raw+ep " + path_of_this_program());
    complain("gives to this program, whoever runs it");
}

void complain_of_filter(const capture::LiveError& error, const std::string& filter) {
    complain("capture filter '" + filter + "': " + error.message + where_filter_goes_wrong(filter));
}

}  // namespace

ExitStatus complain_of(const capture::LiveError& error, const capture::LiveSettings& settings) {
    switch (error.kind) {
        case capture::LiveErrorKind::wrong_filter:
            complain_of_filter(error, settings.filter);
            return ExitStatus::usage;
        case capture::LiveErrorKind::no_such_interface:
            complain(error.interface + ": no such interface; there are: " + names_of_interfaces());
            break;
        case capture::LiveErrorKind::not_permitted: complain_of_permission(error.interface); break;
        case capture::LiveErrorKind::is_down:
            complain(error.interface + ": is down; this brings it up: ip link set " + error.interface +
                     " up");
            break;
        case capture::LiveErrorKind::other: complain(error.interface + ": " + error.message); break;
    }
    return ExitStatus::input_damaged;
}

}  // namespace wsdissect::cli
