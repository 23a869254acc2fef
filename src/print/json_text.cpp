#include "print/json_text.hpp"

#include "base/escaping.hpp"
#include "base/hex_digits.hpp"
#include "base/safe_sequence.hpp"
#include "base/valid_escaping.hpp"
#include "wsdissect/base/base64.hpp"
#include "wsdissect/codec/utf8.hpp"

namespace wsdissect::print {
namespace {

/// Octets of text that are written at a time, so that room is made for no more.
constexpr std::size_t kStep = 4096;

/// What becomes of octets outside valid UTF-8, and of backslashes.
enum class Content {
    valid,   ///< There are none of the former, which is known.
    utf8,    ///< There must be none: they end the text.
    octets,  ///< `\xHH`
    header   ///< `\xHH`, and two of the latter for one.
};

/// A backslash and `letter`.
char* put_escape(char* at, char letter) noexcept {
    at[0] = '\\';
    at[1] = letter;
    return at + 2;
}

char* put_utf16_unit(char* at, std::uint32_t unit) noexcept {
    at = put_escape(at, 'u');
    at = put_hex(at, static_cast<std::uint8_t>(unit >> 8));
    return put_hex(at, static_cast<std::uint8_t>(unit & 0xFF));
}

/// Beyond U+FFFF as a surrogate pair.
char* put_unsafe(char* at, char32_t code_point) noexcept {
    switch (code_point) {
        case U'\b': return put_escape(at, 'b');
        case U'\f': return put_escape(at, 'f');
        case U'\n': return put_escape(at, 'n');
        case U'\r': return put_escape(at, 'r');
        case U'\t': return put_escape(at, 't');
        default: break;
    }
    if (code_point < 0x10000) return put_utf16_unit(at, code_point);
    at = put_utf16_unit(at, 0xD800 + ((code_point - 0x10000) >> 10));
    return put_utf16_unit(at, 0xDC00 + ((code_point - 0x10000) & 0x3FF));
}

template <Content Kind>
Written put_not_plain(char* at, std::string_view rest) noexcept {
    if (rest.front() == '\\') return {put_escape(put_escape(at, '\\'), '\\'), 1};  // In headers.
    if (const Written safe = put_safe_sequence(at, rest); safe.octets > 0) return safe;
    const std::size_t length = utf8_sequence_length(rest);
    if (length > 0) return {put_unsafe(at, code_point_of(rest.substr(0, length))), length};
    if (Kind == Content::valid || Kind == Content::utf8) return {at, 0};
    at = put_escape(at, '\\');
    *at = 'x';
    return {put_hex(at + 1, static_cast<std::uint8_t>(rest.front())), 1};
}

template <Content Kind>
Written put_content(char* at, std::string_view text) noexcept {
    if constexpr (Kind == Content::valid)
        return put_escaped_valid<'"', '\\'>(at, text, text.size(), put_not_plain<Kind>);
    else if constexpr (Kind == Content::header)
        return put_escaped<'"'>(at, text, text.size(), put_not_plain<Kind>);
    else
        return put_escaped<'"', '\\'>(at, text, text.size(), put_not_plain<Kind>);
}

/// All of `text`, step by step.
template <Content Kind>
void add_content(TextBuilder out, std::string_view text) {
    while (!text.empty()) {
        const std::string_view front = front_of(text, kStep);
        out.end_at(put_content<Kind>(out.room(kMostForOctet * front.size() + kBeyond), front).end);
        text.remove_prefix(front.size());
    }
}

template <Content Kind>
void add_quoted(TextBuilder out, std::string_view text) {
    out.add('"');
    add_content<Kind>(out, text);
    out.add('"');
}

/// `add_json_utf8` of a text so short that there is room for it as a whole: it is written before all of it is
/// known to be valid.
template <Content Kind>
bool add_short(TextBuilder out, std::string_view label, std::string_view text) {
    char* at = out.room(label.size() + kMostForOctet * text.size() + kBeyond + 2);
    at = put(put(at, label), '"');
    const Written written = put_content<Kind>(at, text);
    if (written.octets < text.size()) return false;
    out.end_at(put(written.end, '"'));
    return true;
}

}  // namespace

void add_json_string(TextBuilder out, std::string_view text) { add_quoted<Content::octets>(out, text); }

void add_json_header(TextBuilder out, std::string_view text) { add_quoted<Content::header>(out, text); }

bool add_json_utf8(TextBuilder out, std::string_view label, std::string_view text, bool known_to_be_valid) {
    if (text.size() <= kStep)
        return known_to_be_valid ? add_short<Content::valid>(out, label, text)
                                 : add_short<Content::utf8>(out, label, text);
    if (!known_to_be_valid && !codec::is_utf8(as_bytes(text))) return false;
    out.add(label);
    add_quoted<Content::valid>(out, text);
    return true;
}

void add_json_base64(TextBuilder out, Bytes octets) {
    constexpr std::size_t kOctets = kStep / 3 * 3;  // Only what is last may be padded.
    const auto add = [&](Bytes some) {
        const std::span<char> room(out.room(base64_length(some.size())), base64_length(some.size()));
        write_base64(some, room);
        out.end_at(room.data() + room.size());
    };
    out.add('"');
    for (; octets.size() > kOctets; octets = octets.subspan(kOctets)) add(octets.first(kOctets));
    add(octets);
    out.add('"');
}

}  // namespace wsdissect::print
