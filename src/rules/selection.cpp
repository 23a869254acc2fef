#include "wsdissect/rules/selection.hpp"

#include <algorithm>

namespace wsdissect::rules {

bool Selection::has(const model::Rule& rule) const noexcept {
    const auto names = [&](const std::vector<std::string>& ids) {
        return std::find(ids.begin(), ids.end(), rule.id) != ids.end();
    };
    return rule.severity >= least_ && (only_.empty() || names(only_)) && !names(without_);
}

}  // namespace wsdissect::rules
