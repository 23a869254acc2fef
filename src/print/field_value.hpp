#pragma once
// The values of fields as `fields` and `csv` print them: as tshark 4.0 does with `-T fields`.

#include "print/text_builder.hpp"
#include "wsdissect/filter/fields.hpp"

namespace wsdissect::print {

/// How a field's values are written.
enum class ValueStyle : std::uint8_t {
    field_name,  ///< Of what is only there or not.
    decimal,
    hexadecimal,  ///< `0x04`
    choice,
    seconds,
    text,
    hex_digits,
    ipv4,
    ipv6
};
[[nodiscard]] ValueStyle style_of(const filter::Field& field) noexcept;

/// Writes a value of `field`, which has that style, and is no text: that has no quotes, commas, or anything
/// else that has to be escaped.
void add_value(TextBuilder out, const filter::Field& field, ValueStyle style, const filter::Value& value);

}  // namespace wsdissect::print
