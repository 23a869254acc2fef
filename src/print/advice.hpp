#pragma once
// What the developer of the endpoint that breaks a rule can do about it.

#include <string_view>

namespace wsdissect::print {

/// A sentence; empty where `rule`, an identifier, is none of the catalogue.
[[nodiscard]] std::string_view advice_for(std::string_view rule) noexcept;

}  // namespace wsdissect::print
