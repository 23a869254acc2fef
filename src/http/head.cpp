#include "wsdissect/http/head.hpp"

#include <cstddef>
#include <utility>

#include "http/start_line.hpp"
#include "wsdissect/http/head_parser.hpp"

namespace wsdissect::http {
namespace {

std::string_view without_empty_lines(std::string_view text) noexcept {
    for (;;) {
        if (text.starts_with('\n')) {
            text.remove_prefix(1);
        } else if (text.starts_with("\r\n")) {
            text.remove_prefix(2);
        } else {
            return text;
        }
    }
}

/// Whether `text` can begin a start line: `may_begin` looks at a front of it, `parse` at the whole.
template <class MayBegin, class Parse>
bool may_begin_head(std::string_view text, MayBegin may_begin, Parse parse) noexcept {
    text = without_empty_lines(text);
    if (text == "\r") return true;
    if (!may_begin(text)) return false;
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return true;
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return parse(line).has_value();
}

}  // namespace

bool Head::at_least_http_1_1() const noexcept {
    return version >=
           "HTTP/1.1";  // One digit each way, so that the order of the texts is that of the versions.
}

Result<std::optional<Head>, HeadError> parse_head(Bytes octets) {
    HeadParser parser;
    const Result<bool, HeadError> complete = parser.advance(octets);
    if (!complete) return Failure{complete.error()};
    if (!*complete) return std::optional<Head>();
    return std::optional<Head>(std::move(parser.head()));
}

bool may_begin_request(Bytes octets) noexcept {
    return may_begin_head(as_text(octets), may_begin_request_line, parse_request_line);
}

bool may_begin_response(Bytes octets) noexcept {
    return may_begin_head(as_text(octets), may_begin_status_line, parse_status_line);
}

}  // namespace wsdissect::http
