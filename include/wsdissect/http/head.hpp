#pragma once
// An HTTP/1.x message head, exactly as it stands on the wire (RFC 9112 sections 2 to 5). Names, order,
// repeats and raw values are kept; whether they are allowed is not judged here.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/result.hpp"
#include "wsdissect/http/field_list.hpp"

namespace wsdissect::http {

/// Octets of a head, its final empty line included, beyond which it is not taken for HTTP.
inline constexpr std::size_t kMaxHead = 64 * 1024;
/// Octets of a method beyond which it is not taken for one. (Registered ones have up to 17.)
inline constexpr std::size_t kMaxMethod = 64;

enum class HeadKind : std::uint8_t { request, response };

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
    /// HTTP/1.1 or later; false for HTTP/1.0 and below.
    [[nodiscard]] bool at_least_http_1_1() const noexcept;
};

enum class HeadFault : std::uint8_t {
    start_line,  ///< Neither a request line nor a status line, or without its end in kMaxHead octets.
    field_line,  ///< A line without a colon, or a name that is not a token (RFC 9110 section 5.6.2).
    too_long,    ///< The first kMaxHead octets do not hold its end.
};

struct HeadError {
    HeadFault fault;
    std::size_t offset;  ///< Of the offending line, from the first octet given.
};

/// Parses the head at the front of `octets`. Lines end in CRLF or LF alone; empty lines before the start line
/// are skipped (RFC 9112 section 2.2). Empty: it goes on past the end of `octets`; nothing was consumed. A
/// line that is not HTTP is an error as soon as it is whole, a start line as soon as its method or its
/// version cannot be one.
///
/// A request line is split at its first and at its last space, and the spaces around its parts are left out;
/// the target may hold any octet but LF. White space between a field's name and its colon is left out.
[[nodiscard]] Result<std::optional<Head>, HeadError> parse_head(Bytes octets);

/// Whether a stream that begins with `octets` can be a request head, or a response head, as far as their
/// first line goes. False is final: no octets that follow make `parse_head` take it for one. Cheap: meant for
/// the first octets of every flow. What only looks like a method (of more than kMaxMethod octets, with a
/// digit in front as in SMTP's and FTP's `220 `, or SSH's `SSH-`) is not taken for one.
[[nodiscard]] bool may_begin_request(Bytes octets) noexcept;
[[nodiscard]] bool may_begin_response(Bytes octets) noexcept;

}  // namespace wsdissect::http
