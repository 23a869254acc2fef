#include "base/put.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/hex_digits.hpp"

using namespace wsdissect;

namespace {

std::string letters(std::size_t count) {
    std::string made;
    for (std::size_t i = 0; i < count; ++i) made += static_cast<char>('a' + i % 26);
    return made;
}

}  // namespace

TEST_CASE("base/put: text of any length is copied, and nothing beyond it is touched") {
    for (std::size_t length = 0; length < 300; ++length) {
        // Vectors of just that length: the sanitizers see reading beyond them.
        const std::string all = letters(length);
        const std::vector<char> text(all.begin(), all.end());
        std::string room(length + 32, '#');
        char* const end = put_text(room.data(), {text.data(), text.size()});
        CHECK(end == room.data() + length);
        CHECK(room == all + std::string(32, '#'));
    }
}

TEST_CASE("base/put: eight octets are a number with the first as the lowest, and back") {
    CHECK(load_eight("abcdefgh") == 0x6867666564636261);
    std::string text(8, '#');
    store_eight(text.data(), 0x6867666564636261);
    CHECK(text == "abcdefgh");
}
