#include "wsdissect/base/likeness.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace wsdissect {

std::size_t edit_distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    std::vector<std::size_t> above(row.size());
    std::vector<std::size_t> next(row.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
        next[0] = i + 1;
        for (std::size_t j = 0; j < to.size(); ++j) {
            const bool same = from[i] == to[j];
            next[j + 1] = std::min({row[j] + (same ? 0U : 1U), row[j + 1] + 1, next[j] + 1});
            const bool swapped = i > 0 && j > 0 && from[i] == to[j - 1] && from[i - 1] == to[j];
            if (swapped) next[j + 1] = std::min(next[j + 1], above[j - 1] + 1);
        }
        above.swap(row);
        row.swap(next);
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

std::string did_you_mean(std::string_view it) {
    return it.empty() ? std::string() : "; did you mean '" + std::string(it) + "'?";
}

}  // namespace wsdissect
