#include "print/elapsed_text.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "print/text_builder.hpp"

using namespace wsdissect;
using namespace wsdissect::print;

namespace {

template <class Piece>
std::string text_of(const Piece& piece) {
    TextBuffer out;
    TextBuilder(out).add(piece);
    return std::string(out.text());
}

}  // namespace

TEST_CASE("print/elapsed_text: times in any order, whatever second was before") {
    ElapsedText elapsed;  // One for all.
    elapsed.begin_at({5'000'000'000});
    const struct {
        std::int64_t nanoseconds;
        std::size_t digits;
        std::string_view text;
    } cases[] = {
        {0, 6, "  0.000000"},
        {3'176'000, 6, "  0.003176"},
        {999'999'999, 6, "  0.999999"},
        {1'000'000'000, 9, "  1.000000000"},
        {1'999'999'999, 0, "  1"},
        {1'500'000'000, 9, "  1.500000000"},
        {999'000'000'000, 6, "999.000000"},
        {12'345'000'000'001, 9, "12345.000000001"},
        {-1, 9, " -0.000000001"},
        {-1, 6, " -0.000000"},
        {-1'000'000'000, 6, " -1.000000"},
        {-999'999'999, 6, " -0.999999"},
        {0, 6, "  0.000000"},
    };
    for (const auto& c : cases)
        CHECK(text_of(elapsed.at({5'000'000'000 + c.nanoseconds}, c.digits)) == c.text);
}

TEST_CASE("print/elapsed_text: as the seconds that are not kept, to both ends of time") {
    ElapsedText elapsed;
    elapsed.begin_at({0});
    using Limits = std::numeric_limits<std::int64_t>;
    for (const std::int64_t time :
         {Limits::max(), Limits::min(), Limits::min() + 999'999'999, Limits::max() - 1})
        CHECK(text_of(elapsed.at({time}, 9)) == text_of(Seconds{time, 9, 3}));
}

TEST_CASE("print/elapsed_text: another first packet begins anew") {
    ElapsedText elapsed;
    elapsed.begin_at({0});
    CHECK(text_of(elapsed.at({2'500'000'000}, 6)) == "  2.500000");
    elapsed.begin_at({1'000'000'000});
    CHECK(text_of(elapsed.at({2'500'000'000}, 6)) == "  1.500000");
}
