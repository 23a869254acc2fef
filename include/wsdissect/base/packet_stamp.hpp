#pragma once
// Which packet something came from: what every event of the pipeline carries along.

#include <cstdint>

#include "wsdissect/base/time.hpp"

namespace wsdissect {

struct PacketStamp {
    std::uint64_t number = 0;      ///< 1-based, over all files, before any filter. 0: no packet yet.
    Timestamp time;                ///< The packet's own time.
    std::uint32_t file = 0;        ///< Index of the input file, in the order of the command line.
    std::uint8_t time_digits = 6;  ///< Decimals of a second that the capture holds: 0 to 9.
    /// Its number in the capture::InterfaceBook that the input was given. 0: nothing is known of it there.
    std::uint16_t interface = 0;
};

}  // namespace wsdissect
