#include "print/opcode_counts.hpp"

#include <cstddef>

namespace wsdissect::print {

std::array<OpcodeCount, 7> opcode_counts(const model::Summary& summary) noexcept {
    std::array<OpcodeCount, 7> counts;
    OpcodeCount& reserved = counts.back();
    reserved.name = "reserved";
    std::size_t next = 0;
    for (std::size_t value = 0; value < summary.frames.size(); ++value) {
        const auto opcode = static_cast<websocket::Opcode>(value);
        if (is_reserved(opcode)) {
            reserved.frames += summary.frames[value];
        } else {
            counts[next++] = {name_of(opcode), summary.frames[value]};
        }
    }
    return counts;
}

}  // namespace wsdissect::print
