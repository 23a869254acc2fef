#pragma once
// Looking things up among a head's fields: names in any case, repeated fields, comma separated lists.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wsdissect/http/head.hpp"

namespace wsdissect::http {

/// ASCII case is ignored (RFC 9110 section 5.1); bytes above 127 must be equal.
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;

[[nodiscard]] std::size_t count_fields(const Head& head, std::string_view name) noexcept;
/// The first field's value, line folds and all; empty optional where there is none.
[[nodiscard]] std::optional<std::string_view> find_field(const Head& head, std::string_view name) noexcept;
/// All values of the fields of that name, in order, joined by `, `, line folds replaced by one space each
/// (RFC 9112 section 5.2); empty optional where there is none.
[[nodiscard]] std::optional<std::string> joined_field(const Head& head, std::string_view name);
/// The elements of the comma separated list that the fields of that name form together (RFC 9110
/// section 5.6.1), white space around them and empty ones left out. Commas within quoted strings do not
/// separate; a quoted string ends with its field at the latest.
[[nodiscard]] std::vector<std::string_view> list_elements(const Head& head, std::string_view name);
/// Whether that list has `token`, in any case.
[[nodiscard]] bool list_has(const Head& head, std::string_view name, std::string_view token);

/// A token of RFC 9110 section 5.6.2: not empty, and of its characters only.
[[nodiscard]] bool is_token(std::string_view text) noexcept;

}  // namespace wsdissect::http
