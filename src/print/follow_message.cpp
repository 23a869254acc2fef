#include "print/follow_message.hpp"

#include <algorithm>

#include "print/hex_dump.hpp"
#include "print/payload_text.hpp"
#include "print/words.hpp"

namespace wsdissect::print {
namespace {

using websocket::Opcode;

constexpr std::size_t kBehindSign = 2;  ///< Columns: the sign, and a space.
constexpr std::size_t kDumped = 32;     ///< Octets of a binary message that are shown where nobody asks.

/// A line feed begins a line; all else is escaped.
void add_lines(TextBuilder text, std::string_view lines, std::size_t indent, bool known_to_be_valid) {
    for (;;) {
        const std::size_t end = lines.find('\n');
        text.add_escaped(lines.substr(0, end), known_to_be_valid);
        text.add('\n');
        if (end == std::string_view::npos) return;
        lines.remove_prefix(end + 1);
        if (!lines.empty() && lines.front() != '\n') text.add(Spaces{indent});
    }
}

/// `Binary, 300 bytes`, and what is not as it should be.
void add_description(TextBuilder text, const model::Message& message,
                     const std::optional<ShownPayload>& shown) {
    text.add(opcode_word(message.opcode), ", ", Count{message.length.value_or(message.wire_length), " byte"});
    if (message.compressed && !message.length) text.add(", compressed");
    if (message.opaque) text.add(", may be compressed");
    if (!message.complete) text.add(", incomplete");
    if (shown && shown->truncated) text.add(", truncated");
    if (shown && (shown->truncated || !message.complete))
        text.add(", ", Count{shown->octets.size(), " byte"}, " shown");
    text.add('\n');
}

/// Nothing of a message that is no text, or whose text is not known.
std::string_view text_of(const model::Message& message, const std::optional<ShownPayload>& shown) noexcept {
    if (message.opcode != Opcode::text || !shown) return {};
    return readable_text(message, *shown);
}

void add_front_of_dump(TextBuilder text, Bytes octets, std::size_t sign) {
    const Bytes front = octets.first(std::min(octets.size(), kDumped));
    add_followed_dump(text, front, sign);
    if (front.size() == octets.size()) return;
    text.add(Spaces{sign + kBehindSign}, "… ", Count{octets.size() - front.size(), " byte"}, " more\n");
}

}  // namespace

void add_followed_dump(TextBuilder text, Bytes octets, std::size_t sign) {
    add_hex_dump(text, octets, sign + kBehindSign);
}

void add_followed_message(TextBuilder text, const model::Message& message, const PrintOptions& options,
                          char arrow, std::size_t sign) {
    const auto shown = shown_payload(message, options);
    const std::string_view lines = text_of(message, shown);
    if (lines.empty() || !message.complete || shown->truncated) {
        text.add("  ");
        add_description(text, message, shown);
        if (!lines.empty()) text.add(Spaces{sign});
    }
    if (!lines.empty()) {
        text.add(arrow, ' ');
        add_lines(text, lines, sign + kBehindSign, is_known_to_be_valid(message));
    }
    if (!shown) return;
    if (options.hex_dump) {
        add_followed_dump(text, shown->octets, sign);
    } else if (message.opcode != Opcode::text) {
        add_front_of_dump(text, shown->octets, sign);
    }
}

}  // namespace wsdissect::print
