#pragma once
// What an expression becomes: comparisons, and the steps that join what they say.
//
// One truth value is at hand at a time. `and` and `or` become steps that skip their right side where the left
// one decides, so nothing has to be remembered, and nothing nests when records are judged.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "filter/comparison.hpp"
#include "wsdissect/filter/filter.hpp"

namespace wsdissect::filter {

enum class StepKind : std::uint8_t {
    comparison,            ///< `operand`: which of `comparisons`.
    handshake_comparison,  ///< `operand`: which of `handshake_comparisons`.
    negate,
    skip_if_true,  ///< `operand`: the step to go on with.
    skip_if_false
};

struct Step {
    StepKind kind;
    std::size_t operand = 0;
};

struct Filter::Compiled {
    std::vector<Comparison> comparisons;            ///< Of the record itself and its connection.
    std::vector<Comparison> handshake_comparisons;  ///< At most kMostHandshakeComparisons.
    std::vector<Step> steps;
    Need need = Need::nothing;  ///< The most that any field needs of messages.
    bool needs_handshake_text = false;
    bool needs_findings = false;
    std::string_view field_of_messages;
};

}  // namespace wsdissect::filter
