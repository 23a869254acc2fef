#pragma once
// The first line of a head: a request line (RFC 9112 section 3) or a status line (section 4).

#include <optional>
#include <string_view>

namespace wsdissect::http {

/// Views of the line.
struct RequestLine {
    std::string_view method, target, version;
};
struct StatusLine {
    std::string_view version;
    int status = 0;
    std::string_view reason;
};

/// Of a line without its end. Empty: it is none.
[[nodiscard]] std::optional<RequestLine> parse_request_line(std::string_view line) noexcept;
[[nodiscard]] std::optional<StatusLine> parse_status_line(std::string_view line) noexcept;

/// Whether a line that begins with `text` can be a request line, or a status line, as far as its method or
/// its version tell. Looks at no more than the first kMaxMethod octets.
[[nodiscard]] bool may_begin_request_line(std::string_view text) noexcept;
[[nodiscard]] bool may_begin_status_line(std::string_view text) noexcept;

}  // namespace wsdissect::http
