#include "wsdissect/http/head_parser.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "http/scan.hpp"
#include "http/start_line.hpp"
#include "http/text.hpp"

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

bool has_control(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(), [](char octet) {
        const auto number = static_cast<unsigned char>(octet);
        return (number < 0x20 && octet != '\t') || number == 0x7F;
    });
}

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
    return parse(without_cr(text.substr(0, end))).has_value();
}

}  // namespace

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

Result<bool, HeadError> HeadParser::advance(Bytes octets) {
    const std::string_view text = as_text(octets.first(std::min(octets.size(), kMaxHead)));
    std::optional<HeadFault> fault;
    if (!in_fields_) fault = take_start_line(text);
    if (in_fields_ && !complete_) fault = take_field_lines(text);
    if (!fault && !complete_ && text.size() == kMaxHead)
        fault = in_fields_ ? HeadFault::too_long : HeadFault::start_line;
    if (fault) return Failure{HeadError{*fault, line_}};
    if (complete_) head_.text = text.substr(0, line_);
    return complete_;
}

void HeadParser::restart() noexcept {
    head_.fields.clear();
    head_.method = head_.target = head_.version = head_.reason = head_.text = {};
    head_.status = 0;
    line_ = searched_ = 0;
    in_fields_ = folded_ = complete_ = false;
}

/// Takes empty lines and the start line behind them, as far as they are whole.
std::optional<HeadFault> HeadParser::take_start_line(std::string_view text) {
    while (!in_fields_) {
        const std::size_t end = find_near(text, '\n', searched_);
        if (end == std::string_view::npos) {
            searched_ = text.size();
            if (may_begin_start_line(text.substr(line_))) return std::nullopt;
            return HeadFault::start_line;
        }
        const std::string_view line = without_cr(text.substr(line_, end - line_));
        if (!line.empty() && !set_start_line(line)) return HeadFault::start_line;
        line_ = searched_ = end + 1;
    }
    return std::nullopt;
}

bool HeadParser::set_start_line(std::string_view line) {
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
        return false;
    }
    in_fields_ = true;
    head_.fields.reserve(kUsualFields);
    return true;
}

/// Takes the lines that are whole, up to the empty one. It is where most of the time goes that a handshake
/// takes, so it is one loop over variables of its own.
std::optional<HeadFault> HeadParser::take_field_lines(std::string_view text) {
    std::optional<HeadFault> fault;
    std::size_t begin = line_;
    std::size_t searched = searched_;
    while (!complete_) {
        const std::size_t end = find_near(text, '\n', searched);
        if (end == std::string_view::npos) {
            searched = text.size();
            break;
        }
        const std::string_view line = without_cr({text.data() + begin, end - begin});
        if (!line.empty() && is_blank(line.front())) {
            // A line fold (RFC 9112 section 5.2): it belongs to the field before it. Where there is none, it
            // is no field.
            if (!head_.fields.empty()) {
                value_end_ = begin + line.size();
                folded_ = true;
            }
        } else {
            if (folded_) finish_folded_field(text);
            complete_ = line.empty();
            if (!complete_) fault = add_field(text, begin, line.size());
        }
        if (fault) break;
        begin = searched = end + 1;
    }
    line_ = begin;
    searched_ = searched;
    return fault;
}

[[gnu::always_inline]] inline std::optional<HeadFault> HeadParser::add_field(std::string_view text,
                                                                             std::size_t begin,
                                                                             std::size_t length) {
    // Octets behind the line are looked at as well where that is quicker.
    const std::size_t end = begin + length;
    const std::size_t colon = std::min(find_near(text, ':', begin), end);
    std::string_view name(text.data() + begin, colon - begin);
    while (!name.empty() && is_blank(name.back())) name.remove_suffix(1);
    const FieldName known = field_name_of(name);
    // Peers skip what is no field as often as they refuse it, so it must not hide the others. Only what is no
    // text either shows that this is no head.
    if (known == FieldName::other && !is_token(name) && has_control(name)) return HeadFault::field_line;
    value_begin_ = std::min(colon + 1, end);
    head_.fields.add({name, trimmed({text.data() + value_begin_, end - value_begin_}), known});
    return std::nullopt;
}

/// Only when no fold can follow any more: trimming after each of many empty folds would cost quadratic time.
void HeadParser::finish_folded_field(std::string_view text) {
    folded_ = false;
    head_.fields.set_folded_value(trimmed(text.substr(value_begin_, value_end_ - value_begin_)));
}

}  // namespace wsdissect::http
