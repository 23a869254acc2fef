#pragma once
// Text from the network, made safe to show. Whatever an attacker wrote, the result is printable UTF-8 on one
// line that cannot move a cursor, change a colour or reorder what stands around it.

#include <cstddef>
#include <string>
#include <string_view>

namespace wsdissect {

/// Appends `text` for a terminal. Printable UTF-8 stays as it is; a backslash becomes `\\`; line feed,
/// carriage return and tab become `\n`, `\r`, `\t`; every other control character (C0, DEL, C1), line and
/// paragraph separators, zero-width and bidirectional controls, and the tag characters become `\u{202e}`; an
/// octet that is not part of valid UTF-8 becomes `\xHH`.
void append_escaped(std::string& out, std::string_view text);
[[nodiscard]] std::string escaped(std::string_view text);

/// Whether `code_point` must not be shown as it is: what `append_escaped` writes as `\u{...}`, and `\n`, `\r`
/// and `\t`.
[[nodiscard]] bool is_unsafe(char32_t code_point) noexcept;

/// Octets of the well-formed UTF-8 sequence (RFC 3629) at the front of `text`: 1 to 4; 0 where there is none.
[[nodiscard]] std::size_t utf8_sequence_length(std::string_view text) noexcept;

/// The code point that `sequence`, well-formed and no longer than its one sequence, stands for.
[[nodiscard]] char32_t code_point_of(std::string_view sequence) noexcept;

/// How much of `text` is left when a UTF-8 sequence that the end of `text` cuts short is taken away (up to
/// three octets); all of it where the end cuts none.
[[nodiscard]] std::size_t without_cut_sequence(std::string_view text) noexcept;

}  // namespace wsdissect
