#include "print/field_value.hpp"

#include <algorithm>

#include "wsdissect/base/address.hpp"

namespace wsdissect::print {
namespace {

/// A piece of text.
struct Address {
    IpAddress address;
    [[nodiscard]] std::size_t most() const noexcept { return kMostAddress; }
    [[nodiscard]] char* put(char* at) const noexcept { return put_address(at, address); }
};

Address address_of(const filter::Value& value, AddressFamily family) noexcept {
    Address made{{.octets = {}, .family = family}};
    const Bytes octets = front(as_bytes(value.octets), made.address.octets.size());
    std::ranges::copy(octets, made.address.octets.begin());
    return made;
}

/// Wireshark shows the reserved bits so, of all numbers that are fields here.
constexpr std::string_view kHexadecimal = "websocket.rsv";

}  // namespace

ValueStyle style_of(const filter::Field& field) noexcept {
    using filter::FieldType;
    switch (field.type) {
        case FieldType::presence: return ValueStyle::field_name;
        case FieldType::boolean: return ValueStyle::decimal;
        case FieldType::number:
            return field.name == kHexadecimal ? ValueStyle::hexadecimal : ValueStyle::decimal;
        case FieldType::choice: return ValueStyle::choice;
        case FieldType::time: return ValueStyle::seconds;
        case FieldType::text: return ValueStyle::text;
        case FieldType::octets: return ValueStyle::hex_digits;
        case FieldType::ipv4: return ValueStyle::ipv4;
        case FieldType::ipv6: return ValueStyle::ipv6;
    }
    return ValueStyle::text;
}

void add_value(TextBuilder out, const filter::Field& field, ValueStyle style, const filter::Value& value) {
    switch (style) {
        case ValueStyle::field_name: return out.add(field.name);
        case ValueStyle::decimal: return out.add(Decimal{value.number});
        case ValueStyle::hexadecimal:
            return out.add("0x", Hex{std::array{static_cast<std::uint8_t>(value.number)}});
        case ValueStyle::choice: return out.add(field.name_of(value.number));
        case ValueStyle::seconds: return out.add(Seconds{filter::time_of(value.number).nanoseconds, 9});
        case ValueStyle::text: return out.add_escaped(value.octets);
        case ValueStyle::hex_digits: return out.add_hex(as_bytes(value.octets));
        case ValueStyle::ipv4: return out.add(address_of(value, AddressFamily::ipv4));
        case ValueStyle::ipv6: return out.add(address_of(value, AddressFamily::ipv6));
    }
}

}  // namespace wsdissect::print
