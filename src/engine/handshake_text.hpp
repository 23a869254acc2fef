#pragma once
// The header fields of a handshake as the model tells them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wsdissect/base/packet_stamp.hpp"
#include "wsdissect/http/head.hpp"
#include "wsdissect/model/events.hpp"
#include "wsdissect/websocket/deflate.hpp"

namespace wsdissect::engine {

/// Whether a request asks for WebSocket: its Upgrade lists `websocket`, or it carries Sec-WebSocket-Key.
[[nodiscard]] bool is_handshake_request(const http::Head& request) noexcept;
/// Whether a response alone shows a WebSocket handshake: a 101 that names websocket or carries
/// Sec-WebSocket-Accept.
[[nodiscard]] bool is_handshake_response(const http::Head& response) noexcept;

/// What a response names, offered or not. Whatever the field holds may be malformed: this is for decoding,
/// not for judging.
struct AgreedExtensions {
    /// Of the first permessage-deflate; by the sender.
    std::optional<std::array<websocket::DeflateTerms, 2>> deflate;
    bool others = false;  ///< Something else is named, too.
};
[[nodiscard]] AgreedExtensions agreed_extensions(const http::Head& response);

/// A request that waits for its response: what the model tells of it. Small, since thousands wait at a time,
/// and out of the processor's caches; most often what it keeps for the rules takes no memory beside it.
class RequestText {
  public:
    /// `all`: with the texts that Demand::handshake_text speaks of.
    RequestText(const http::Head& request, const PacketStamp& packet, bool all);
    /// Views are valid as long as this object is at its place.
    [[nodiscard]] model::HandshakeRequest view() const noexcept;
    [[nodiscard]] const PacketStamp& packet() const noexcept { return packet_; }
    /// Octets that it takes beside itself.
    [[nodiscard]] std::size_t memory() const noexcept { return far_ ? room_ : 0; }

  private:
    enum Part : std::size_t {
        method,
        http_version,
        version,
        key,
        subprotocols,
        extensions,
        target,  // from here on: Demand::handshake_text
        host,
        origin,
        user_agent,
        kParts
    };
    static constexpr std::size_t kNear = 52;
    static_assert(http::kMaxHead <= 0xFFFF + 1,
                  "the parts of a head, without its line ends, have 16-bit ends");

    void add(std::size_t part, std::optional<std::string_view> text);
    [[nodiscard]] std::size_t begin_of(std::size_t part) const noexcept {
        return part == 0 ? 0 : ends_[part - 1];
    }
    [[nodiscard]] std::string_view text(Part part) const noexcept;
    [[nodiscard]] std::optional<std::string_view> get(Part part) const noexcept {
        return (present_ >> part & 1) != 0 ? std::optional(text(part)) : std::nullopt;
    }

    PacketStamp packet_;
    std::uint16_t key_count_;
    std::uint16_t version_count_;
    std::uint16_t host_count_;
    bool host_is_empty_ : 1;
    bool upgrades_to_websocket_ : 1;
    bool connection_names_upgrade_ : 1;
    std::uint32_t room_ = 0;                  ///< Octets for the texts.
    std::uint16_t present_ = 0;               ///< One bit a part.
    std::array<std::uint16_t, kParts> ends_;  ///< Of the parts' texts, one behind the other.
    std::array<char, kNear> near_;            ///< The texts where they fit,
    std::unique_ptr<char[]> far_;             ///< and where they do not.
};

/// Whether a response has the accept value that the request's key calls for: then it can be no other's.
[[nodiscard]] bool is_answer_to(const model::HandshakeRequest& request, const http::Head& response) noexcept;

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
