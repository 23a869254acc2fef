#pragma once
// Code points in text that may be anything: UTF-8 (RFC 3629) is read where it is valid.

#include <cstddef>
#include <string_view>

namespace wsdissect {

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
