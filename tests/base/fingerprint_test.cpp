#include "base/fingerprint.hpp"

#include <doctest/doctest.h>

#include <set>
#include <vector>

namespace wsdissect {

TEST_CASE("base/fingerprint: each octet counts, and how many there are") {
    std::set<std::uint64_t> seen;
    std::size_t made = 0;
    for (std::size_t size = 0; size <= 40; ++size) {
        std::vector<std::uint8_t> octets(size);
        CHECK(fingerprint_of(octets) == fingerprint_of(std::vector<std::uint8_t>(size)));
        seen.insert(fingerprint_of(octets));
        ++made;
        for (std::uint8_t& octet : octets) {
            for (const unsigned value : {1U, 0x80U, 0xFFU}) {
                octet = static_cast<std::uint8_t>(value);
                seen.insert(fingerprint_of(octets));
                ++made;
            }
            octet = 0;
        }
    }
    CHECK(seen.size() == made);
}

TEST_CASE("base/fingerprint: it goes on from what came before, in that order") {
    const std::vector<std::uint8_t> one = {1, 2, 3}, other = {4, 5, 6, 7, 8, 9, 10, 11, 12};
    const auto both = [](const auto& first, const auto& then) {
        return fingerprint_of(then, fingerprint_of(first));
    };
    CHECK(both(one, other) == both(one, other));
    CHECK(both(one, other) != both(other, one));
    CHECK(both(one, other) != fingerprint_of(other));
}

}  // namespace wsdissect
