#include "print/stats_table.hpp"

#include <doctest/doctest.h>

using namespace wsdissect::print;

namespace {

std::string written(const StatsTable& table, bool color = false, bool comes_first = false) {
    TextBuffer result;
    TextBuilder text(result);
    table.write(text, Colors::when(color), comes_first);
    return std::string(result.text());
}

StatsTable sample_table() {
    StatsTable table({"Fruit", "count", "", "where"}, "lrll");
    table.add({"pear", "12", "##", "tree"});
    table.add({"watermelon", "1,000", "", "field"});
    table.add({"fig", "7"});
    return table;
}

}  // namespace

TEST_CASE("print/stats_table: columns are aligned, and no line ends in spaces") {
    CHECK(written(sample_table()) ==
          "\n"
          "Fruit            count        where\n"
          "    pear            12   ##   tree\n"
          "    watermelon   1,000        field\n"
          "    fig              7\n");
}

TEST_CASE("print/stats_table: a table that comes first has no empty line before it") {
    CHECK(written(sample_table(), false, true) == written(sample_table()).substr(1));
}

TEST_CASE("print/stats_table: a table without rows is not written") {
    const StatsTable table({"Fruit", "count"});
    CHECK(table.empty());
    CHECK(written(table).empty());
}

TEST_CASE("print/stats_table: only the title is coloured") {
    std::string coloured = written(sample_table(), true);
    CHECK(coloured.starts_with("\n\x1b[1mFruit\x1b[0m   "));
    coloured.erase(coloured.find("\x1b[1m"), 4);
    coloured.erase(coloured.find("\x1b[0m"), 4);
    CHECK(coloured == written(sample_table()));
}

TEST_CASE("print/stats_table: an empty column takes no room") {
    StatsTable table({"Fruit", "", "where"}, "lrl");
    table.add({"pear", "", "tree"});
    CHECK(written(table) == "\nFruit      where\n    pear   tree\n");
}
