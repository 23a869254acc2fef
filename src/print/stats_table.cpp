#include "print/stats_table.hpp"

#include <algorithm>

namespace wsdissect::print {
namespace {

constexpr std::size_t kIndent = 4;  ///< Of all rows but the heads.
constexpr std::size_t kGap = 3;     ///< Between columns.

}  // namespace

std::vector<std::size_t> StatsTable::widths() const {
    std::vector<std::size_t> widths;
    for (const Row& row : rows_) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t column = 0; column < row.size(); ++column) {
            const std::size_t indent = column == 0 && &row != &rows_.front() ? kIndent : 0;
            widths[column] = std::max(widths[column], indent + row[column].size());
        }
    }
    return widths;
}

void StatsTable::write(TextBuilder text, const Colors& colors, bool comes_first) const {
    if (empty()) return;
    if (!comes_first) text.add('\n');
    const auto columns = widths();
    for (const Row& row : rows_) {
        const bool is_head = &row == &rows_.front();
        text.add(Spaces{is_head ? 0 : kIndent}, is_head ? colors.bold : Color(), row.front(),
                 is_head ? colors.reset : Color());
        std::size_t owed =
            columns[0] - row.front().size() - (is_head ? 0 : kIndent);  // spaces not yet written
        for (std::size_t column = 1; column < row.size(); ++column) {
            const std::size_t padding = columns[column] - row[column].size();
            owed += columns[column] > 0 ? kGap : 0;
            if (!is_left(column)) owed += padding;
            if (!row[column].empty()) {
                text.add(Spaces{owed}, row[column]);
                owed = 0;
            }
            if (is_left(column)) owed += padding;
        }
        text.add('\n');
    }
}

}  // namespace wsdissect::print
