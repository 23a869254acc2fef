#pragma once
// What a comparison looks at: a field of the record, and what is made of it.

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "wsdissect/filter/fields.hpp"

namespace wsdissect::filter {

/// A part of octets or of a text. Below zero: counted from its end.
struct Slice {
    std::int64_t offset = 0;
    std::optional<std::int64_t> length = {};  ///< Absent: to the end.

    /// Empty where that lies not wholly within `octets`.
    [[nodiscard]] std::optional<std::string_view> of(std::string_view octets) const noexcept;
};

/// `0:4`, `0-3`, `:4`, `4:` or `4`. Empty where it is none.
[[nodiscard]] std::optional<Slice> parse_slice(std::string_view text);

enum class Function : std::uint8_t { none, len, count, lower, upper };
/// Empty where no function is called so.
[[nodiscard]] std::optional<Function> function_called(std::string_view name) noexcept;

/// Room for texts that functions make; its views are valid until the operand is asked again.
using Scratch = std::array<std::string, Values::kMost>;

struct Operand {
    const Field* field = nullptr;  ///< Never null.
    std::optional<Slice> slice = {};
    Function function = Function::none;      ///< Of what the slice leaves.
    std::optional<std::uint64_t> mask = {};  ///< The bits of a number that are looked at.

    /// Of its values.
    [[nodiscard]] FieldType type() const noexcept;
    [[nodiscard]] Values of(const Record& record, Scratch& scratch) const;
};

/// Whether values of this type are octets, of which parts can be taken.
[[nodiscard]] constexpr bool has_octets(FieldType type) noexcept {
    return type == FieldType::text || type == FieldType::octets || type == FieldType::ipv4 ||
           type == FieldType::ipv6;
}

}  // namespace wsdissect::filter
