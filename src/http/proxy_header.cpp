#include "wsdissect/http/proxy_header.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::http {

namespace {

constexpr std::string_view kLineStart = "PROXY ";
constexpr std::string_view kSignature("\r\n\r\n\0\r\nQUIT\n", 12);

// Version 2 (section 2.2): signature (12) | version and command (1) | family and protocol (1) | length (2).
constexpr std::size_t kBinaryHead = 16;
constexpr std::uint8_t kLocal = 0x20;
constexpr std::uint8_t kProxy = 0x21;
constexpr std::uint8_t kTcpOverIpv4 = 0x11;
constexpr std::uint8_t kTcpOverIpv6 = 0x21;

/// Octets of both addresses and both ports, where they are those of TCP.
std::size_t address_octets(std::uint8_t family) noexcept {
    if (family == kTcpOverIpv4) return 12;
    return family == kTcpOverIpv6 ? 36 : 0;
}

bool begins_alike(std::string_view text, std::string_view start) noexcept {
    const std::size_t common = std::min(text.size(), start.size());
    return text.substr(0, common) == start.substr(0, common);
}

/// The text up to the next space, which is taken off too; all where there is none.
std::string_view next_word(std::string_view& text) noexcept {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

std::optional<IpAddress> parse_address(std::string_view word, AddressFamily family) {
    IpAddress address;
    address.family = family;
    const int domain = family == AddressFamily::ipv4 ? AF_INET : AF_INET6;
    if (inet_pton(domain, std::string(word).c_str(), address.octets.data()) != 1) return std::nullopt;
    return address;
}

std::optional<std::uint16_t> parse_port(std::string_view word) noexcept {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), port);
    if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
    return port;
}

/// `line`: what stands between `PROXY TCP4 ` and the line's end.
std::optional<Endpoint> parse_ends(std::string_view line, AddressFamily family) {
    const auto source = parse_address(next_word(line), family);
    const auto destination = parse_address(next_word(line), family);
    const auto source_port = parse_port(next_word(line));
    const auto destination_port = parse_port(line);
    if (!source || !destination || !source_port || !destination_port) return std::nullopt;
    return Endpoint{*source, *source_port};
}

}  // namespace

bool may_begin_proxy_header(Bytes octets) noexcept {
    const std::string_view text = as_text(octets);
    return begins_alike(text, kLineStart) || begins_alike(text, kSignature);
}

ProxyHeaderReader::Step ProxyHeaderReader::read(Bytes octets) noexcept {
    std::size_t consumed = 0;
    while (to_skip_ == 0 && consumed < octets.size()) {
        held_[count_++] = octets[consumed++];
        const ProxyEvent event = judge();
        if (event != ProxyEvent::need_more) return {event, consumed};
    }
    const std::size_t skipped = std::min(to_skip_, octets.size() - consumed);
    to_skip_ -= skipped;
    const bool ends = skipped > 0 && to_skip_ == 0;
    return {ends ? ProxyEvent::header : ProxyEvent::need_more, consumed + skipped};
}

ProxyEvent ProxyHeaderReader::judge() noexcept {
    if (!may_begin_proxy_header(held())) return ProxyEvent::not_one;
    return held_.front() == '\r' ? judge_binary() : judge_line();
}

ProxyEvent ProxyHeaderReader::judge_line() noexcept {
    std::string_view line = as_text(held());
    if (!line.ends_with("\r\n")) {
        return count_ == kMaxProxyLine ? ProxyEvent::not_one : ProxyEvent::need_more;
    }
    line.remove_suffix(2);
    line.remove_prefix(kLineStart.size());
    const std::string_view protocol = next_word(line);
    // Whatever follows it is to be ignored.
    if (protocol == "UNKNOWN") return ProxyEvent::header;
    if (protocol == "TCP4") client_ = parse_ends(line, AddressFamily::ipv4);
    if (protocol == "TCP6") client_ = parse_ends(line, AddressFamily::ipv6);
    return client_ ? ProxyEvent::header : ProxyEvent::not_one;
}

ProxyEvent ProxyHeaderReader::judge_binary() noexcept {
    if (count_ < kBinaryHead) return ProxyEvent::need_more;
    ByteReader reader(held().subspan(kSignature.size()));
    const std::uint8_t version_and_command = reader.u8();
    const std::uint8_t family = reader.u8();
    const std::size_t length = reader.be16();
    const std::size_t addresses = version_and_command == kProxy ? address_octets(family) : 0;
    const bool is_known = version_and_command == kProxy || version_and_command == kLocal;
    if (!is_known || length < addresses || length > kMaxProxyLength) return ProxyEvent::not_one;

    if (reader.remaining() < addresses) return ProxyEvent::need_more;
    if (addresses > 0) {
        const bool is_ipv4 = family == kTcpOverIpv4;
        Endpoint client;
        client.address.family = is_ipv4 ? AddressFamily::ipv4 : AddressFamily::ipv6;
        const Bytes source = reader.take(is_ipv4 ? 4 : 16);
        std::copy(source.begin(), source.end(), client.address.octets.begin());
        reader.skip(source.size());  // destination
        client.port = reader.be16();
        client_ = client;
    }
    to_skip_ = length - addresses;
    return to_skip_ == 0 ? ProxyEvent::header : ProxyEvent::need_more;
}

}  // namespace wsdissect::http
