#include "filter/operand.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/letters.hpp"
#include "filter/constant.hpp"

namespace wsdissect::filter {

namespace {

constexpr std::array<std::pair<std::string_view, Function>, 4> kFunctions = {{{"len", Function::len},
                                                                              {"count", Function::count},
                                                                              {"lower", Function::lower},
                                                                              {"upper", Function::upper}}};

std::string_view with_letters(std::string_view text, char (*change)(char) noexcept, std::string& room) {
    room.resize(text.size());
    std::ranges::transform(text, room.begin(), change);
    return room;
}

Value apply(Function function, const Value& value, std::string& room) {
    switch (function) {
        case Function::len: return {.number = value.octets.size()};
        case Function::lower: return {.octets = with_letters(value.octets, lower, room)};
        case Function::upper: return {.octets = with_letters(value.octets, upper, room)};
        case Function::none:
        case Function::count: break;
    }
    return value;
}

std::optional<std::int64_t> whole(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    const bool negative = text.starts_with('-');
    const auto number = c_number(text.substr(negative ? 1 : 0));
    if (!number || *number > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
    const auto magnitude = static_cast<std::int64_t>(*number);
    return negative ? -magnitude : magnitude;
}

/// `4-7`, `-4--1`: both ends belong to it.
std::optional<Slice> slice_to(std::string_view first, std::string_view last) {
    const auto from = whole(first), to = whole(last);
    const bool from_one_end = from && to && (*from < 0) == (*to < 0);
    if (!from_one_end || *to < *from) return std::nullopt;
    return Slice{*from, *to - *from + 1};
}

}  // namespace

std::optional<std::string_view> Slice::of(std::string_view octets) const noexcept {
    const auto size = static_cast<std::int64_t>(octets.size());
    const std::int64_t begin = offset < 0 ? size + offset : offset;
    const std::int64_t taken = length.value_or(size - begin);
    if (begin < 0 || begin >= size || taken > size - begin) return std::nullopt;
    return octets.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(taken));
}

std::optional<Slice> parse_slice(std::string_view text) {
    if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
        const std::string_view in_front = text.substr(0, colon), behind = text.substr(colon + 1);
        const auto offset = in_front.empty() ? 0 : whole(in_front);
        if (!offset || (in_front.empty() && behind.empty())) return std::nullopt;
        if (behind.empty()) return Slice{*offset};
        const auto length = whole(behind);
        return length && *length > 0 ? std::optional(Slice{*offset, *length}) : std::nullopt;
    }
    if (const std::size_t dash = text.find('-', 1); dash != std::string_view::npos)
        return slice_to(text.substr(0, dash), text.substr(dash + 1));
    const auto offset = whole(text);
    return offset ? std::optional(Slice{*offset, 1}) : std::nullopt;
}

std::optional<Function> function_called(std::string_view name) noexcept {
    for (const auto& [called, function] : kFunctions)
        if (called == name) return function;
    return std::nullopt;
}

FieldType Operand::type() const noexcept {
    if (function == Function::len || function == Function::count) return FieldType::number;
    return slice ? FieldType::octets : field->type;
}

Values Operand::of(const Record& record, Scratch& scratch) const {
    Values values = field->get(record);
    const bool counted = function == Function::count;
    if (counted && !values.empty()) values = Value{.number = values.size()};
    if ((counted || function == Function::none) && !slice && !mask) return values;
    Values made;
    for (Value value : values) {
        if (slice) {
            const auto part = slice->of(value.octets);
            if (!part) continue;
            value.octets = *part;
        }
        value = apply(function, value, scratch[made.size()]);
        if (mask) value.number &= *mask;
        made.add(value);
    }
    return made;
}

}  // namespace wsdissect::filter
