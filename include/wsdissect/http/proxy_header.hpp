#pragma once
// The PROXY protocol header (haproxy's proxy-protocol.txt, versions 1 and 2) that a proxy puts before the
// first request of a connection, to say for whom it made it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "wsdissect/base/address.hpp"
#include "wsdissect/base/bytes.hpp"

namespace wsdissect::http {

/// Octets of version 1, the line's end included (section 2.1).
inline constexpr std::size_t kMaxProxyLine = 107;
/// Octets that a header of version 2 may declare behind its first 16: what haproxy itself takes.
inline constexpr std::size_t kMaxProxyLength = 16 * 1024;

/// Whether a direction that begins so may begin with such a header. False is final.
[[nodiscard]] bool may_begin_proxy_header(Bytes octets) noexcept;

enum class ProxyEvent : std::uint8_t {
    need_more,  ///< All octets were taken.
    header,     ///< It ends with what was taken.
    not_one,    ///< See ProxyHeaderReader::held.
};

/// Reads one header, cut anywhere. Keeps at most kMaxProxyLine octets.
class ProxyHeaderReader {
  public:
    struct Step {
        ProxyEvent event;
        std::size_t consumed;
    };
    /// Takes octets from the front of what comes. Not to be called after another event than need_more.
    [[nodiscard]] Step read(Bytes octets) noexcept;
    /// After not_one: all octets that were taken, which are something else's.
    [[nodiscard]] Bytes held() const noexcept { return Bytes(held_).first(count_); }
    /// After header: who opened the TCP connection to the proxy; empty where the header does not say
    /// (UNKNOWN, LOCAL, other protocols than TCP).
    [[nodiscard]] const std::optional<Endpoint>& client() const noexcept { return client_; }

  private:
    [[nodiscard]] ProxyEvent judge() noexcept;
    [[nodiscard]] ProxyEvent judge_line() noexcept;
    [[nodiscard]] ProxyEvent judge_binary() noexcept;

    std::array<std::uint8_t, kMaxProxyLine> held_{};
    std::size_t count_ = 0;    ///< Octets held.
    std::size_t to_skip_ = 0;  ///< Octets of the header behind those held.
    std::optional<Endpoint> client_;
};

}  // namespace wsdissect::http
