#pragma once
// The summary's frames by the names of their opcodes, of which the reserved ones share one.

#include <array>
#include <cstdint>
#include <string_view>

#include "wsdissect/model/events.hpp"

namespace wsdissect::print {

struct OpcodeCount {
    std::string_view name;  ///< `continuation`, ..., `reserved`.
    std::uint64_t frames = 0;
};
/// All seven names in the order of their opcodes, `reserved` last.
[[nodiscard]] std::array<OpcodeCount, 7> opcode_counts(const model::Summary& summary) noexcept;

}  // namespace wsdissect::print
