#pragma once
// Which findings are told: those of the rules that the user chose.

#include <string>
#include <string_view>
#include <vector>

#include "wsdissect/model/rule.hpp"

namespace wsdissect::rules {

/// All of them, unless told otherwise.
class Selection {
  public:
    /// Only rules of this severity and above.
    void from(model::Severity severity) noexcept { least_ = severity; }
    /// Only the rules that were named so. Identifiers are copied.
    void only(std::string_view id) { only_.emplace_back(id); }
    /// Without this rule, even if it was named by `only`.
    void without(std::string_view id) { without_.emplace_back(id); }

    [[nodiscard]] bool has(const model::Rule& rule) const noexcept;

  private:
    model::Severity least_ = model::Severity::note;
    std::vector<std::string> only_;  ///< Empty: all.
    std::vector<std::string> without_;
};

}  // namespace wsdissect::rules
