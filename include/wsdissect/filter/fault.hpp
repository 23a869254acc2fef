#pragma once
// What is wrong with an expression, and where.

#include <cstddef>
#include <string>

namespace wsdissect::filter {

struct Fault {
    std::string message;    ///< One sentence without a full stop. May hold what was typed, unescaped.
    std::size_t begin = 0;  ///< Octets of the expression that it is about; none: its end.
    std::size_t end = 0;
};

}  // namespace wsdissect::filter
