#pragma once
// libpcap's handles with owners.

#include <memory>

#include "capture/libpcap.hpp"
#include "wsdissect/base/link_type.hpp"

namespace wsdissect::capture {

struct CloseHandle {
    void operator()(pcap_t* handle) const noexcept { libpcap().close(handle); }
};
using PcapHandle = std::unique_ptr<pcap_t, CloseHandle>;

struct FreeProgram {
    void operator()(bpf_program* program) const noexcept {
        libpcap().freecode(program);
        delete program;
    }
};
using FilterProgram = std::unique_ptr<bpf_program, FreeProgram>;

/// libpcap's number for a link type: that of the file, but for raw IP, which every system numbers its own
/// way.
[[nodiscard]] inline int data_link_of(LinkType link_type) noexcept {
    const bool raw = link_type == LinkType::raw || link_type == LinkType::raw_bsd_12 ||
                     link_type == LinkType::raw_openbsd_14;
    return raw ? DLT_RAW : static_cast<int>(link_type);
}

/// The other way round.
[[nodiscard]] inline LinkType link_type_of(int data_link) noexcept {
    return data_link == DLT_RAW ? LinkType::raw : static_cast<LinkType>(data_link);
}

/// Of an open interface, the link type in which it is captured. For `any` there are two: the second version
/// of cooked headers also names the device.
[[nodiscard]] inline int choose_data_link(pcap_t* opened) noexcept {
    if (libpcap().datalink(opened) == DLT_LINUX_SLL) (void)libpcap().set_datalink(opened, DLT_LINUX_SLL2);
    return libpcap().datalink(opened);
}

}  // namespace wsdissect::capture
