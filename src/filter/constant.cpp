#include "filter/constant.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "wsdissect/base/time.hpp"

namespace wsdissect::filter {

namespace {

template <class Number>
std::optional<Number> whole_number(std::string_view digits, int base = 10) {
    Number number{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

std::optional<std::uint64_t> number_in(const Token& token) {
    if (token.kind == TokenKind::word) return c_number(token.text);
    const bool is_character = token.kind == TokenKind::character && token.text.size() == 1;
    if (is_character) return static_cast<unsigned char>(token.text.front());
    return std::nullopt;
}

std::optional<std::uint64_t> named_number(const Token& token, const Field* names) {
    const bool has_names = names != nullptr && names->number_of != nullptr;
    return has_names && token.kind != TokenKind::character ? names->number_of(token.text) : std::nullopt;
}

std::optional<std::uint64_t> boolean_in(const Token& token) {
    for (const std::string_view yes : {"True", "TRUE", "true"})
        if (token.text == yes) return 1;
    for (const std::string_view no : {"False", "FALSE", "false"})
        if (token.text == no) return 0;
    const auto number = number_in(token);
    return number ? std::optional<std::uint64_t>(*number != 0 ? 1 : 0) : std::nullopt;
}

/// Nanoseconds in a decimal fraction of a second.
std::optional<std::int64_t> fraction_in(std::string_view digits) {
    constexpr std::size_t kDigits = 9;
    if (digits.empty() || digits.size() > kDigits) return std::nullopt;
    std::string padded(digits);
    padded.resize(kDigits, '0');
    return whole_number<std::uint32_t>(padded);
}

std::optional<std::uint64_t> time_in(std::string_view text) {
    const std::size_t dot = text.find('.');
    const auto seconds = whole_number<std::int64_t>(text.substr(0, dot));
    const auto fraction = dot == std::string_view::npos ? 0 : fraction_in(text.substr(dot + 1));
    std::int64_t nanoseconds = 0;
    if (!seconds || *seconds < 0 || !fraction) return std::nullopt;
    if (__builtin_mul_overflow(*seconds, kNanosecondsPerSecond, &nanoseconds)) return std::nullopt;
    if (__builtin_add_overflow(nanoseconds, *fraction, &nanoseconds)) return std::nullopt;
    return ordered(Timestamp{nanoseconds});
}

/// `61:62`, `61-62`, `61.62` or `6162`; one octet also as `0x61` and `6`.
std::optional<std::string> octets_in(std::string_view text) {
    std::string octets;
    if (text.size() == 4 && text.starts_with("0x")) text.remove_prefix(2);
    if (const auto digit = whole_number<std::uint8_t>(text, 16); digit && text.size() == 1)
        return octets += static_cast<char>(*digit);
    const std::size_t mark = text.find_first_of(":-.");
    const std::size_t step = mark == std::string_view::npos ? 2 : 3;
    const char separator = step == 3 ? text[mark] : '\0';
    if (text.empty() || text.size() % step != 2 % step) return std::nullopt;
    for (std::size_t place = 0; place < text.size(); place += step) {
        const auto octet = whole_number<std::uint8_t>(text.substr(place, 2), 16);
        const bool separated = step == 2 || place + 2 == text.size() || text[place + 2] == separator;
        if (!octet || !separated) return std::nullopt;
        octets += static_cast<char>(*octet);
    }
    return octets;
}

/// An address, and maybe a prefix length behind it: `10.0.0.0/8`.
std::optional<Constant> address_in(std::string_view text, int family) {
    const std::size_t slash = text.find('/');
    std::array<char, 16> octets{};
    const unsigned length = family == AF_INET ? 4 : 16;
    if (inet_pton(family, std::string(text.substr(0, slash)).c_str(), octets.data()) != 1)
        return std::nullopt;
    Constant constant{.octets = std::string(octets.data(), length), .prefix = 8 * length};
    if (slash == std::string_view::npos) return constant;
    const auto prefix = whole_number<unsigned>(text.substr(slash + 1));
    if (!prefix || *prefix > constant.prefix) return std::nullopt;
    constant.prefix = *prefix;
    return constant;
}

std::optional<Constant> of_number(std::optional<std::uint64_t> number) {
    return number ? std::optional(Constant{.number = *number}) : std::nullopt;
}

std::optional<Constant> of_octets(std::optional<std::string> octets) {
    return octets ? std::optional(Constant{.octets = std::move(*octets)}) : std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> c_number(std::string_view text) {
    const std::string_view mark = text.substr(0, 2);
    if (mark == "0x" || mark == "0X") return whole_number<std::uint64_t>(text.substr(2), 16);
    if (mark == "0b" || mark == "0B") return whole_number<std::uint64_t>(text.substr(2), 2);
    if (text.size() > 1 && text.front() == '0') return whole_number<std::uint64_t>(text.substr(1), 8);
    return whole_number<std::uint64_t>(text);
}

std::optional<Constant> parse_constant(const Token& token, FieldType type, const Field* names) {
    const bool is_word = token.kind == TokenKind::word;
    switch (type) {
        case FieldType::presence: break;
        case FieldType::boolean: return of_number(boolean_in(token));
        case FieldType::number: {
            const auto number = number_in(token);
            return of_number(number ? number : named_number(token, names));
        }
        case FieldType::choice: return of_number(named_number(token, names));
        case FieldType::time: return is_word ? of_number(time_in(token.text)) : std::nullopt;
        case FieldType::text: return Constant{.octets = token.text};
        case FieldType::octets:
            return is_word ? of_octets(octets_in(token.text)) : Constant{.octets = token.text};
        case FieldType::ipv4: return address_in(token.text, AF_INET);
        case FieldType::ipv6: return address_in(token.text, AF_INET6);
    }
    return std::nullopt;
}

std::string expected_of(FieldType type, const Field* names) {
    const std::string all = names != nullptr ? std::string(names->names) : std::string();
    switch (type) {
        case FieldType::presence: return "nothing";
        case FieldType::boolean: return "True or False";
        case FieldType::number:
            return "a number such as 8 or 0x7e" + (all.empty() ? "" : ", or a name (" + all + ")");
        case FieldType::choice: return "one of " + all;
        case FieldType::time: return "seconds such as 1749801600.5";
        case FieldType::text: return "a text such as \"abc\"";
        case FieldType::octets: return "octets such as 61:62:63, or a text such as \"abc\"";
        case FieldType::ipv4: return "an IPv4 address such as 192.0.2.1, or 192.0.2.0/24";
        case FieldType::ipv6: return "an IPv6 address such as 2001:db8::1, or 2001:db8::/32";
    }
    return {};
}

}  // namespace wsdissect::filter
