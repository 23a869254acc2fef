#include "src/print/xml_text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wsdissect;
using namespace wsdissect::print;

namespace {

std::string xml(std::string_view text) {
    TextBuffer buffer;
    add_xml_text(TextBuilder(buffer), text);
    return std::string(buffer.text());
}

}  // namespace

TEST_CASE("print/xml_text: what XML has a meaning for, or does not allow, is escaped") {
    CHECK(xml("") == "");
    CHECK(xml("plain \xC3\xA4 \xEF\xBC\xA1") == "plain \xC3\xA4 \xEF\xBC\xA1");
    CHECK(xml("<a href=\"x\">&'</a>") == "&lt;a href=&quot;x&quot;&gt;&amp;&apos;&lt;/a&gt;");
    CHECK(xml("]]>") == "]]&gt;");
    CHECK(xml(std::string_view("\0\x01\x1b\x7f\n\t", 6)) == "\\u{0}\\u{1}\\u{1b}\\u{7f}\\n\\t");
    CHECK(xml("\xEF\xBF\xBE \xEF\xBF\xBF \xEF\xBF\xBD") == "\\u{fffe} \\u{ffff} \xEF\xBF\xBD");
    CHECK(xml("\xFF\xC0\x80") == "\\xff\\xc0\\x80");
    CHECK(xml("\xED\xA0\x80") == "\\xed\\xa0\\x80");  // a surrogate
}

TEST_CASE("print/xml_text: lines of ours stay lines") {
    TextBuffer buffer;
    add_xml_lines(TextBuilder(buffer), "a < b\n  c & d\n");
    CHECK(buffer.text() == "a &lt; b\n  c &amp; d\n");
}
