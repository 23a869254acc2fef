#include "wsdissect/http/head_parser.hpp"

#include <algorithm>
#include <utility>

#include "http/start_line.hpp"
#include "http/text.hpp"
#include "wsdissect/http/fields.hpp"

namespace wsdissect::http {
namespace {

/// What most heads have at most.
constexpr std::size_t kUsualFields = 16;

std::string_view without_cr(std::string_view line) noexcept {
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// Whether the line that begins with `text`, whose end is not seen yet, can be a start line or an empty one
/// before it.
bool may_begin_start_line(std::string_view text) noexcept {
    return text == "\r" || may_begin_request_line(text) || may_begin_status_line(text);
}

}  // namespace

Result<bool, HeadError> HeadParser::advance(Bytes octets) {
    const std::string_view text = as_text(octets.first(std::min(octets.size(), kMaxHead)));
    while (!complete_) {
        const std::size_t end = text.find('\n', searched_);
        if (end == std::string_view::npos) break;
        const auto fault = in_fields_ ? take_field_line(text, end)
                                      : take_start_line(without_cr(text.substr(line_, end - line_)));
        if (fault) return Failure{HeadError{*fault, line_}};
        line_ = searched_ = end + 1;
    }
    if (complete_) {
        head_.length = line_;
        return true;
    }
    searched_ = text.size();
    if (!in_fields_ && (text.size() == kMaxHead || !may_begin_start_line(text.substr(line_))))
        return Failure{HeadError{HeadFault::start_line, line_}};
    if (text.size() == kMaxHead) return Failure{HeadError{HeadFault::too_long, line_}};
    return false;
}

void HeadParser::restart() noexcept {
    FieldList fields = std::move(head_.fields);
    fields.clear();
    *this = {};
    head_.fields = std::move(fields);
}

std::optional<HeadFault> HeadParser::take_start_line(std::string_view line) {
    if (line.empty()) return std::nullopt;
    if (const auto request = parse_request_line(line)) {
        head_.kind = HeadKind::request;
        head_.method = request->method;
        head_.target = request->target;
        head_.version = request->version;
    } else if (const auto response = parse_status_line(line)) {
        head_.kind = HeadKind::response;
        head_.version = response->version;
        head_.status = response->status;
        head_.reason = response->reason;
    } else {
        return HeadFault::start_line;
    }
    in_fields_ = true;
    head_.fields.reserve(kUsualFields);
    return std::nullopt;
}

std::optional<HeadFault> HeadParser::take_field_line(std::string_view text, std::size_t end) {
    const std::string_view line = without_cr(text.substr(line_, end - line_));
    if (!line.empty() && is_blank(line.front())) {
        // A line fold (RFC 9112 section 5.2): it belongs to the field before it, and there must be one.
        if (head_.fields.empty()) return HeadFault::field_line;
        value_end_ = line_ + line.size();
        return std::nullopt;
    }
    finish_field(text);
    complete_ = line.empty();
    return complete_ ? std::nullopt : begin_field(line);
}

std::optional<HeadFault> HeadParser::begin_field(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return HeadFault::field_line;
    std::string_view name = line.substr(0, colon);
    while (!name.empty() && is_blank(name.back())) name.remove_suffix(1);
    head_.fields.add(name, {});
    // The names that are known are tokens.
    if (head_.fields.last().known == FieldName::other && !is_token(name)) return HeadFault::field_line;
    value_begin_ = line_ + colon + 1;
    value_end_ = line_ + line.size();
    return std::nullopt;
}

/// Only when no fold can follow any more: trimming after each of many empty folds would cost quadratic time.
void HeadParser::finish_field(std::string_view text) {
    if (head_.fields.empty()) return;
    head_.fields.set_last_value(trimmed(text.substr(value_begin_, value_end_ - value_begin_)));
}

}  // namespace wsdissect::http
