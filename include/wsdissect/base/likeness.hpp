#pragma once
// Which name was probably meant by one that was mistyped.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace wsdissect {

/// How many letters have to be put in, left out, changed, or swapped with the one beside them (Damerau and
/// Levenshtein, no letter twice). Takes time by the product of the lengths.
[[nodiscard]] std::size_t edit_distance(std::string_view from, std::string_view to);

/// The one of `names` that is most like `typed`, also where what stands before a name's first dot was left
/// out; the first of several. Empty where none is like it, or nobody mistypes so much.
[[nodiscard]] std::string_view most_like(std::string_view typed, std::span<const std::string_view> names);

/// "; did you mean 'it'?", for the end of a sentence; empty where none is.
[[nodiscard]] std::string did_you_mean(std::string_view it);

}  // namespace wsdissect
