#pragma once
// Which name was probably meant by one that was mistyped.

#include <cstddef>
#include <span>
#include <string_view>

namespace wsdissect {

/// How many letters have to be put in, left out or changed (Levenshtein). Takes time and memory by the
/// product of the lengths.
[[nodiscard]] std::size_t edit_distance(std::string_view from, std::string_view to);

/// The one of `names` that is most like `typed`, also where what stands before a name's first dot was left
/// out; the first of several. Empty where none is like it, or nobody mistypes so much.
[[nodiscard]] std::string_view most_like(std::string_view typed, std::span<const std::string_view> names);

}  // namespace wsdissect
