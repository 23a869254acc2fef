#include "filter/comparison.hpp"

#include <algorithm>
#include <compare>

namespace wsdissect::filter {

namespace {

/// The first `bits` of two addresses.
std::strong_ordering compare_front(std::string_view address, std::string_view other, unsigned bits) noexcept {
    const std::size_t whole = bits / 8;
    if (const auto order = address.substr(0, whole) <=> other.substr(0, whole); order != 0) return order;
    if (bits % 8 == 0) return std::strong_ordering::equal;
    const auto top = [&](std::string_view octets) {
        return static_cast<unsigned char>(octets[whole]) >> (8 - bits % 8);
    };
    return top(address) <=> top(other);
}

/// As Wireshark does: of different lengths the longer ones are greater.
std::strong_ordering compare_octets(std::string_view octets, std::string_view other) noexcept {
    const auto order = octets.size() <=> other.size();
    return order != 0 ? order : octets <=> other;
}

std::strong_ordering compare(const Value& value, const Value& other, FieldType type,
                             unsigned prefix) noexcept {
    if (!has_octets(type)) return value.number <=> other.number;
    if (type == FieldType::text) return value.octets <=> other.octets;
    if (type == FieldType::octets) return compare_octets(value.octets, other.octets);
    return compare_front(value.octets, other.octets, prefix);
}

bool contains(std::string_view octets, std::string_view part) noexcept {
    return !part.empty() && octets.find(part) != std::string_view::npos;
}

/// Whether `all` or any of `values` are so.
template <class Predicate>
bool holds_among(const Values& values, bool all, Predicate is_so) {
    if (values.empty()) return false;
    return all ? std::all_of(values.begin(), values.end(), is_so)
               : std::any_of(values.begin(), values.end(), is_so);
}

unsigned address_bits(FieldType type) noexcept { return type == FieldType::ipv4 ? 32 : 128; }

}  // namespace

bool Comparison::stand(const Value& value, const Value& other, unsigned prefix) const {
    if (relation == Relation::contains) return contains(value.octets, other.octets);
    const auto order = compare(value, other, left.type(), prefix);
    switch (relation) {
        case Relation::equal: return order == 0;
        case Relation::not_equal: return order != 0;
        case Relation::less: return order < 0;
        case Relation::less_or_equal: return order <= 0;
        case Relation::greater: return order > 0;
        case Relation::greater_or_equal: return order >= 0;
        case Relation::exists:
        case Relation::contains:
        case Relation::matches:
        case Relation::in: break;
    }
    return false;
}

bool Comparison::holds_for(const Value& value) const {
    switch (relation) {
        case Relation::exists: return !left.mask || value.number != 0;
        case Relation::matches: return pattern->is_in(value.octets);
        case Relation::in:
            return std::ranges::any_of(constants, [&](const auto& range) {
                const auto& [first, last] = range;
                return compare(value, first.value(), left.type(), first.prefix) >= 0 &&
                       compare(value, last.value(), left.type(), last.prefix) <= 0;
            });
        default: return stand(value, constants.front().first.value(), constants.front().first.prefix);
    }
}

bool Comparison::holds(const Record& record, ComparisonScratch& scratch) const {
    const Values values = left.of(record, scratch[0]);
    if (!right) return holds_among(values, all, [&](const Value& value) { return holds_for(value); });
    const Values others = right->of(record, scratch[1]);
    const unsigned bits = address_bits(left.type());
    return holds_among(values, all, [&](const Value& value) {
        return holds_among(others, all, [&](const Value& other) { return stand(value, other, bits); });
    });
}

}  // namespace wsdissect::filter
