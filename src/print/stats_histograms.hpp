#pragma once
// How long messages are and connections last, as tables with bars.

#include "print/stats_connections.hpp"
#include "print/text_builder.hpp"
#include "print/words.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::print {

/// The least and the greatest length that LengthCounts[row] counts, in octets.
[[nodiscard]] constexpr std::uint64_t least_length(std::size_t row) noexcept {
    return row == 0 ? 0 : std::uint64_t{1} << (row - 1);
}
[[nodiscard]] constexpr std::uint64_t greatest_length(std::size_t row) noexcept {
    return row == 0 ? 0 : ~std::uint64_t{0} >> (64 - row);
}

/// A table for each sender that sent any.
void add_message_lengths(TextBuilder text, const model::Summary& summary, const Colors& colors);
void add_durations(TextBuilder text, const ConnectionStats& connections, const Colors& colors);

}  // namespace wsdissect::print
