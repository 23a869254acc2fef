#pragma once
// What a check found.

#include <string>
#include <vector>

#include "wsdissect/base/direction.hpp"
#include "wsdissect/model/rule.hpp"

namespace wsdissect::rules {

struct Violation {
    const model::Rule* rule;
    Direction offender;
    std::string message;  ///< What was found, in words.
};

}  // namespace wsdissect::rules
