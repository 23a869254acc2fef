#include "print/hex_dump.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace wsdissect;
using namespace wsdissect::print;

namespace {

std::string dump(Bytes octets, std::size_t indent = 0) {
    TextBuffer out;
    TextBuilder text(out);
    add_hex_dump(text, octets, indent);
    return std::string(out.text());
}

std::string last_line(std::size_t octets) {
    const std::string all = dump(std::vector<std::uint8_t>(octets, 0x7E));
    return all.substr(all.rfind('\n', all.size() - 2) + 1);
}

}  // namespace

TEST_CASE("print/hex_dump: the layout is Wireshark's") {
    const std::vector<std::uint8_t> octets = {0x45, 0x00, 0x00, 0x28, 0x00, 0x00, 0x00, 0x00, 0x40,
                                              0x06, 0x00, 0x00, 0xc0, 0xa8, 0x78, 0x0a, 0x7f, 0x20};
    CHECK(dump(octets) ==
          "0000  45 00 00 28 00 00 00 00 40 06 00 00 c0 a8 78 0a   E..(....@.....x.\n"
          "0010  7f 20                                             . \n");
    CHECK(dump(as_bytes("a"), 4) == "    0000  61                                                a\n");
    CHECK(dump({}).empty());
}

TEST_CASE("print/hex_dump: the offset grows when four digits do not suffice") {
    CHECK(last_line(0x10000).starts_with("fff0  7e"));
    CHECK(last_line(0x10001).starts_with("10000  7e"));
}
