#pragma once
// The header fields of HTTP/2 as a head of HTTP/1.x would have them, so that a handshake is read in one way.

#include <cstddef>
#include <span>
#include <string_view>

#include "wsdissect/http/head.hpp"
#include "wsdissect/http2/header_decoder.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::engine {

/// Views of the fields that it was made of.
struct Http2Head {
    http::Head head;              ///< `Host` is :authority, or where there is none, the field of that name.
    std::string_view protocol;    ///< :protocol (RFC 8441 section 4); empty where there is none.
    model::Http2Request request;  ///< What the head has no room for, but for `connect_protocol`.

    /// Whether a request asks for WebSocket.
    [[nodiscard]] bool asks_for_websocket() const noexcept;
    /// In place of what it was before, whose memory it keeps.
    void read(std::span<const http2::HeaderField> fields, http::HeadKind kind);

  private:
    void add_pseudo_header(const http2::HeaderField& field);
    void add_field(const http2::HeaderField& field);
};

}  // namespace wsdissect::engine
