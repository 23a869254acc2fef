#pragma once
// One comparison of an expression.

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "filter/constant.hpp"
#include "filter/operand.hpp"
#include "filter/pattern.hpp"

namespace wsdissect::filter {

enum class Relation : std::uint8_t {
    exists,
    equal,
    not_equal,
    less,
    less_or_equal,
    greater,
    greater_or_equal,
    contains,
    matches,
    in
};

/// Rooms for both sides.
using ComparisonScratch = std::array<Scratch, 2>;

struct Comparison {
    Operand left;
    Relation relation = Relation::exists;
    bool all = false;  ///< Of several values all have to stand in the relation; else any.
    // What stands on the right: another operand, a pattern, or values. Of `in` each is a range from the first
    // to the second; others have one, whose second is not used.
    std::optional<Operand> right = {};
    std::optional<Pattern> pattern = {};
    std::vector<std::pair<Constant, Constant>> constants = {};

    /// False where the record lacks a side, whatever the relation.
    [[nodiscard]] bool holds(const Record& record, ComparisonScratch& scratch) const;

  private:
    [[nodiscard]] bool holds_for(const Value& value) const;
    [[nodiscard]] bool stand(const Value& value, const Value& other, unsigned prefix) const;
};

}  // namespace wsdissect::filter
