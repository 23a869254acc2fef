#pragma once
// The first line of a head: a request line (RFC 9112 section 3) or a status line (section 4).

#include <string_view>

#include "wsdissect/http/head.hpp"

namespace wsdissect::http {

/// Sets the start line's parts of `head`, views of `line`, which is without its end. False: it is none, and
/// `head` is as it was.
[[nodiscard]] bool parse_request_line(std::string_view line, Head& head) noexcept;
[[nodiscard]] bool parse_status_line(std::string_view line, Head& head) noexcept;

/// Whether a line that begins with `text` can be a request line, or a status line, as far as its method or
/// its version tell. Looks at no more than the first kMaxMethod octets.
[[nodiscard]] bool may_begin_request_line(std::string_view text) noexcept;
[[nodiscard]] bool may_begin_status_line(std::string_view text) noexcept;

}  // namespace wsdissect::http
