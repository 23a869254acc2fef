#include "wsdissect/codec/utf8.hpp"

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace wsdissect::codec {
namespace {

/// Most text on WebSockets is short and ASCII: up to here a look at its high bits is cheaper than simdjson's
/// choice of a kernel and its handling of the last block.
constexpr std::size_t kShort = 256;

bool is_ascii(Bytes octets) noexcept {
    std::uint64_t high_bits = 0;
    std::size_t i = 0;
    for (; octets.size() - i >= sizeof high_bits; i += sizeof high_bits) {
        std::uint64_t word = 0;
        std::memcpy(&word, &octets[i], sizeof word);
        high_bits |= word;
    }
    for (; i < octets.size(); ++i) high_bits |= octets[i];
    return (high_bits & 0x8080'8080'8080'8080) == 0;
}

}  // namespace

bool is_utf8(Bytes octets) noexcept {
    if (octets.size() <= kShort && is_ascii(octets)) return true;
    return simdjson::validate_utf8(as_text(octets));
}

}  // namespace wsdissect::codec
