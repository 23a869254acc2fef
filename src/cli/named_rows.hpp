#pragma once
// Tables whose rows are chosen by name on the command line.

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace wsdissect::cli {

/// For Option::one_of.
template <class Row, std::size_t Size>
[[nodiscard]] std::vector<std::string> names_of(const Row (&table)[Size]) {
    std::vector<std::string> names;
    for (const Row& row : table) names.emplace_back(row.name);
    return names;
}

/// Null where there is none.
template <class Row, std::size_t Size>
[[nodiscard]] const Row* find_row(const Row (&table)[Size], std::string_view name) {
    const auto found =
        std::find_if(std::begin(table), std::end(table), [&](const Row& row) { return row.name == name; });
    return found == std::end(table) ? nullptr : found;
}

/// `name`: one of `names_of(table)`.
template <class Row, std::size_t Size>
[[nodiscard]] const Row& row_named(const Row (&table)[Size], std::string_view name) {
    return *find_row(table, name);
}

}  // namespace wsdissect::cli
