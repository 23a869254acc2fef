#pragma once
// An HTTP/1.x message head, exactly as it stands on the wire (RFC 9112 sections 2 to 5). Names, order,
// repeats and raw values are kept; whether they are allowed is not judged here.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wsdissect/http/field_list.hpp"

namespace wsdissect::http {

/// Octets of a head, its final empty line included, beyond which it is not taken for HTTP.
inline constexpr std::size_t kMaxHead = 64 * 1024;
/// Octets of a method beyond which it is not taken for one. (Registered ones have up to 17.)
inline constexpr std::size_t kMaxMethod = 64;

enum class HeadKind : std::uint8_t { request, response };

/// As the version of a head that was put together from the fields of one of HTTP/2. None of HTTP/1.x is that
/// short.
inline constexpr std::string_view kHttp2 = "HTTP/2";

/// Views of the octets that were parsed.
struct Head {
    HeadKind kind = HeadKind::request;
    std::string_view method;   ///< Request: `GET`.
    std::string_view target;   ///< Request: the request target as written: `/chat?x=1`, `host:443`, `*`.
    std::string_view version;  ///< `HTTP/1.1`, as written.
    int status = 0;            ///< Response: 100 to 999.
    std::string_view reason;   ///< Response: the reason phrase; may be empty.
    FieldList fields;          ///< In the order of the wire.
    std::string_view text;     ///< All of it as written, empty lines before it and the final one included.

    [[nodiscard]] bool is_request() const noexcept { return kind == HeadKind::request; }
    [[nodiscard]] bool is_http2() const noexcept { return version == kHttp2; }
};

enum class HeadFault : std::uint8_t {
    start_line,  ///< Neither a request line nor a status line, or without its end in kMaxHead octets.
    field_line,  ///< Control characters before the colon, or in a line that has none: this is no text.
    too_long,    ///< The first kMaxHead octets do not hold its end.
};

struct HeadError {
    HeadFault fault;
    std::size_t offset;  ///< Of the offending line, from the first octet given.
};

}  // namespace wsdissect::http
