#include "print/stats_histograms.hpp"

#include <doctest/doctest.h>

#include "sample.hpp"

using namespace wsdissect;
using namespace wsdissect::print;

namespace {

std::string lengths(const model::LengthCounts& client, const model::LengthCounts& server = {}) {
    model::Summary summary;
    summary.message_lengths = {client, server};
    TextBuffer result;
    TextBuilder text(result);
    add_message_lengths(text, summary, {});
    return std::string(result.text());
}

}  // namespace

TEST_CASE("print/stats_histograms: lengths of n significant bits") {
    CHECK(least_length(0) == 0);
    CHECK(greatest_length(0) == 0);
    CHECK(least_length(1) == 1);
    CHECK(greatest_length(1) == 1);
    CHECK(least_length(7) == 64);
    CHECK(greatest_length(7) == 127);
    CHECK(least_length(64) == std::uint64_t{1} << 63);
    CHECK(greatest_length(64) == ~std::uint64_t{0});
}

TEST_CASE("print/stats_histograms: rows go from the first length that occurred to the last") {
    CHECK(lengths({}).empty());
    CHECK(lengths({0, 3, 0, 1}, {2}) ==
          "\n"
          "Messages by client, bytes   count    share\n"
          "    1                           3   75.0 %   ##############################\n"
          "    2 - 3                       0    0.0 %\n"
          "    4 - 7                       1   25.0 %   ##########\n"
          "    half have at most 1 byte, 90 % at most 7, 99 % at most 7\n"
          "\n"
          "Messages by server, bytes   count     share\n"
          "    0                           2   100.0 %   ##############################\n"
          "    half have at most 0 bytes, 90 % at most 0, 99 % at most 0\n");
}

TEST_CASE("print/stats_histograms: of many empty rows in a row none is shown") {
    const std::string two = lengths({1, 0, 0, 1});
    CHECK(two.find("\n    2 - 3                       0    0.0 %\n") != std::string::npos);
    CHECK(two.find("...") == std::string::npos);
    CHECK(lengths({1, 0, 0, 0, 1}) ==
          "\n"
          "Messages by client, bytes   count    share\n"
          "    0                           1   50.0 %   ##############################\n"
          "    ...\n"
          "    8 - 15                      1   50.0 %   ##############################\n"
          "    half have at most 0 bytes, 90 % at most 15, 99 % at most 15\n");
}

TEST_CASE("print/stats_histograms: the bounds hold for as many messages as they say") {
    const auto bounds = [](const model::LengthCounts& counts) {
        const std::string text = lengths(counts);
        return text.substr(text.find("    half"));
    };
    CHECK(bounds({0, 50, 40, 9, 1}) == "    half have at most 1 byte, 90 % at most 3, 99 % at most 7\n");
    CHECK(bounds({0, 49, 40, 9, 2}) == "    half have at most 3 bytes, 90 % at most 7, 99 % at most 15\n");
    model::LengthCounts longest{};
    longest[64] = ~std::uint64_t{0};
    CHECK(bounds(longest).starts_with("    half have at most 18,446,744,073,709,551,615 bytes,"));
}

TEST_CASE("print/stats_histograms: durations of connections") {
    ConnectionStats connections;
    TextBuffer result;
    TextBuilder text(result);
    add_durations(text, connections, {});
    CHECK(result.text().empty());
    connections.add(sample::connection_end());
    add_durations(text, connections, {});
    CHECK(result.text() ==
          "\n"
          "Connections lasted   count     share\n"
          "    1 s - 10 s           1   100.0 %   ##############################\n"
          "    min 1.009100 s, mean 1.009100 s, max 1.009100 s\n");
}
