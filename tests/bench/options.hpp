#pragma once
// What the generator can be asked for.

#include <cstdint>
#include <string>

#include "tests/bench/random.hpp"
#include "tests/bench/size_distribution.hpp"

namespace wsdissect::bench {

enum class PayloadKind { text, binary, mixed };

/// What the capture gets wrong. Only segments that carry messages suffer.
struct Impairments {
    Chance late{0};      ///< Captured after the packet of its connection that it precedes.
    Chance repeated{0};  ///< Captured twice.
    Chance lost{0};      ///< Not captured.
};

struct Options {
    std::string path;
    std::uint32_t connections = 100;
    std::uint32_t concurrent = 20;  ///< Connections open at a time.
    std::uint32_t messages = 50;    ///< Of each connection, both directions together.
    std::uint64_t packets = 0;  ///< After so many nothing new begins, and all closes in order; 0: no limit.
    SizeDistribution sizes = *SizeDistribution::parse("range:60:180");
    PayloadKind payload = PayloadKind::text;
    Chance coalesce{0};  ///< The next message goes into the same write.
    Chance fragment{0};  ///< A message is sent in 2 to 5 frames.
    Chance ping{0.01};   ///< A Ping goes before a message, or between the fragments of one.
    Chance noise{0};     ///< Share of the packets that are no WebSocket traffic.
    bool deflate = false;
    bool ipv6 = false;
    Impairments impairments;
    std::uint64_t seed = 1;
};

/// Reads the command line. Ends the process where it is wrong, or asks for help.
[[nodiscard]] Options options_from(int argc, char** argv);

}  // namespace wsdissect::bench
