#pragma once
// Values that stand in an expression.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "filter/lexer.hpp"
#include "wsdissect/base/result.hpp"
#include "wsdissect/filter/fields.hpp"

namespace wsdissect::filter {

/// As Value, but it owns its octets.
struct Constant {
    std::uint64_t number = 0;
    std::string octets = {};
    unsigned prefix = 128;  ///< Bits of an address that are compared.

    [[nodiscard]] Value value() const noexcept { return {number, octets}; }
};

/// As in C: 0x7e, 0b11, 017, 15. Empty where it is none, or needs more than 64 bits.
[[nodiscard]] std::optional<std::uint64_t> c_number(std::string_view text);

/// What a word or quoted text means where values of `type` are expected. `names`: a field whose names count,
/// too; null: none. Empty where it means nothing there.
[[nodiscard]] std::optional<Constant> parse_constant(const Token& token, FieldType type, const Field* names);

/// `a number such as 8 or 0x7e`: what is expected.
[[nodiscard]] std::string expected_of(FieldType type, const Field* names);

}  // namespace wsdissect::filter
