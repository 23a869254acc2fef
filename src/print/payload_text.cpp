#include "print/payload_text.hpp"

#include "wsdissect/base/code_point.hpp"

namespace wsdissect::print {

ShownPayload shown_octets(Bytes octets, const PrintOptions& options) noexcept {
    if (octets.size() <= options.max_payload) return {octets, false};
    return {octets.first(static_cast<std::size_t>(options.max_payload)), true};
}

std::optional<ShownPayload> shown_payload(const model::Message& message,
                                          const PrintOptions& options) noexcept {
    if (!options.payload || !message.payload) return std::nullopt;
    ShownPayload shown = shown_octets(*message.payload, options);
    shown.truncated |= message.truncated;
    return shown;
}

std::string_view readable_text(const model::Message& message, const ShownPayload& shown) noexcept {
    const std::string_view text = as_text(shown.octets);
    if (message.complete && !shown.truncated) return text;
    return text.substr(0, without_cut_sequence(text));
}

bool is_known_to_be_valid(const model::Message& message) noexcept {
    const bool is_text = message.opcode == websocket::Opcode::text && !message.has_holes;
    return is_text && message.valid_utf8.value_or(false) && !model::is_due(message.inflation);
}

bool is_printable(Bytes octets) noexcept {
    std::string_view text = as_text(octets);
    while (!text.empty()) {
        const std::size_t length = utf8_sequence_length(text);
        if (length == 0 || is_unsafe(code_point_of(text.substr(0, length)))) return false;
        text.remove_prefix(length);
    }
    return true;
}

void add_preview(TextBuilder out, std::string_view text, bool more, bool known_to_be_valid) {
    const std::size_t octets = out.add_escaped_front(text, kPreviewCodePoints, known_to_be_valid);
    if (more || octets < text.size()) out.add("…");
}

}  // namespace wsdissect::print
