#pragma once
// The header fields of a handshake as the model tells them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wsdissect/base/packet_stamp.hpp"
#include "wsdissect/http/head.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::engine {

/// Whether a request asks for WebSocket: its Upgrade lists `websocket`, or it carries Sec-WebSocket-Key.
[[nodiscard]] bool is_handshake_request(const http::Head& request) noexcept;
/// Whether a response alone shows a WebSocket handshake: a 101 that names websocket or carries
/// Sec-WebSocket-Accept.
[[nodiscard]] bool is_handshake_response(const http::Head& response) noexcept;

/// Whether permessage-deflate is among the extensions that a response names. Its parameters, and whatever
/// else the field holds, may be malformed: this is for decoding, not for judging.
[[nodiscard]] bool names_deflate(const http::Head& response) noexcept;

/// A request that waits for its response: what the model tells of it, in one allocation.
class RequestText {
  public:
    RequestText(const http::Head& request, const PacketStamp& packet);
    /// Views are valid as long as this object is, at its place.
    [[nodiscard]] model::HandshakeRequest view() const noexcept;
    [[nodiscard]] const PacketStamp& packet() const noexcept { return packet_; }
    /// Octets of text that it holds.
    [[nodiscard]] std::size_t size() const noexcept { return text_.size(); }

  private:
    enum Part : std::size_t {
        method,
        target,
        http_version,
        host,
        origin,
        user_agent,
        version,
        key,
        subprotocols,
        extensions,
        kParts
    };
    void add(Part part, std::optional<std::string_view> text);
    [[nodiscard]] std::optional<std::string_view> get(Part part) const noexcept;

    std::string text_;                            ///< The parts that are present, one after the other.
    std::array<std::uint32_t, kParts + 1> ends_;  ///< Where each ends, behind a 0: where the first begins.
    std::array<bool, kParts> present_;
    std::uint32_t key_count_;
    PacketStamp packet_;
};

/// A response while its head's octets are at hand.
class ResponseText {
  public:
    /// `response` has to stay valid as long as this object.
    ResponseText(const http::Head& response, const PacketStamp& packet);
    ResponseText(const ResponseText&) = delete;
    ResponseText& operator=(const ResponseText&) = delete;

    [[nodiscard]] const model::HandshakeResponse& view() const noexcept { return view_; }

  private:
    std::array<std::string, 3> joined_;  ///< Values that do not stand in the head as they are told.
    model::HandshakeResponse view_;
};

}  // namespace wsdissect::engine
