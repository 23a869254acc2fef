#include "print/json_writer.hpp"

#include <algorithm>
#include <array>

#include "wsdissect/base/ascii_run.hpp"
#include "wsdissect/base/escape.hpp"
#include "wsdissect/codec/utf8.hpp"

namespace wsdissect::print {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

void add_utf16_unit(TextBuilder& out, std::uint32_t unit) {
    out.add("\\u", kHexDigits[unit >> 12 & 0xF], kHexDigits[unit >> 8 & 0xF], kHexDigits[unit >> 4 & 0xF],
            kHexDigits[unit & 0xF]);
}

/// RFC 8259 section 7: beyond U+FFFF as a surrogate pair.
void add_code_point(TextBuilder& out, char32_t code_point) {
    if (code_point < 0x10000) return add_utf16_unit(out, code_point);
    add_utf16_unit(out, 0xD800 + ((code_point - 0x10000) >> 10));
    add_utf16_unit(out, 0xDC00 + ((code_point - 0x10000) & 0x3FF));
}

/// How an octet of valid UTF-8 is written: kPlain as it is, kLook by looking at the code point that it is or
/// begins, else as a backslash and this letter.
using Treatment = std::array<char, 256>;
constexpr char kPlain = 0;
constexpr char kLook = 'u';
constexpr Treatment kTreatment = [] {
    Treatment treatment{};
    for (std::size_t octet = 0; octet < 0x20; ++octet) treatment[octet] = kLook;
    treatment[0x7F] = kLook;
    for (const unsigned lead : {0xC2U, 0xD8U, 0xE2U, 0xEFU, 0xF3U})
        treatment[lead] = kLook;  // May be unsafe.
    treatment['"'] = '"';
    treatment['\\'] = '\\';
    treatment['\b'] = 'b';
    treatment['\f'] = 'f';
    treatment['\n'] = 'n';
    treatment['\r'] = 'r';
    treatment['\t'] = 't';
    return treatment;
}();

constexpr char treatment_of(char octet) noexcept { return kTreatment[static_cast<std::uint8_t>(octet)]; }

/// Writes the code point at the front of `text`, and returns its octets.
std::size_t add_front(TextBuilder& out, std::string_view text) {
    const std::size_t length = utf8_sequence_length(text);
    const std::string_view sequence = text.substr(0, length);
    if (const char32_t code_point = code_point_of(sequence); is_unsafe(code_point)) {
        add_code_point(out, code_point);
    } else {
        out.add(sequence);
    }
    return length;
}

/// Writes from the front of `text` up to `most` octets, but ends before one to look at; returns how many.
std::size_t add_octets(TextBuilder& out, std::string_view text, std::size_t most) {
    char* const begin = out.room(2 * most);
    char* end = begin;
    std::size_t done = 0;
    for (; done < most; ++done) {
        const char treatment = treatment_of(text[done]);
        if (treatment == kLook) break;
        if (treatment != kPlain) *end++ = '\\';
        *end++ = treatment == kPlain ? text[done] : treatment;
    }
    out.keep(static_cast<std::size_t>(end - begin));
    return done;
}

/// Writes the front of `text`, which is not empty, and returns how many octets that was.
std::size_t add_some(TextBuilder& out, std::string_view text) {
    constexpr std::size_t kStep = 16;
    const std::size_t done = add_octets(out, text, std::min(kStep, text.size()));
    return done > 0 ? done : add_front(out, text);
}

}  // namespace

void add_json_utf8(TextBuilder& out, std::string_view text) {
    out.add('"');
    while (!text.empty()) {
        const std::size_t plain = ascii_run<'"', '\\'>(text);
        out.add(text.substr(0, plain));
        text.remove_prefix(plain);
        if (!text.empty()) text.remove_prefix(add_some(out, text));
    }
    out.add('"');
}

void add_json_string(TextBuilder& out, std::string_view text) {
    if (codec::is_utf8(as_bytes(text))) return add_json_utf8(out, text);
    std::string valid;
    while (!text.empty()) {
        const std::size_t length = utf8_sequence_length(text);
        if (length == 0) append_escaped(valid, text.substr(0, 1));
        valid.append(text.substr(0, length));
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    add_json_utf8(out, valid);
}

}  // namespace wsdissect::print
