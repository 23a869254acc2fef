#include "wsdissect/http/body.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <utility>
#include <vector>

using namespace wsdissect::http;

namespace {

constexpr Body kNone{BodyKind::none, 0};
constexpr Body kChunked{BodyKind::chunked, 0};
constexpr Body kUntilEnd{BodyKind::until_end, 0};
constexpr Body length(std::uint64_t octets) { return {BodyKind::length, octets}; }

}  // namespace

TEST_CASE("http/body: what the fields declare") {
    struct Case {
        std::string_view name;
        std::vector<std::pair<std::string_view, std::string_view>> fields;
        Body body;
    };
    const Case cases[] = {
        {"a length", {{"content-length", "3495"}}, length(3495)},
        {"zero", {{"Content-Length", "0"}}, length(0)},
        {"the largest", {{"Content-Length", "18446744073709551615"}}, length(18446744073709551615U)},
        {"larger than 64 bits hold", {{"Content-Length", "18446744073709551616"}}, kUntilEnd},
        {"several alike", {{"Content-Length", "42, 42"}, {"Content-Length", "042"}}, length(42)},
        {"several that differ", {{"Content-Length", "42"}, {"Content-Length", "43"}}, kUntilEnd},
        {"no number among them", {{"Content-Length", "42, x, 42"}}, kUntilEnd},
        {"empty", {{"Content-Length", ""}}, kUntilEnd},
        {"negative", {{"Content-Length", "-1"}}, kUntilEnd},
        {"with a plus sign", {{"Content-Length", "+1"}}, kUntilEnd},
        {"hexadecimal", {{"Content-Length", "0x10"}}, kUntilEnd},
        {"chunked", {{"Transfer-Encoding", "Chunked"}}, kChunked},
        {"chunked goes before a length",
         {{"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}},
         kChunked},
        {"the last coding counts", {{"Transfer-Encoding", "gzip, chunked"}}, kChunked},
        {"over several fields", {{"Transfer-Encoding", "gzip"}, {"Transfer-Encoding", "chunked"}}, kChunked},
        {"chunked is not the last",
         {{"Transfer-Encoding", "chunked, gzip"}, {"Content-Length", "5"}},
         kUntilEnd},
        {"no coding at all", {{"Transfer-Encoding", ""}, {"Content-Length", "5"}}, length(5)},
    };
    for (const Case& row : cases) {
        CAPTURE(row.name);
        Head head;
        for (const auto& [name, value] : row.fields) head.fields.add({name, value, field_name_of(name)});
        CHECK(body_of_request(head) == (row.body == kUntilEnd ? kNone : row.body));
        head.kind = HeadKind::response;
        head.status = 200;
        CHECK(body_of_response(head, RequestMethod::other) == row.body);
        CHECK(body_of_response(head, RequestMethod::unknown) == row.body);
    }
}

TEST_CASE("http/body: without a declaration a request has none, a response reaches to the end") {
    Head head;
    CHECK(body_of_request(head) == kNone);
    head.kind = HeadKind::response;
    head.status = 200;
    CHECK(body_of_response(head, RequestMethod::other) == kUntilEnd);
}

TEST_CASE("http/body: some responses have none, whatever they declare") {
    struct Case {
        int status;
        std::string_view method;
        bool none;
    };
    const Case cases[] = {
        {100, "GET", true},      {101, "GET", true},     {103, "", true},      {199, "GET", true},
        {204, "GET", true},      {304, "GET", true},     {200, "HEAD", true},  {404, "HEAD", true},
        {200, "CONNECT", true},  {299, "CONNECT", true}, {200, "GET", false},  {205, "GET", false},
        {407, "CONNECT", false}, {404, "GET", false},    {200, "head", false}, {300, "GET", false},
    };
    for (const Case& row : cases) {
        CAPTURE(row.status);
        CAPTURE(row.method);
        Head head;
        head.kind = HeadKind::response;
        head.status = row.status;
        head.fields.add({"Content-Length", "5", FieldName::content_length});
        CHECK(body_of_response(head, request_method_of(row.method)) == (row.none ? kNone : length(5)));
    }
}
