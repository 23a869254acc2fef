#include "wsdissect/base/likeness.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace wsdissect {

std::size_t edit_distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < to.size(); ++j) {
            const std::size_t changed = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, diagonal + 1, row[j] + 1});
        }
    }
    return row.back();
}

std::string_view most_like(std::string_view typed, std::span<const std::string_view> names) {
    constexpr std::size_t kLongest = 64;  // Nobody mistypes more; and distances take time.
    if (typed.size() > kLongest) return {};
    std::string_view best;
    std::size_t least = 1 + std::max<std::size_t>(1, typed.size() / 4);
    for (const std::string_view name : names) {
        const std::string_view behind_dot = name.substr(name.find('.') + 1);
        const std::size_t away = std::min(edit_distance(typed, name), edit_distance(typed, behind_dot));
        if (away >= least) continue;
        least = away;
        best = name;
    }
    return best;
}

}  // namespace wsdissect
