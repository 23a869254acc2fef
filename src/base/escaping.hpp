#pragma once
// What the ways to escape text have in common.

#include <string_view>

#include "base/plain_runs.hpp"
#include "wsdissect/base/code_point.hpp"

namespace wsdissect {

/// The front of `text`, at most `octets` of it, and less only so as not to cut a UTF-8 sequence.
[[nodiscard]] inline std::string_view front_of(std::string_view text, std::size_t octets) noexcept {
    if (text.size() <= octets) return text;
    text = text.substr(0, octets);
    return text.substr(0, without_cut_sequence(text));
}

/// `append_escaped` for the first `most` code points of `text`, in the room that `put_escaped` asks for.
[[nodiscard]] Written put_for_terminal(char* at, std::string_view text, std::size_t most) noexcept;
/// The same of valid UTF-8, which costs less.
[[nodiscard]] Written put_valid_for_terminal(char* at, std::string_view text, std::size_t most) noexcept;

}  // namespace wsdissect
