#pragma once
// What makes hashes unforeseeable.

#include <sys/random.h>

#include <cstdint>

namespace wsdissect {

/// Another one with every call.
[[nodiscard]] inline std::uint64_t random_seed() noexcept {
    std::uint64_t seed = 0;
    (void)!getrandom(&seed, sizeof seed, 0);  // without it the hash is merely predictable
    return seed;
}

}  // namespace wsdissect
