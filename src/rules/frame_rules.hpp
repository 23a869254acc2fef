#pragma once
// The rules of frames: their headers, and their order.

#include "rules/violation.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::rules {

/// What a suspect `frame` breaks, in the order of the catalogue.
[[nodiscard]] Violations check_frame(const model::Frame& frame);

}  // namespace wsdissect::rules
