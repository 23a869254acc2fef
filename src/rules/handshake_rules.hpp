#pragma once
// The rules of the opening handshake.

#include <string>
#include <vector>

#include "wsdissect/base/direction.hpp"
#include "wsdissect/model/events.hpp"
#include "wsdissect/model/rule.hpp"

namespace wsdissect::rules {

struct Violation {
    const model::Rule* rule;
    Direction offender;
    std::string message;  ///< What was found, in words.
};

/// What `handshake` breaks, in the order of the catalogue. Nothing is judged that needs a half which is not
/// captured.
[[nodiscard]] std::vector<Violation> check_handshake(const model::Handshake& handshake);

}  // namespace wsdissect::rules
