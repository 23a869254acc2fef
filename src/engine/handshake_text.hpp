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
[[nodiscard]] bool is_handshake_request(const http::Head& request);
/// Whether a response alone shows a WebSocket handshake: a 101 that names websocket or carries
/// Sec-WebSocket-Accept.
[[nodiscard]] bool is_handshake_response(const http::Head& response);

/// Whether permessage-deflate is among the extensions that a response names. Its parameters, and whatever
/// else the field holds, may be malformed: this is for decoding, not for judging.
[[nodiscard]] bool names_deflate(const http::Head& response);

/// Texts that outlive their packet, in one allocation.
class TextStore {
  public:
    struct Slice {
        std::uint32_t offset = 0;
        std::uint32_t length = 0;
        bool present = false;
    };
    [[nodiscard]] Slice add(std::optional<std::string_view> text);
    [[nodiscard]] std::optional<std::string_view> get(Slice slice) const;
    [[nodiscard]] std::size_t size() const noexcept { return text_.size(); }

  private:
    std::string text_;
};

/// A request that waits for its response.
class RequestText {
  public:
    RequestText(const http::Head& request, const PacketStamp& packet);
    /// Views are valid as long as this object is.
    [[nodiscard]] model::HandshakeRequest view() const;
    /// Octets of text that it holds.
    [[nodiscard]] std::size_t size() const noexcept { return store_.size(); }

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

    TextStore store_;
    std::array<TextStore::Slice, kParts> parts_;
    std::uint32_t key_count_;
    PacketStamp packet_;
};

/// A response while its head's octets are at hand.
class ResponseText {
  public:
    /// `response` has to stay valid as long as this object.
    ResponseText(const http::Head& response, const PacketStamp& packet);
    [[nodiscard]] model::HandshakeResponse view() const;

  private:
    const http::Head& head_;
    std::optional<std::string> accept_, subprotocol_, extensions_;
    PacketStamp packet_;
};

}  // namespace wsdissect::engine
