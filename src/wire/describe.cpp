// The words for what is wrong with a packet.

#include "wsdissect/wire/reading.hpp"

namespace wsdissect::wire {
namespace {

std::string bytes(std::uint64_t count) { return std::to_string(count) + (count == 1 ? " byte" : " bytes"); }

std::string cut_short(const char* header, const Error& error) {
    return std::string(header) + " cut short: " + bytes(error.found) + " of " +
           std::to_string(error.expected);
}

std::string below(const char* field, const Error& error) {
    return std::string(field) + " is " + bytes(error.found) + ", at least " + std::to_string(error.expected) +
           " expected";
}

std::string version(const Error& error) {
    return "IP version is " + std::to_string(error.found) + ", " +
           (error.expected == 0 ? "4 or 6" : std::to_string(error.expected)) + " expected";
}

std::string data_offset(const Error& error) {
    if (error.found < error.expected) return below("TCP data offset", error);
    return "TCP data offset is " + bytes(error.found) + ", at most " + std::to_string(error.expected) +
           " expected";
}

}  // namespace

std::string describe(const Error& error) {
    switch (error.kind) {
        case ErrorKind::link_header_short: return cut_short("link header", error);
        case ErrorKind::encapsulation_short: return cut_short("encapsulation header", error);
        case ErrorKind::ip_version: return version(error);
        case ErrorKind::ip_header_short: return cut_short("IP header", error);
        case ErrorKind::ip_header_length: return below("IP header length", error);
        case ErrorKind::ip_total_length: return below("IP total length", error);
        case ErrorKind::ip_longer_than_packet:
            return "IP packet of " + bytes(error.found) + " where the wire carried " +
                   std::to_string(error.expected);
        case ErrorKind::fragment_length:
            return "IP fragment of " + bytes(error.found) + " before others, a multiple of " +
                   std::to_string(error.expected) + " expected";
        case ErrorKind::fragment_end:
            return "IP fragment ends at byte " + std::to_string(error.found) + " of its packet, at most " +
                   std::to_string(error.expected) + " expected";
        case ErrorKind::extension_short: return cut_short("IPv6 extension header", error);
        case ErrorKind::tcp_header_short: return cut_short("TCP header", error);
        case ErrorKind::tcp_data_offset: return data_offset(error);
    }
    return {};
}

}  // namespace wsdissect::wire
