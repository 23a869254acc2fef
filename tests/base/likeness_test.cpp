#include "wsdissect/base/likeness.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace wsdissect;

TEST_CASE("base/likeness: letters put in, left out, changed and swapped count") {
    CHECK(edit_distance("", "") == 0);
    CHECK(edit_distance("kitten", "sitting") == 3);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("abc", "") == 3);
    CHECK(edit_distance("abc", "acb") == 1);
    CHECK(edit_distance("abcd", "badc") == 2);
    CHECK(edit_distance("ca", "abc") == 3);  // no letter twice: not by "ac"
}

TEST_CASE("base/likeness: the most like name is found, without its front, too") {
    const std::vector<std::string_view> names = {"frame.rsv", "frame.opcode", "message.utf8"};
    CHECK(most_like("frame.opcod", names) == "frame.opcode");
    CHECK(most_like("utf-8", names) == "message.utf8");
    CHECK(most_like("rvs", names) == "frame.rsv");
    CHECK(most_like("frame", names).empty());
    CHECK(most_like("", names).empty());
    CHECK(most_like(std::string(65, 'x'), names).empty());
    CHECK(most_like("frame.rsv", {}).empty());
}
