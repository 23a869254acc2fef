#include "wsdissect/http2/header_decoder.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/http2/frames.hpp"

using namespace wsdissect;
using namespace wsdissect::http2;

namespace {

/// A line each, or `none` where the block cannot be decoded.
std::string decoded(HeaderDecoder& decoder, std::string_view block) {
    if (!decoder.decode(as_bytes(block))) return "none";
    std::string text;
    for (const HeaderField& field : decoder.fields())
        text += std::string(field.name) + ": " + std::string(field.value) + "\n";
    return text;
}

struct Block {
    std::string_view octets;
    std::string_view fields;
};

void check_blocks(const std::vector<Block>& blocks) {
    HeaderDecoder decoder;
    for (const Block& block : blocks) {
        CAPTURE(block.octets);
        CHECK(decoded(decoder, octets_of(block.octets)) == block.fields);
    }
}

constexpr std::string_view kRequest1 = ":method: GET\n:scheme: http\n:path: /\n:authority: www.example.com\n";
constexpr std::string_view kRequest2 =
    ":method: GET\n:scheme: http\n:path: /\n:authority: www.example.com\ncache-control: no-cache\n";
constexpr std::string_view kRequest3 =
    ":method: GET\n:scheme: https\n:path: /index.html\n:authority: www.example.com\ncustom-key: "
    "custom-value\n";
constexpr std::string_view kResponse1 =
    ":status: 302\ncache-control: private\ndate: Mon, 21 Oct 2013 20:13:21 GMT\n"
    "location: https://www.example.com\n";
constexpr std::string_view kResponse2 =
    ":status: 307\ncache-control: private\ndate: Mon, 21 Oct 2013 20:13:21 GMT\n"
    "location: https://www.example.com\n";
constexpr std::string_view kResponse3 =
    ":status: 200\ncache-control: private\ndate: Mon, 21 Oct 2013 20:13:22 GMT\n"
    "location: https://www.example.com\ncontent-encoding: gzip\n"
    "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1\n";

/// A literal that enters the table (RFC 7541 section 6.2.1), its name a new one.
std::string indexed_literal(std::string_view name, std::string_view value) {
    return '\x40' + literal(name) + literal(value);
}

}  // namespace

TEST_CASE("http2/header_decoder: representations (RFC 7541 appendix C.2)") {
    check_blocks({{"400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572",
                   "custom-key: custom-header\n"}});
    check_blocks({{"040c 2f73 616d 706c 652f 7061 7468", ":path: /sample/path\n"}});
    check_blocks({{"1008 7061 7373 776f 7264 0673 6563 7265 74", "password: secret\n"}});
    check_blocks({{"82", ":method: GET\n"}});
}

TEST_CASE("http2/header_decoder: requests (RFC 7541 appendix C.3)") {
    check_blocks({{"8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d", kRequest1},
                  {"8286 84be 5808 6e6f 2d63 6163 6865", kRequest2},
                  {"8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65", kRequest3}});
}

TEST_CASE("http2/header_decoder: requests in Huffman's code (RFC 7541 appendix C.4)") {
    check_blocks({{"8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff", kRequest1},
                  {"8286 84be 5886 a8eb 1064 9cbf", kRequest2},
                  {"8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf", kRequest3}});
}

// There the table has 256 octets, by a setting: what comes first here says so.
TEST_CASE(
    "http2/header_decoder: responses, of which the table holds a part (RFC 7541 appendices C.5 and C.6)") {
    check_blocks(
        {{"3fe101 4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032"
          "303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
          kResponse1},
         {"4803 3330 37c1 c0bf", kResponse2},
         {"88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04"
          "677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49"
          "553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31",
          kResponse3},
         {"c1", "none"}});  // 256 octets hold three of the last block's fields.
    check_blocks(
        {{"3fe101 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b"
          "ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
          kResponse1},
         {"4883 640e ffc1 c0bf", kResponse2},
         {"88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7"
          "821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed"
          "4ee5 b106 3d50 07",
          kResponse3}});
}

TEST_CASE("http2/header_decoder: a block of no octets has no fields, and any octets are text") {
    HeaderDecoder decoder;
    CHECK(decoded(decoder, "") == "");
    CHECK(decoded(decoder, block_of({{"", ""}, {"A\r\n", {"\0\xFF", 2}}})) ==
          std::string(": \nA\r\n: \0\xFF\n", 11));
}

TEST_CASE("http2/header_decoder: what is no block is none for good") {
    const std::string_view cases[] = {
        "80",               // the index 0
        "be",               // an entry that the table has not
        "40",               // a literal without name
        "0005 6162",        // a name that is cut off
        "0001 61",          // a literal without value
        "0001 6181 00",     // padding of Huffman's code that is none
        "0084 ffffffff00",  // its end, as a symbol
        "ffffffffff0f",     // a number beyond 32 bits
        "8220",             // a size of the table behind a field
    };
    for (const std::string_view octets : cases) {
        CAPTURE(octets);
        HeaderDecoder decoder;
        REQUIRE(decoded(decoder, octets_of("82")) == ":method: GET\n");
        CHECK(decoded(decoder, octets_of(octets)) == "none");
        CHECK(decoder.fields().empty());
        CHECK(decoded(decoder, octets_of("82")) == "none");
        CHECK(decoder.memory() == 0);
    }
}

TEST_CASE("http2/header_decoder: the table has 4,096 octets until its sender says so, and 64 KiB at most") {
    const std::string entry = indexed_literal("a", std::string(4000 - 33, 'x'));
    HeaderDecoder usual;
    REQUIRE(decoded(usual, entry) != "none");
    REQUIRE(decoded(usual, indexed_literal("b", std::string(64, 'y'))) != "none");
    CHECK(decoded(usual, octets_of("bf")) == "none");

    HeaderDecoder large;
    REQUIRE(decoded(large, octets_of("3fe1ff03") + entry) != "none");  // 65,536
    for (int times = 0; times < 15; ++times) REQUIRE(decoded(large, entry) != "none");
    CHECK(decoded(large, octets_of("cd")).size() == 3 + 3967 + 1);  // the 16th latest

    HeaderDecoder larger;
    CHECK(decoded(larger, octets_of("3fe2ff03")) == "none");  // 65,537
}

TEST_CASE("http2/header_decoder: fields of 64 KiB are decoded, and not of one octet more") {
    const std::size_t longest = kMaxFields - 32 - 1;
    HeaderDecoder decoder;
    CHECK(decoded(decoder, block_of({{"a", std::string(longest, 'x')}})).size() == longest + 4);
    CHECK(decoded(decoder, block_of({{"a", std::string(longest + 1, 'x')}})) == "none");
}

TEST_CASE("http2/header_decoder: fields without octets have a limit, too") {
    std::string block = octets_of("3fe1ff03") + indexed_literal("", "");
    block += std::string(kMaxFields / 32 - 1, '\xBE');
    HeaderDecoder decoder;
    CHECK(decoded(decoder, block).size() == kMaxFields / 32 * 3);
    CHECK(decoded(decoder, block + '\xBE') == "none");
}

// A block of 1,000 octets that refer to an entry of 3,900.
TEST_CASE("http2/header_decoder: what a small block becomes is not kept beyond the limit") {
    HeaderDecoder decoder;
    REQUIRE(decoded(decoder, indexed_literal("a", std::string(3900, 'x'))) != "none");
    CHECK(decoded(decoder, std::string(16, '\xBE')).size() == 16 * (3900 + 4));
    CHECK(decoder.memory() < 2 * kMaxFields + 16 * 1024);
    CHECK(decoded(decoder, std::string(1000, '\xBE')) == "none");
}

TEST_CASE("http2/header_decoder: memory is what the table holds, and the fields") {
    HeaderDecoder decoder;
    CHECK(decoder.memory() == 0);
    REQUIRE(decoded(decoder, octets_of("82")) != "none");
    const std::size_t small = decoder.memory();
    CHECK(small > 0);
    CHECK(small < 2048);
    REQUIRE(decoded(decoder, octets_of("3fe1ff03")) != "none");
    for (int times = 0; times < 5000; ++times) REQUIRE(decoded(decoder, octets_of("400000")) != "none");
    CHECK(decoder.memory() > kMaxTable / 32 * 200);  // All of its entries are empty: the dearest of tables.
    CHECK(decoder.memory() < kMaxTable / 32 * 250);
}

TEST_CASE("http2/header_decoder: fields stay where they are when it is moved") {
    HeaderDecoder decoder;
    REQUIRE(decoder.decode(as_bytes(octets_of("82"))));
    const HeaderDecoder moved = std::move(decoder);
    REQUIRE(moved.fields().size() == 1);
    CHECK(moved.fields().front().value == "GET");
}
