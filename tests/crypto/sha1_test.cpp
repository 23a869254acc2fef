#include "wsdissect/crypto/sha1.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/hex.hpp"

using namespace wsdissect;

TEST_CASE("crypto/sha1: the test vectors of FIPS 180") {
    struct Case {
        std::string text;
        std::string_view digest;
    };
    const std::vector<Case> cases = {
        {"abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
        {"", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
        {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
         "mnopqrstnopqrstu",
         "a49b2446a02c645bf419f995b67091253a04a259"},
        {std::string(1'000'000, 'a'), "34aa973cd4c4daa4f61eeb2bdbad27316534016f"},
    };
    for (const Case& row : cases) {
        CAPTURE(row.text.size());
        CHECK(to_hex(crypto::sha1(as_bytes(row.text))) == row.digest);
    }
}

TEST_CASE("crypto/sha1: no octets at all are hashed like an empty text") {
    CHECK(to_hex(crypto::sha1({})) == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}
