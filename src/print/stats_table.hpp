#pragma once
// A small table with aligned columns.

#include <string>
#include <string_view>
#include <vector>

#include "print/text_builder.hpp"
#include "print/words.hpp"

namespace wsdissect::print {

class StatsTable {
  public:
    /// A line of cells, which hold ASCII only. It may have fewer than the table has columns.
    using Row = std::vector<std::string>;

    /// The first of `heads` is the table's title. `alignment` has a letter a column: `l` for left, `r` for
    /// right; those left out are `r`, but the first `l`.
    explicit StatsTable(Row heads, std::string_view alignment = "l") : alignment_(alignment) {
        rows_.push_back(std::move(heads));
    }

    void add(Row row) { rows_.push_back(std::move(row)); }
    [[nodiscard]] bool empty() const noexcept { return rows_.size() == 1; }
    /// Writes it, with an empty line before it unless it comes first; nothing where it has no row.
    void write(TextBuilder text, const Colors& colors, bool comes_first = false) const;

  private:
    [[nodiscard]] std::vector<std::size_t> widths() const;
    [[nodiscard]] bool is_left(std::size_t column) const noexcept {
        return column < alignment_.size() && alignment_[column] == 'l';
    }

    std::string alignment_;
    std::vector<Row> rows_;  ///< The heads first.
};

}  // namespace wsdissect::print
