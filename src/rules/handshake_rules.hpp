#pragma once
// The rules of the opening handshake.

#include "rules/violation.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::rules {

/// What `handshake` breaks, in the order of the catalogue. Nothing is judged that needs a half which is not
/// captured.
[[nodiscard]] Violations check_handshake(const model::Handshake& handshake);

}  // namespace wsdissect::rules
