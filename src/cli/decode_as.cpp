#include "cli/decode_as.hpp"

#include <algorithm>

#include "cli/numbers.hpp"

namespace wsdissect::cli {

namespace {

void skip_spaces(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

/// False: `text` does not go on with `part`.
bool skip(std::string_view& text, std::string_view part) {
    skip_spaces(text);
    if (!text.starts_with(part)) return false;
    text.remove_prefix(part.size());
    skip_spaces(text);
    return true;
}

}  // namespace

std::optional<std::uint16_t> parse_decode_as(std::string_view text) {
    if (!skip(text, "tcp.port") || !skip(text, "==")) return std::nullopt;
    const std::string_view digits = text.substr(0, text.find_first_not_of("0123456789"));
    text.remove_prefix(digits.size());
    const auto port = parse_number(digits);
    if (!port || *port == 0 || *port > 0xFFFF) return std::nullopt;
    if (!skip(text, ",") || !skip(text, "websocket") || !text.empty()) return std::nullopt;
    return static_cast<std::uint16_t>(*port);
}

}  // namespace wsdissect::cli
