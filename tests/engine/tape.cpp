#include "tests/engine/tape.hpp"

#include <algorithm>

#include "wsdissect/base/segment.hpp"

namespace wsdissect::test {

namespace {
constexpr std::uint8_t kAck = TcpFlags::kAck;
}

Tape::Tape(std::uint16_t port) : port_(port) {}

void Tape::add(Direction sender, std::uint8_t flags, std::string_view payload, std::uint32_t snapped) {
    Tcp segment{.source = endpoint("192.0.2.1", port_)};
    if (sender == Direction::server) std::swap(segment.source, segment.destination);
    segment.sequence = next_[index_of(sender)];
    segment.acknowledgment = next_[index_of(opposite(sender))];
    segment.flags = flags;
    segment.payload = payload;
    now_ += kMillisecond;
    packets_.push_back({ethernet(ip(segment)), now_, snapped});
    next_[index_of(sender)] += static_cast<std::uint32_t>(payload.size());
}

Tape& Tape::open() {
    add(Direction::client, TcpFlags::kSyn, {});
    ++next_[index_of(Direction::client)];
    add(Direction::server, TcpFlags::kSyn | kAck, {});
    ++next_[index_of(Direction::server)];
    return ack(Direction::client);
}

Tape& Tape::send(Direction sender, std::string_view payload) {
    add(sender, kAck, payload);
    return *this;
}

Tape& Tape::snapped(Direction sender, std::string_view payload, std::uint32_t snapped) {
    add(sender, kAck, payload, snapped);
    return *this;
}

Tape& Tape::lose(Direction sender, std::size_t octets) {
    next_[index_of(sender)] += static_cast<std::uint32_t>(octets);
    return *this;
}

Tape& Tape::fin(Direction sender) {
    add(sender, TcpFlags::kFin | kAck, {});
    ++next_[index_of(sender)];
    return *this;
}

Tape& Tape::rst(Direction sender) {
    add(sender, TcpFlags::kRst | kAck, {});
    return *this;
}

Tape& Tape::ack(Direction sender) {
    add(sender, kAck, {});
    return *this;
}

Tape& Tape::wait(std::int64_t milliseconds) {
    now_ += milliseconds * kMillisecond;
    return *this;
}

Tape& Tape::settle() {
    ack(Direction::client).ack(Direction::server);
    return wait(200).ack(Direction::client).ack(Direction::server);
}

Tape& Tape::reopen() {
    next_ = {500'000'000, 900'000'000};
    return open();
}

Tape& Tape::again() {
    packets_.push_back(packets_.back());
    return *this;
}

Tape& Tape::earlier(std::size_t places) {
    std::rotate(packets_.end() - static_cast<std::ptrdiff_t>(places) - 1, packets_.end() - 1, packets_.end());
    return *this;
}

Tape& Tape::append(const Tape& other) {
    packets_.insert(packets_.end(), other.packets_.begin(), other.packets_.end());
    return *this;
}

}  // namespace wsdissect::test
