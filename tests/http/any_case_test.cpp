#include "wsdissect/http/any_case.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace wsdissect::http;

namespace {

bool is_letter(int octet) { return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z'); }

/// Texts of every length, with characters of every kind that differ from others in one bit.
constexpr AnyCase kTexts[] = {"",
                              "k",
                              "@z",
                              "a-b",
                              "host",
                              "[x1{",
                              "ORIGIN",
                              "upgrade",
                              "0123`~az",
                              "websocket",
                              "user-agent",
                              "abcdefghijk",
                              "abcdefghijkl",
                              "abcdefghijklmnop",
                              "Sec-WebSocket-Key",
                              "sec-websocket-protocol-x",
                              "sec-websocket-extensions"};
constexpr std::string_view kAsText[] = {"",
                                        "k",
                                        "@z",
                                        "a-b",
                                        "host",
                                        "[x1{",
                                        "ORIGIN",
                                        "upgrade",
                                        "0123`~az",
                                        "websocket",
                                        "user-agent",
                                        "abcdefghijk",
                                        "abcdefghijkl",
                                        "abcdefghijklmnop",
                                        "Sec-WebSocket-Key",
                                        "sec-websocket-protocol-x",
                                        "sec-websocket-extensions"};

}  // namespace

TEST_CASE("http/any_case: each octet of a text may differ in the case of a letter, and in nothing else") {
    for (std::size_t i = 0; i < std::size(kTexts); ++i) {
        const std::string text(kAsText[i]);
        CAPTURE(text);
        CHECK(kTexts[i].text() == text);
        CHECK(kTexts[i].matches(text));
        for (std::size_t at = 0; at < text.size(); ++at) {
            for (int octet = 0; octet < 256; ++octet) {
                std::string other = text;
                other[at] = static_cast<char>(octet);
                const int own = static_cast<unsigned char>(text[at]);
                const bool equal = octet == own || (is_letter(own) && (octet ^ own) == 0x20);
                if (kTexts[i].matches(other) != equal) FAIL("octet ", octet, " at ", at);
            }
        }
    }
}

TEST_CASE("http/any_case: a text of another length is another text") {
    for (std::size_t i = 0; i < std::size(kTexts); ++i) {
        const std::string text(kAsText[i]);
        CHECK(!kTexts[i].matches(text + "k"));
        CHECK(!kTexts[i].matches(text + std::string(1, '\0')));
        if (!text.empty()) CHECK(!kTexts[i].matches(text.substr(1)));
        if (!text.empty()) CHECK(!kTexts[i].matches(text.substr(0, text.size() - 1)));
    }
}
