#include "tests/bench/conversation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>

#include "tests/bench/frame_writer.hpp"
#include "wsdissect/base/base64.hpp"
#include "wsdissect/websocket/accept.hpp"

namespace wsdissect::bench {
namespace {

using websocket::Opcode;

constexpr std::uint32_t kHosts = 4096;
constexpr std::uint16_t kFirstEphemeralPort = 32768;
constexpr std::size_t kFullWrite = 16384;  ///< No further message goes into a write of so many octets.
constexpr std::uint8_t kNormalClosure[] = {0x03, 0xe8, 'b', 'y', 'e'};  // RFC 6455 section 7.4.1

/// Host `number` (below 2^16) of the net that `ipv4_net` or `last_net` of 2001:db8:: name.
IpAddress host(const Options& options, std::array<std::uint8_t, 2> ipv4_net, std::uint32_t number) {
    const auto high = static_cast<std::uint8_t>(number >> 8);
    const auto low = static_cast<std::uint8_t>(number);
    IpAddress result;
    if (options.ipv6) {
        result.family = AddressFamily::ipv6;
        result.octets = {0x20, 0x01, 0x0d, 0xb8, ipv4_net[0], ipv4_net[1], 0, 0, 0, 0, 0, 0, 0, 0, high, low};
    } else {
        result.octets = {ipv4_net[0], ipv4_net[1], high, low};
    }
    return result;
}

Endpoint client_of(const Options& options, std::uint32_t number) {
    const auto port = static_cast<std::uint16_t>(kFirstEphemeralPort + number / kHosts);
    return {host(options, {10, 1}, number % kHosts), port};
}

Endpoint server_of(const Options& options, std::uint32_t number) {
    const auto port = static_cast<std::uint16_t>(number % 2 == 0 ? 80 : 8080);
    return {host(options, {192, 168}, 10 + number % 4), port};
}

std::array<std::uint8_t, 8> octets_of(std::uint64_t number) {
    std::array<std::uint8_t, 8> octets{};
    for (unsigned i = 0; i < octets.size(); ++i) octets[i] = static_cast<std::uint8_t>(number >> (8 * i));
    return octets;
}

/// RFC 6455 section 4.1: 16 random octets in base64.
std::array<char, 24> random_key(Random& random) {
    std::array<std::uint8_t, 16> nonce{};
    std::ranges::copy(octets_of(random.next()), nonce.begin());
    std::ranges::copy(octets_of(random.next()), nonce.begin() + 8);
    std::array<char, 24> key{};
    std::ranges::copy(to_base64(nonce), key.begin());
    return key;
}

websocket::MaskingKey random_masking_key(Random& random) {
    const auto octets = octets_of(random.next());
    return {octets[0], octets[1], octets[2], octets[3]};
}

}  // namespace

void Conversation::begin(std::uint32_t number) {
    number_ = number;
    tcp_ = TcpConnection(client_of(workshop_.options, number), server_of(workshop_.options, number),
                         workshop_.random);
    stage_ = Stage::connecting;
    messages_left_ = workshop_.options.messages;
    key_ = random_key(workshop_.random);
    begin_write(Direction::client);
    unanswered_ping_.reset();
    for (auto& compressor : compressors_) {
        if (compressor) compressor->restart();
    }
    ++workshop_.truth.tcp_streams;
    ++workshop_.truth.connections;
}

bool Conversation::step() {
    if (sent_ < write_.size()) {
        send_some();
        return true;
    }
    switch (stage_) {
        case Stage::connecting:
            tcp_.open(workshop_.packets);
            stage_ = Stage::requesting;
            return true;
        case Stage::requesting: write_request(); break;
        case Stage::responding: write_response(); break;
        case Stage::talking: talk(); break;
        case Stage::close_answering:
            write_close(opposite(writer_));
            stage_ = Stage::ending;
            break;
        case Stage::ending:
            tcp_.close(Direction::server, workshop_.packets);  // RFC 6455 section 7.1.1
            return false;
    }
    send_some();
    return true;
}

Direction Conversation::any_direction() {
    return workshop_.random.below(2) == 0 ? Direction::client : Direction::server;
}

void Conversation::begin_write(Direction writer) {
    writer_ = writer;
    write_.clear();
    sent_ = 0;
}

void Conversation::append(std::string_view text) {
    const Bytes octets = as_bytes(text);
    write_.insert(write_.end(), octets.begin(), octets.end());
}

void Conversation::append(const Piece& piece) {
    FrameToWrite frame{piece.opcode, piece.fin, piece.rsv1, {}, piece.payload};
    if (writer_ == Direction::client) frame.masking_key = random_masking_key(workshop_.random);
    append_frame(write_, frame);
    workshop_.truth.count_frame(piece.opcode, piece.payload.size());
}

void Conversation::send_some() {
    const Bytes left = Bytes(write_).subspan(sent_);
    // Without its handshake a connection would not be one.
    const bool is_handshake = stage_ == Stage::requesting || stage_ == Stage::responding;
    sent_ += is_handshake ? tcp_.send_safely(writer_, left, workshop_.packets)
                          : tcp_.send(writer_, left, workshop_.packets);
    if (!is_handshake || sent_ < write_.size()) return;
    stage_ = stage_ == Stage::requesting ? Stage::responding : Stage::talking;
}

void Conversation::write_request() {
    begin_write(Direction::client);
    append(fmt::format("GET /live/{}?session={:016x} HTTP/1.1\r\n", number_ % 7, workshop_.random.next()));
    append(
        "Host: push.example.com\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
        "Accept: */*\r\n"
        "Accept-Language: en-US,en;q=0.5\r\n"
        "Origin: https://www.example.com\r\n");
    if (workshop_.options.deflate) append("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    append(
        "Connection: keep-alive, Upgrade\r\n"
        "Upgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: ");
    append({key_.data(), key_.size()});
    append("\r\n\r\n");
}

void Conversation::write_response() {
    begin_write(Direction::server);
    append(
        "HTTP/1.1 101 Switching Protocols\r\n"
        "Upgrade: websocket\r\n"
        "Connection: Upgrade\r\n");
    if (workshop_.options.deflate) append("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    append("Sec-WebSocket-Accept: ");
    append(websocket::accept_value({key_.data(), key_.size()}).text());
    append("\r\n\r\n");
}

void Conversation::talk() {
    if (unanswered_ping_) return write_pong();
    if (messages_left_ > 0) return write_messages();
    write_close(any_direction());
    stage_ = Stage::close_answering;
}

void Conversation::write_messages() {
    begin_write(any_direction());
    do {
        append_message();
        --messages_left_;
    } while (messages_left_ > 0 && write_.size() < kFullWrite &&
             workshop_.random.happens(workshop_.options.coalesce));
}

void Conversation::append_message() {
    const Options& options = workshop_.options;
    Random& random = workshop_.random;
    const std::uint32_t length = options.sizes.draw(random);
    const bool is_text =
        options.payload == PayloadKind::mixed ? random.below(2) == 0 : options.payload == PayloadKind::text;
    const Bytes content = is_text ? workshop_.payloads.text(length) : workshop_.payloads.binary(length);
    const bool is_compressed = options.deflate && length > 0;
    ++workshop_.truth.messages;
    workshop_.truth.message_bytes += length;
    append_fragments({.opcode = is_text ? Opcode::text : Opcode::binary,
                      .rsv1 = is_compressed,
                      .payload = is_compressed ? compressed(content) : content});
}

void Conversation::append_fragments(Piece message) {
    Random& random = workshop_.random;
    const bool is_fragmented = random.happens(workshop_.options.fragment);
    const bool is_pinged = !unanswered_ping_ && random.happens(workshop_.options.ping);
    if (is_pinged && !is_fragmented) append_ping();
    Bytes left = message.payload;
    for (std::uint32_t following = is_fragmented ? random.between(1, 4) : 0; following > 0; --following) {
        const std::uint32_t length = random.below(static_cast<std::uint32_t>(left.size()) + 1);
        append(Piece{message.opcode, false, message.rsv1, left.first(length)});
        left = left.subspan(length);
        message.opcode = Opcode::continuation;
        message.rsv1 = false;                               // RFC 7692 section 6.1: on the first frame only
        if (is_pinged && !unanswered_ping_) append_ping();  // RFC 6455 section 5.4: allowed in between
    }
    append(Piece{message.opcode, true, message.rsv1, left});
}

void Conversation::append_ping() {
    unanswered_ping_ = octets_of(workshop_.random.next());
    append(Piece{.opcode = Opcode::ping, .payload = *unanswered_ping_});
}

void Conversation::write_pong() {
    begin_write(opposite(writer_));
    append(Piece{.opcode = Opcode::pong, .payload = *unanswered_ping_});
    unanswered_ping_.reset();
}

void Conversation::write_close(Direction writer) {
    begin_write(writer);
    append(Piece{.opcode = Opcode::close, .payload = kNormalClosure});
}

Bytes Conversation::compressed(Bytes message) {
    auto& compressor = compressors_[index_of(writer_)];
    if (!compressor) compressor.emplace();
    return compressor->compress(message);
}

}  // namespace wsdissect::bench
