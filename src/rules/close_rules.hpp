#pragma once
// The rules of closing (RFC 6455 sections 5.5.1 and 7).

#include "rules/violation.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::rules {

/// What a Close frame's body breaks, in the order of the catalogue.
[[nodiscard]] std::vector<Violation> check_close(const model::Control& close);

}  // namespace wsdissect::rules
