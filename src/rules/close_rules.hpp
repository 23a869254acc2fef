#pragma once
// The rules of closing (RFC 6455 sections 5.5.1 and 7).

#include "rules/violation.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::rules {

/// What a Close frame's body breaks, in the order of the catalogue.
[[nodiscard]] Violations check_close(const model::Control& close);
/// What the end of a connection shows: Closes and messages that are missing. Its verdict has to be the
/// rules'.
[[nodiscard]] Violations check_end(const model::ConnectionEnd& end);

}  // namespace wsdissect::rules
