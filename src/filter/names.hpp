#pragma once
// Names that stand for numbers, as people type them in expressions. Empty where there is no such name.

#include <cstdint>
#include <optional>
#include <string_view>

namespace wsdissect::filter {

/// `Text`: Wireshark's names, and `Close` for its `Connection Close`.
[[nodiscard]] std::optional<std::uint64_t> opcode_of(std::string_view name);
/// `Normal Closure`.
[[nodiscard]] std::optional<std::uint64_t> close_code_of(std::string_view name);
[[nodiscard]] std::optional<std::uint64_t> direction_of(std::string_view name);
[[nodiscard]] std::optional<std::uint64_t> verdict_of(std::string_view name);
/// The graver, the greater.
[[nodiscard]] std::optional<std::uint64_t> severity_of(std::string_view name);

// The reverse, of numbers that are of such a choice.
[[nodiscard]] std::string_view name_of_direction(std::uint64_t number) noexcept;
[[nodiscard]] std::string_view name_of_verdict(std::uint64_t number) noexcept;
[[nodiscard]] std::string_view name_of_severity(std::uint64_t number) noexcept;

}  // namespace wsdissect::filter
