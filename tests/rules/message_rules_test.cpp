#include "rules/message_rules.hpp"

#include <doctest/doctest.h>

#include "tests/rules/broken.hpp"

namespace wsdissect::rules {
namespace {

using test::Lines;

model::Message inflated(std::uint64_t wire_length, std::uint64_t length) {
    model::Message message;
    message.opcode = websocket::Opcode::binary;
    message.direction = Direction::server;
    message.compressed = true;
    message.complete = true;
    message.wire_length = wire_length;
    message.length = length;
    message.inflation = model::Inflation::done;
    return message;
}

constexpr std::uint64_t kMebi = std::uint64_t{1} << 20;

}  // namespace

TEST_CASE("rules/message: one that inflates by more than 100 times and past 16 MiB") {
    struct Case {
        std::uint64_t wire_length, length;
        bool huge;
    };
    constexpr Case kCases[] = {
        {100, 16 * kMebi, false},  // not past
        {100, 16 * kMebi + 1, true},
        {kMebi, 100 * kMebi, false},  // not more than
        {kMebi, 100 * kMebi + 1, true},
        {1000, 1000 * 1000, false},
        {0, 17 * kMebi, true},
        {std::uint64_t{1} << 63, ~std::uint64_t{0}, false},  // a hundred times that is no number
    };
    for (const Case& each : kCases) {
        const model::Message message = inflated(each.wire_length, each.length);
        CAPTURE(each.wire_length);
        CAPTURE(each.length);
        CHECK(inflates_hugely(message) == each.huge);
        CHECK(test::rules_of(check_message(message)) ==
              (each.huge ? Lines{"message.inflate-ratio server"} : Lines{}));
    }
    model::Message plain = inflated(100, 17 * kMebi);
    plain.compressed = false;
    CHECK_FALSE(inflates_hugely(plain));
    model::Message unknown = inflated(100, 17 * kMebi);
    unknown.length.reset();
    CHECK_FALSE(inflates_hugely(unknown));
}

TEST_CASE("rules/message: the words of the ratio") {
    CHECK(test::words_of(check_message(inflated(17000, 17 * kMebi))) ==
          Lines{"message.inflate-ratio server: compressed message of 17000 bytes inflates to 17825792"});
}

}  // namespace wsdissect::rules
