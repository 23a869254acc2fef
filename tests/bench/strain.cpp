// Writes a capture to standard output that strains memory: much of one thing, which never ends. It is made
// while it is read, so it may be of any length; the same arguments give the same octets.
//
//     wsdissect_strain KIND COUNT [SEED]

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string_view>
#include <vector>

#include "tests/bench/frame_writer.hpp"
#include "tests/bench/tcp_connection.hpp"
#include "tests/support/deflate_stream.hpp"
#include "wsdissect/base/segment.hpp"

namespace wsdissect::bench {
namespace {

constexpr std::string_view kRequest =
    "GET /updates HTTP/1.1\r\nHost: updates.example:8080\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
constexpr std::string_view kResponse =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
constexpr std::string_view kPlain = "\r\n";
constexpr std::string_view kCompressing = "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
/// A TLS 1.2 record of application data: what is not WebSocket.
constexpr std::string_view kForeign = "\x17\x03\x03\x00\x05 abcd";

/// What every kind writes with.
struct Workshop {
    PacketWriter& packets;
    Random& random;
    std::uint64_t count;
};

Endpoint endpoint(std::uint32_t address, std::uint16_t port) {
    Endpoint result;
    result.port = port;
    for (std::size_t i = 0; i < 4; ++i)
        result.address.octets[i] = static_cast<std::uint8_t>(address >> (24 - 8 * i));
    return result;
}
/// Another one for each number.
Endpoint client(std::uint64_t number) {
    return endpoint(0x0a000000 + static_cast<std::uint32_t>(number / 50'000),
                    static_cast<std::uint16_t>(10'000 + number % 50'000));
}
Endpoint server() { return endpoint(0xc0000201, 8080); }

TcpConnection opened(std::uint64_t number, const Workshop& workshop) {
    TcpConnection connection(client(number), server(), workshop.random);
    connection.open(workshop.packets);
    return connection;
}

TcpConnection upgraded(std::uint64_t number, std::string_view rest_of_response, const Workshop& workshop) {
    TcpConnection connection = opened(number, workshop);
    connection.send_safely(Direction::client, as_bytes(kRequest), workshop.packets);
    std::string response(kResponse);
    response += rest_of_response;
    connection.send_safely(Direction::server, as_bytes(response), workshop.packets);
    return connection;
}

void send_all(TcpConnection& connection, Bytes octets, const Workshop& workshop) {
    while (!octets.empty())
        octets = octets.subspan(connection.send_safely(Direction::server, octets, workshop.packets));
}

/// The header of a server's frame whose payload is so long.
void send_header(TcpConnection& connection, std::uint8_t first_octet, std::uint64_t length,
                 const Workshop& workshop) {
    std::array<std::uint8_t, 10> header = {first_octet, 127};
    for (std::size_t i = 0; i < 8; ++i) header[2 + i] = static_cast<std::uint8_t>(length >> (56 - 8 * i));
    connection.send_safely(Direction::server, header, workshop.packets);
}

/// COUNT WebSocket connections that stay open and say nothing.
void write_idle(const Workshop& workshop) {
    for (std::uint64_t i = 0; i < workshop.count; ++i) upgraded(i, kPlain, workshop);
}

/// COUNT TCP connections that stay open and are not WebSocket.
void write_foreign(const Workshop& workshop) {
    for (std::uint64_t i = 0; i < workshop.count; ++i) {
        TcpConnection connection = opened(i, workshop);
        connection.send_safely(Direction::client, as_bytes(kForeign), workshop.packets);
        connection.send_safely(Direction::server, as_bytes(kForeign), workshop.packets);
    }
}

/// COUNT packets with SYN from addresses all over the world.
void write_syn_flood(const Workshop& workshop) {
    for (std::uint64_t i = 0; i < workshop.count; ++i) {
        const std::uint64_t number = workshop.random.next();
        TcpSegment segment;
        segment.source =
            endpoint(static_cast<std::uint32_t>(number >> 32), static_cast<std::uint16_t>(number));
        segment.destination = server();
        segment.sequence = static_cast<std::uint32_t>(workshop.random.next());
        segment.flags = TcpFlags::kSyn;
        segment.window = 1024;
        workshop.packets.tcp(segment);
    }
}

/// One message of COUNT octets.
void write_message(const Workshop& workshop) {
    TcpConnection connection = upgraded(0, kPlain, workshop);
    send_header(connection, 0x81, workshop.count, workshop);
    const std::vector<std::uint8_t> octets(std::size_t{1} << 16, 'm');
    for (std::uint64_t left = workshop.count; left > 0; left -= std::min<std::uint64_t>(left, octets.size()))
        send_all(connection, front(octets, left), workshop);
}

/// A hole that is never filled, nor acknowledged, and COUNT octets of messages behind it.
void write_hole(const Workshop& workshop) {
    TcpConnection connection = upgraded(0, kPlain, workshop);
    std::vector<std::uint8_t> frames, payload(1500);
    for (std::uint8_t& octet : payload) octet = static_cast<std::uint8_t>(workshop.random.next());
    FrameToWrite frame;
    frame.opcode = websocket::Opcode::binary;
    while (frames.size() < (std::size_t{1} << 16)) {
        frame.payload = front(payload, workshop.random.between(500, 1500));
        append_frame(frames, frame);
    }
    connection.lose(Direction::server, 1300);
    for (std::uint64_t sent = 0; sent < workshop.count; sent += frames.size()) {
        Bytes rest = frames;
        while (!rest.empty())
            rest = rest.subspan(connection.send_unanswered(Direction::server, rest, workshop.packets));
    }
}

/// A message of one letter, again and again, that inflates to at least COUNT octets, a thousandth of that on
/// the wire.
void write_bomb(const Workshop& workshop) {
    constexpr std::uint64_t kInflated = std::uint64_t{16} << 20;
    TcpConnection connection = upgraded(0, kCompressing, workshop);
    test::DeflateStream deflate(15, Z_BEST_COMPRESSION);
    const std::vector<std::uint8_t> letters(kInflated, 'b');
    const Bytes compressed = deflate.compress(letters);
    std::vector<std::uint8_t> piece(compressed.begin(), compressed.end());
    piece.insert(piece.end(), {0x00, 0x00, 0xFF, 0xFF});  // More blocks follow.
    const std::uint64_t times = (workshop.count + kInflated - 1) / kInflated;
    send_header(connection, 0xC1, (times - 1) * piece.size() + compressed.size(), workshop);
    for (std::uint64_t i = 1; i < times; ++i) send_all(connection, piece, workshop);
    send_all(connection, front(piece, compressed.size()), workshop);
}

struct Kind {
    std::string_view name;
    void (*write)(const Workshop&);
};
constexpr Kind kKinds[] = {{"idle", write_idle},           {"foreign", write_foreign},
                           {"syn-flood", write_syn_flood}, {"message", write_message},
                           {"hole", write_hole},           {"bomb", write_bomb}};

int usage() {
    std::fputs("usage: wsdissect_strain KIND COUNT [SEED]; KIND is", stderr);
    for (const Kind& kind : kKinds) std::fprintf(stderr, " %s", kind.name.data());
    std::fputc('\n', stderr);
    return 2;
}

int run(int argc, char** argv) {
    if (argc < 3) return usage();
    const auto* const kind = std::find_if(std::begin(kKinds), std::end(kKinds),
                                          [&](const Kind& each) { return each.name == argv[1]; });
    if (kind == std::end(kKinds)) return usage();
    CaptureFile file("/dev/stdout");
    Truth truth;
    Random random(argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1);
    const Impairments none;
    PacketWriter packets(file, truth, random, none);
    kind->write({packets, random, std::strtoull(argv[2], nullptr, 10)});
    file.close();
    return 0;
}

}  // namespace
}  // namespace wsdissect::bench

int main(int argc, char** argv) {
    try {
        return wsdissect::bench::run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
