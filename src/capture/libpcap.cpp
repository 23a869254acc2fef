#include "capture/libpcap.hpp"

#include "capture/shared_library.hpp"

namespace wsdissect::capture {

namespace {

/// Debian names it as no one else does.
SharedLibrary load() noexcept {
    const SharedLibrary debian("libpcap.so.0.8");
    return debian.complete() ? debian : SharedLibrary("libpcap.so.1");
}

}  // namespace

Libpcap::Libpcap() noexcept {
    SharedLibrary library = load();
    library.bind(activate, "pcap_activate");
    library.bind(breakloop, "pcap_breakloop");
    library.bind(close, "pcap_close");
    library.bind(compile, "pcap_compile");
    library.bind(create, "pcap_create");
    library.bind(datalink, "pcap_datalink");
    library.bind(datalink_val_to_description, "pcap_datalink_val_to_description");
    library.bind(dispatch, "pcap_dispatch");
    library.bind(fileno, "pcap_fileno");
    library.bind(findalldevs, "pcap_findalldevs");
    library.bind(freealldevs, "pcap_freealldevs");
    library.bind(freecode, "pcap_freecode");
    library.bind(get_selectable_fd, "pcap_get_selectable_fd");
    library.bind(get_tstamp_precision, "pcap_get_tstamp_precision");
    library.bind(geterr, "pcap_geterr");
    library.bind(lib_version, "pcap_lib_version");
    library.bind(offline_filter, "pcap_offline_filter");
    library.bind(open_dead, "pcap_open_dead");
    library.bind(set_buffer_size, "pcap_set_buffer_size");
    library.bind(set_datalink, "pcap_set_datalink");
    library.bind(set_promisc, "pcap_set_promisc");
    library.bind(set_snaplen, "pcap_set_snaplen");
    library.bind(set_timeout, "pcap_set_timeout");
    library.bind(set_tstamp_precision, "pcap_set_tstamp_precision");
    library.bind(setfilter, "pcap_setfilter");
    library.bind(setnonblock, "pcap_setnonblock");
    library.bind(stats, "pcap_stats");
    library.bind(statustostr, "pcap_statustostr");
    loaded = library.complete();
}

const Libpcap& libpcap() noexcept {
    static const Libpcap functions;
    return functions;
}

}  // namespace wsdissect::capture
