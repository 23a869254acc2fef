// Counts the packets and octets of a capture with libpcap and does nothing else: the least that a program
// built on libpcap can cost.

#include <pcap/pcap.h>

#include <cstdint>
#include <cstdio>

int main(int argc, char** argv) {
    char error[PCAP_ERRBUF_SIZE] = "usage: wsdissect_count_packets FILE";
    pcap_t* const capture = argc == 2 ? pcap_open_offline(argv[1], error) : nullptr;
    if (capture == nullptr) {
        std::fprintf(stderr, "%s\n", error);
        return 1;
    }
    std::uint64_t packets = 0;
    std::uint64_t octets = 0;
    pcap_pkthdr* header = nullptr;
    const u_char* data = nullptr;
    while (pcap_next_ex(capture, &header, &data) == 1) {
        ++packets;
        octets += header->len;
    }
    pcap_close(capture);
    std::printf("%ju packets, %ju octets\n", std::uintmax_t{packets}, std::uintmax_t{octets});
}
