#pragma once
// How the formats for people show severities and verdicts.

#include <string_view>

#include "print/words.hpp"

namespace wsdissect::print {

/// As Wireshark writes it: `Error`.
[[nodiscard]] constexpr std::string_view severity_word(model::Severity severity) noexcept {
    switch (severity) {
        case model::Severity::note: return "Note";
        case model::Severity::warning: return "Warning";
        case model::Severity::error: return "Error";
    }
    return {};
}

[[nodiscard]] inline Color color_of(model::Verdict verdict, const Colors& colors) noexcept {
    switch (verdict) {
        case model::Verdict::valid: return colors.green;
        case model::Verdict::invalid:
        case model::Verdict::rejected: return colors.red;
        case model::Verdict::incomplete: return colors.bold;
    }
    return {};
}

}  // namespace wsdissect::print
