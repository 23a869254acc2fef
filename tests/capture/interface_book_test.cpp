#include "wsdissect/capture/interface_book.hpp"

#include <doctest/doctest.h>

#include <string>

namespace wsdissect::capture {

TEST_CASE("capture/interface_book: equal texts have one number, which gives the text back") {
    InterfaceBook book;
    const InterfaceText wire{.name = "eth0", .description = "to the rack", .filter = "tcp"};
    const std::uint16_t number = book.number_of(wire);
    CHECK(number != 0);
    for (const InterfaceText& other :
         {InterfaceText{"eth1", "to the rack", "tcp"}, InterfaceText{"eth0", "", "tcp"},
          InterfaceText{"eth0", "to the rack", ""}})
        CHECK(book.number_of(other) != number);
    CHECK(book.number_of(wire) == number);
    CHECK(book.text_of(number) == wire);
}

TEST_CASE("capture/interface_book: what says nothing has the number 0, which says nothing") {
    InterfaceBook book;
    CHECK(book.number_of({}) == 0);
    CHECK(book.text_of(0) == InterfaceText{});
    CHECK(book.text_of(7) == InterfaceText{});
}

TEST_CASE("capture/interface_book: texts beyond a mebibyte are not kept, and those before stay") {
    InterfaceBook book;
    const std::uint16_t first = book.number_of({"first", "", ""});
    const InterfaceText& text = book.text_of(first);
    const std::string long_one(60'000, 'x');
    std::size_t kept = 0;
    while (book.number_of({std::to_string(kept), long_one, ""}) != 0) ++kept;
    CHECK(kept == InterfaceBook::kMaxOctets / 60'200);
    while (book.number_of({std::to_string(kept), "", ""}) != 0) ++kept;  // What still fits is kept.
    CHECK(kept > InterfaceBook::kMaxOctets / 60'200 + 10);
    CHECK(book.number_of({"first", "", ""}) == first);
    CHECK(text.name == "first");
}

}  // namespace wsdissect::capture
