#pragma once
// JSON strings (RFC 8259 section 7), in their quotes. Whatever a text holds, the output is valid UTF-8, with
// control and invisible characters as `\u` escapes.

#include <string_view>

#include "print/text_builder.hpp"

namespace wsdissect::print {

/// Of a boolean value.
inline constexpr FixedText<5> kTrue("true");
inline constexpr FixedText<5> kFalse("false");
[[nodiscard]] inline const FixedText<5>& word_of(bool value) noexcept { return value ? kTrue : kFalse; }

/// Appends any octets: each that is not part of valid UTF-8 comes back from a JSON reader as the four
/// characters `\xHH`.
void add_json_string(TextBuilder out, std::string_view text);

/// Appends header text, from which the original octets can be had back: like any octets, but a backslash
/// comes back from a JSON reader as two.
void add_json_header(TextBuilder out, std::string_view text);

/// Appends `label` and `text` where that is valid UTF-8; else nothing, which is told as false.
/// `known_to_be_valid`: somebody looked already.
[[nodiscard]] bool add_json_utf8(TextBuilder out, std::string_view label, std::string_view text,
                                 bool known_to_be_valid = false);

/// Appends octets as base64.
void add_json_base64(TextBuilder out, Bytes octets);

}  // namespace wsdissect::print
