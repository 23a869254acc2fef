#include "wsdissect/base/code_point.hpp"

#include <doctest/doctest.h>

#include "tests/base/utf8.hpp"

using namespace wsdissect;
using test::utf8;

TEST_CASE("base/code_point: the sequence at the front is measured and read") {
    for (const char32_t point : {U'\0', U'a', U'\x7f', U'\x80', U'\u07ff', U'\u0800', U'\ud7ff', U'\ue000',
                                 U'\uffff', U'\U00010000', U'\U0010ffff'}) {
        const std::string sequence = utf8(point);
        CHECK(utf8_sequence_length(sequence + "tail") == sequence.size());
        CHECK(code_point_of(sequence) == point);
    }
    CHECK(utf8_sequence_length("") == 0);
}

TEST_CASE("base/code_point: a sequence that the end cuts is taken away, and nothing else") {
    const struct {
        std::string_view text;
        std::size_t left;
    } cases[] = {
        {"", 0},
        {"abc", 3},
        {"ab\xC3", 2},
        {"ab\xC3\xA9", 4},
        {"ab\xE2", 2},
        {"ab\xE2\x82", 2},
        {"ab\xE2\x82\xAC", 5},
        {"\xF0\x9F\x98", 0},
        {"a\xF0\x9F", 1},
        {"a\xF0", 1},
        {"a\x80", 2},  // no sequence has begun
        {"a\x80\x80\x80\x80", 5},
        {"a\xFF", 2},  // no sequence begins so
        {"a\xC0", 2},
        {"a\xE0\x80", 3},  // overlong: no end could make it valid
        {"a\xED\xA0", 3},  // a surrogate, likewise
        {"a\xF4\x90", 3},
        {"a\xC3\xA9\xA9", 4},
    };
    for (const auto& c : cases) CHECK(without_cut_sequence(c.text) == c.left);
}
