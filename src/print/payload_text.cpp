#include "print/payload_text.hpp"

#include <algorithm>

#include "wsdissect/base/ascii_run.hpp"
#include "wsdissect/base/escape.hpp"
#include "wsdissect/codec/utf8.hpp"

namespace wsdissect::print {
namespace {

/// Octets of the first `count` code points of `text`; an octet outside valid UTF-8 counts as one.
std::size_t octets_of_code_points(std::string_view text, std::size_t count) noexcept {
    std::size_t octets = ascii_run(text.substr(0, count));
    for (count -= octets; count > 0 && octets < text.size(); --count) {
        octets += std::max<std::size_t>(utf8_sequence_length(text.substr(octets)), 1);
    }
    return octets;
}

}  // namespace

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

std::optional<std::string_view> valid_text(const model::Message& message,
                                           const ShownPayload& shown) noexcept {
    if (message.opcode != websocket::Opcode::text || message.has_holes) return std::nullopt;
    const std::string_view text = readable_text(message, shown);
    if (!codec::is_utf8(as_bytes(text))) return std::nullopt;
    return text;
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

void add_preview(TextBuilder& out, std::string_view text, bool more) {
    const std::size_t octets =
        text.size() <= kPreviewCodePoints ? text.size() : octets_of_code_points(text, kPreviewCodePoints);
    out.add_escaped(text.substr(0, octets));
    if (more || octets < text.size()) out.add("…");
}

}  // namespace wsdissect::print
