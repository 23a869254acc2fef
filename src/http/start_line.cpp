#include "http/start_line.hpp"

#include <algorithm>
#include <cstddef>

#include "http/text.hpp"
#include "wsdissect/http/head.hpp"

namespace wsdissect::http {
namespace {

constexpr std::string_view kVersionPattern = "HTTP/0.0";  ///< `0` stands for any digit.
constexpr std::size_t kStatusDigits = 3;

/// Whether `text`, or as much of it as there is, is an HTTP version.
bool begins_version(std::string_view text) noexcept {
    const auto agrees = [](char written, char pattern) {
        return pattern == '0' ? is_digit(written) : written == pattern;
    };
    const std::size_t octets = std::min(text.size(), kVersionPattern.size());
    return std::equal(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(octets),
                      kVersionPattern.begin(), agrees);
}

bool is_version(std::string_view text) noexcept {
    // Not by begins_version, which looks at pieces, octet for octet: this is asked of every head.
    return text.size() == kVersionPattern.size() && text.starts_with("HTTP/") && is_digit(text[5]) &&
           text[6] == '.' && is_digit(text[7]);
}

/// What stands before the first space of a line, if that can be a method; else empty.
///
/// Digits are token characters, and SSH's version exchange (RFC 4253 section 4.2) begins with a token; but no
/// method is like that, and server greetings are: `220 example.org ESMTP`.
std::string_view method_of(std::string_view line) noexcept {
    const std::string_view front = line.substr(0, kMaxMethod + 1);
    const std::string_view method = front.substr(0, token_length(front));
    const bool ends = method.size() == line.size() || line[method.size()] == ' ';
    if (!ends || method.empty() || method.size() > kMaxMethod) return {};
    return is_digit(method.front()) || method.starts_with("SSH-") ? std::string_view() : method;
}

std::string_view without_leading_spaces(std::string_view text) noexcept {
    return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

std::string_view without_trailing_spaces(std::string_view text) noexcept {
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

/// The number of three digits at the front of `text`, with a space or nothing behind it; 0 where there is
/// none.
int status_of(std::string_view text) noexcept {
    if (text.size() < kStatusDigits) return 0;
    if (text.size() > kStatusDigits && text[kStatusDigits] != ' ') return 0;
    int status = 0;
    for (const char character : text.substr(0, kStatusDigits)) {
        if (!is_digit(character)) return 0;
        status = status * 10 + (character - '0');
    }
    return status;
}

}  // namespace

std::optional<RequestLine> parse_request_line(std::string_view line) noexcept {
    // RFC 9112 section 3: "recipients MAY instead parse on whitespace-delimited word boundaries". The first
    // and the last word are the method and the version, so that a target with a space in it stays whole.
    const std::string_view method = method_of(line);
    if (method.empty() || method.size() == line.size()) return std::nullopt;
    const std::string_view rest = without_trailing_spaces(without_leading_spaces(line.substr(method.size())));
    if (rest.size() <= kVersionPattern.size()) return std::nullopt;
    const std::size_t version_begin = rest.size() - kVersionPattern.size();
    const std::string_view version = rest.substr(version_begin);
    if (rest[version_begin - 1] != ' ' || !is_version(version)) return std::nullopt;
    return RequestLine{method, without_trailing_spaces(rest.substr(0, version_begin)), version};
}

std::optional<StatusLine> parse_status_line(std::string_view line) noexcept {
    const std::string_view version = line.substr(0, kVersionPattern.size());
    if (!is_version(version)) return std::nullopt;
    const std::string_view after_version = line.substr(version.size());
    if (!after_version.starts_with(' ')) return std::nullopt;
    const std::string_view rest = without_leading_spaces(after_version);
    const int status = status_of(rest);
    if (status < 100) return std::nullopt;
    return StatusLine{version, status, rest.substr(std::min(kStatusDigits + 1, rest.size()))};
}

bool may_begin_request_line(std::string_view text) noexcept {
    return text.empty() || !method_of(text).empty();
}

bool may_begin_status_line(std::string_view text) noexcept {
    if (!begins_version(text)) return false;
    return text.size() <= kVersionPattern.size() || text[kVersionPattern.size()] == ' ';
}

}  // namespace wsdissect::http
