#pragma once
// libpcap, which only the capture filter and live interfaces need: loaded when it is first used, since with
// the nine libraries that it brings, that takes as long as dissecting ten thousand packets (1 ms).

#include <pcap/pcap.h>

namespace wsdissect::capture {

/// Its functions, by their names without `pcap_`.
struct Libpcap {
    decltype(&::pcap_activate) activate;
    decltype(&::pcap_breakloop) breakloop;
    decltype(&::pcap_close) close;
    decltype(&::pcap_compile) compile;
    decltype(&::pcap_create) create;
    decltype(&::pcap_datalink) datalink;
    decltype(&::pcap_datalink_val_to_description) datalink_val_to_description;
    decltype(&::pcap_dispatch) dispatch;
    decltype(&::pcap_fileno) fileno;
    decltype(&::pcap_findalldevs) findalldevs;
    decltype(&::pcap_freealldevs) freealldevs;
    decltype(&::pcap_freecode) freecode;
    decltype(&::pcap_get_selectable_fd) get_selectable_fd;
    decltype(&::pcap_get_tstamp_precision) get_tstamp_precision;
    decltype(&::pcap_geterr) geterr;
    decltype(&::pcap_lib_version) lib_version;
    decltype(&::pcap_offline_filter) offline_filter;
    decltype(&::pcap_open_dead) open_dead;
    decltype(&::pcap_set_buffer_size) set_buffer_size;
    decltype(&::pcap_set_datalink) set_datalink;
    decltype(&::pcap_set_promisc) set_promisc;
    decltype(&::pcap_set_snaplen) set_snaplen;
    decltype(&::pcap_set_timeout) set_timeout;
    decltype(&::pcap_set_tstamp_precision) set_tstamp_precision;
    decltype(&::pcap_setfilter) setfilter;
    decltype(&::pcap_setnonblock) setnonblock;
    decltype(&::pcap_stats) stats;
    decltype(&::pcap_statustostr) statustostr;
    bool loaded;  ///< If not, no other member is to be used.

    Libpcap() noexcept;
};

/// To be called first while libraries can still be loaded: a process that is confined cannot.
[[nodiscard]] const Libpcap& libpcap() noexcept;

/// What to say where it is not loaded.
inline constexpr const char* kLibpcapMissing = "libpcap (libpcap.so.0.8 or libpcap.so.1) cannot be loaded";

}  // namespace wsdissect::capture
