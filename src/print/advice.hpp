#pragma once
// What the developer of the endpoint that breaks a rule can do about it.

#include <span>
#include <string_view>

namespace wsdissect::print {

struct Advice {
    std::string_view rule;  ///< Its identifier.
    std::string_view text;  ///< A sentence, or several.
};
/// One for each rule of the catalogue.
[[nodiscard]] std::span<const Advice> all_advice() noexcept;

/// Its text; empty where `rule`, an identifier, is none of the catalogue.
[[nodiscard]] std::string_view advice_for(std::string_view rule) noexcept;

}  // namespace wsdissect::print
