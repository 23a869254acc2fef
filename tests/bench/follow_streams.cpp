// Follows all TCP streams of a capture with libtins and counts what they carried: what it costs with that
// library to get as far as where WebSocket begins.

#include <tins/tcp_ip/stream_follower.h>
#include <tins/tins.h>

#include <cstdint>
#include <cstdio>
#include <exception>

namespace {

struct Count {
    std::uint64_t streams = 0;
    std::uint64_t octets = 0;
};

Count follow(const char* path) {
    Count count;
    Tins::TCPIP::StreamFollower follower;
    follower.new_stream_callback([&count](Tins::TCPIP::Stream& stream) {
        ++count.streams;
        stream.client_data_callback(
            [&count](Tins::TCPIP::Stream& from) { count.octets += from.client_payload().size(); });
        stream.server_data_callback(
            [&count](Tins::TCPIP::Stream& from) { count.octets += from.server_payload().size(); });
    });
    Tins::FileSniffer sniffer(path);
    sniffer.sniff_loop([&follower](Tins::Packet& packet) {
        follower.process_packet(packet);
        return true;
    });
    return count;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: wsdissect_follow_streams FILE\n");
        return 2;
    }
    try {
        const Count count = follow(argv[1]);
        std::printf("%ju streams, %ju octets\n", std::uintmax_t{count.streams}, std::uintmax_t{count.octets});
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s\n", argv[1], error.what());
        return 1;
    }
}
