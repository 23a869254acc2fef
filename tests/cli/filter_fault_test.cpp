#include "cli/filter_fault.hpp"

#include <doctest/doctest.h>

#include <string>

namespace wsdissect::cli {

TEST_CASE("cli/filter_fault: the first word behind which nothing helps is where it goes wrong") {
    struct Case {
        std::string filter;
        std::string place;
    };
    for (const Case& c : {
             Case{"tcp prt 80", ", at 'prt' (character 5)"},
             Case{"tcp port", ", at its end"},
             Case{"tcp port 80 and", ", at its end"},
             Case{"host 1.2.3.4 and (port 80 or udpp)", ", at 'udpp' (character 30)"},
             Case{"(tcp port 80", ", at its end"},
             Case{"tcp[13] & 2 = ", ", at its end"},
             Case{"port 80)", ", at ')' (character 8)"},
             Case{"xyz", ", at 'xyz' (character 1)"},
         }) {
        CAPTURE(c.filter);
        CHECK(where_filter_goes_wrong(c.filter) == c.place);
    }
}

}  // namespace wsdissect::cli
