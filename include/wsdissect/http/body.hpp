#pragma once
// How long an HTTP/1.x message's body is, as its head tells (RFC 9112 section 6.3).

#include <cstdint>
#include <string_view>

#include "wsdissect/http/head.hpp"

namespace wsdissect::http {

enum class BodyKind : std::uint8_t {
    none,       ///< The message ends with its head.
    length,     ///< `length` octets.
    chunked,    ///< Chunks, the last one, trailers (RFC 9112 section 7.1).
    until_end,  ///< Everything until the sender ends its direction.
};

struct Body {
    BodyKind kind = BodyKind::none;
    std::uint64_t length = 0;  ///< Octets, as declared; of BodyKind::length only.

    bool operator==(const Body&) const = default;
};

/// Of the methods, those whose responses end in their own way.
enum class RequestMethod : std::uint8_t {
    unknown,  ///< The request is not known.
    head,
    connect,
    other,
};
/// Of a method as written; `unknown` where it is empty.
[[nodiscard]] RequestMethod request_method_of(std::string_view method) noexcept;

/// RFC 9112 section 6.3. Transfer-Encoding goes before Content-Length. Where its last coding is not chunked,
/// or a Content-Length is no number, or several differ, the length is unknown: `none`, since no request's
/// body goes on until the sender ends.
[[nodiscard]] Body body_of_request(const Head& request) noexcept;
/// The same, but where the length is unknown or the head tells none, `until_end`: nothing after such a body
/// can be told apart from it. 1xx, 204, 304 and the answer to HEAD have none; nor have a 101 and a 2xx to
/// CONNECT, after which the direction is no longer HTTP.
[[nodiscard]] Body body_of_response(const Head& response, RequestMethod request_method) noexcept;

}  // namespace wsdissect::http
