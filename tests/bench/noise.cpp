#include "tests/bench/noise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace wsdissect::bench {
namespace {

constexpr std::size_t kFlows = 150;
constexpr std::uint32_t kHosts = 8192;
constexpr std::uint32_t kLongestAnswer = 400000;
constexpr std::uint32_t kTwoSegments = 2 * 1448;
constexpr std::uint16_t kArp = 0x0806;

Endpoint endpoint(std::uint8_t net, std::uint8_t subnet, std::uint32_t number, std::uint16_t port) {
    return {{{net, subnet, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)}}, port};
}

/// A TLS record (RFC 8446 section 5.1) around `content`, which its header is written over.
std::string tls_record(std::uint8_t type, Bytes content) {
    constexpr std::size_t kHeader = 5;
    std::string record(as_text(content));
    const std::size_t length = record.size() - kHeader;
    const char header[kHeader] = {static_cast<char>(type), 3, 3, static_cast<char>(length >> 8),
                                  static_cast<char>(length)};
    return record.replace(0, kHeader, header, kHeader);
}

}  // namespace

Noise::Noise(Truth& truth, Random& random, PayloadMaker& payloads, PacketWriter& packets)
    : truth_(truth), random_(random), payloads_(payloads), packets_(packets), flows_(kFlows) {}

void Noise::keep_up(Chance share) {
    while (truth_.noise_packets << 32 < truth_.packets * share.threshold()) {
        const std::uint64_t before = truth_.packets;
        step();
        truth_.noise_packets += truth_.packets - before;
    }
}

void Noise::step() {
    const std::uint32_t percent = random_.below(100);
    if (percent < 94) return step(flows_[random_.below(kFlows)]);
    percent < 99 ? write_datagrams() : write_arp();
}

void Noise::step(Flow& flow) {
    if (!flow.is_open) return open(flow);
    if (flow.octets_left > 0) return answer(flow);
    if (flow.answers_left > 0) return ask(flow);
    flow.tcp.close(Direction::client, packets_);
    flow.is_open = false;
}

void Noise::open(Flow& flow) {
    const auto number = static_cast<std::uint32_t>(truth_.tcp_streams++);
    flow.kind = random_.below(2) == 0 ? Kind::http : Kind::tls;
    const Endpoint client =
        endpoint(10, 9, number % kHosts, static_cast<std::uint16_t>(32768 + number / kHosts));
    const Endpoint server = endpoint(172, 16, random_.below(kHosts), flow.kind == Kind::http ? 80 : 443);
    flow.tcp = TcpConnection(client, server, random_);
    flow.tcp.open(packets_);
    flow.is_open = true;
    flow.answers_left = random_.between(1, 10);
}

void Noise::ask(Flow& flow) {
    --flow.answers_left;
    flow.octets_left = random_.between(1000, kLongestAnswer);
    std::string request;
    std::string response;
    if (flow.kind == Kind::http) {
        request = fmt::format(
            "GET /files/{:08x} HTTP/1.1\r\nHost: static.example.net\r\n"
            "User-Agent: curl/8.5.0\r\nAccept: */*\r\n\r\n",
            random_.below(1U << 31));
        response = fmt::format(
            "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
            "Content-Length: {}\r\n\r\n",
            flow.octets_left);
    } else {
        request = tls_record(0x16, payloads_.binary(512));
        response = tls_record(0x16, payloads_.binary(122));
    }
    (void)flow.tcp.send_safely(Direction::client, as_bytes(request), packets_);
    (void)flow.tcp.send_safely(Direction::server, as_bytes(response), packets_);
}

void Noise::answer(Flow& flow) {
    const Bytes content = payloads_.binary(std::min(flow.octets_left, kTwoSegments));
    flow.octets_left -= static_cast<std::uint32_t>(content.size());
    if (flow.kind == Kind::tls && content.size() > 5) {
        (void)flow.tcp.send_safely(Direction::server, as_bytes(tls_record(0x17, content)), packets_);
    } else {
        (void)flow.tcp.send_safely(Direction::server, content, packets_);
    }
}

void Noise::write_datagrams() {
    const Endpoint player = endpoint(10, 9, random_.below(kHosts), 40000);
    const Endpoint camera = endpoint(10, 9, 0xffff, 5004);
    packets_.udp(player, camera, payloads_.binary(random_.between(30, 60)));
    packets_.udp(camera, player, payloads_.binary(random_.between(200, 1200)));
}

/// RFC 826: who has 10.9.0.1?
void Noise::write_arp() {
    constexpr std::uint8_t request[28] = {0,  1, 8, 0, 6, 4, 0, 1, 2, 0, 0,  0, 0, 1,
                                          10, 9, 0, 2, 0, 0, 0, 0, 0, 0, 10, 9, 0, 1};
    packets_.ethernet(kArp, request);
}

}  // namespace wsdissect::bench
