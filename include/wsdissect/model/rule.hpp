#pragma once
// What a rule is; the catalogue of them is in rules/.

#include <cstdint>
#include <string_view>

namespace wsdissect::model {

/// error: breaks a MUST, proved by the bytes. warning: breaks a SHOULD, or a MUST that time, an abort or
/// chance could explain. note: worth knowing.
enum class Severity : std::uint8_t { note, warning, error };
[[nodiscard]] std::string_view name_of(Severity severity) noexcept;

struct Rule {
    std::string_view id;  ///< Public and stable: `frame.client-unmasked`.
    Severity severity;
    std::string_view reference;  ///< `RFC 6455 section 5.1`.
    std::string_view text;       ///< When it is raised, in one sentence.
};

}  // namespace wsdissect::model
