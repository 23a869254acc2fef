#include "wsdissect/http/chunked_body.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "wsdissect/http/head.hpp"

using namespace wsdissect;
using namespace wsdissect::http;

using Status = ChunkedBody::Status;

namespace {

/// What becomes of `wire` when it comes in two pieces: the status it ends with, and the octets consumed
/// until then.
ChunkedBody::Step read_cut(std::string_view wire, std::size_t cut) {
    ChunkedBody body;
    const auto first = body.read(as_bytes(wire.substr(0, cut)));
    if (first.status != Status::more) return first;
    REQUIRE(first.consumed == cut);
    const auto second = body.read(as_bytes(wire.substr(cut)));
    return {second.status, cut + second.consumed};
}

ChunkedBody::Step read_bytewise(std::string_view wire) {
    ChunkedBody body;
    std::size_t consumed = 0;
    while (consumed < wire.size()) {
        const auto step = body.read(as_bytes(wire.substr(consumed, 1)));
        consumed += step.consumed;
        if (step.status != Status::more) return {step.status, consumed};
    }
    return {Status::more, consumed};
}

}  // namespace

TEST_CASE("http/chunked_body: it ends with the empty line after its trailers, wherever it is cut") {
    const std::string_view cases[] = {
        "0\r\n\r\n",
        "4\r\nWiki\r\n7\r\npedia i\r\nB\r\nn \r\nchunks.\r\n0\r\n\r\n",
        "5;ieof;name=\"a;b\"\r\nhello\r\n0;last\r\nExpires: x\r\nB: y\r\n\r\n",
        "000a \t\n0123456789\n0\n\n",
        "F \r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\n\r\n00\r\n\r\r\n\r: x\r\n\r\n",
        "1\r\nx\r\n0\r\nA: 1\n\n",
    };
    for (const std::string_view body : cases) {
        CAPTURE(body);
        const std::string wire = std::string(body) + "GET";
        for (std::size_t cut = 0; cut <= body.size(); ++cut) {
            const auto step = read_cut(wire, cut);
            CHECK(step.status == Status::end);
            CHECK(step.consumed == body.size());
        }
        const auto bytewise = read_bytewise(wire);
        CHECK(bytewise.status == Status::end);
        CHECK(bytewise.consumed == body.size());
    }
}

TEST_CASE("http/chunked_body: what has no chunk size, or data of another length, is malformed") {
    const std::string zeros(kMaxChunkLine + 1, '0');
    const std::string extension = "1;" + std::string(kMaxChunkLine - 1, 'x');
    const std::string trailers = "0\r\n" + std::string(kMaxHead, 'x') + "\r\n";
    const std::string_view cases[] = {
        "x",       "\r\n",      "-1\r\n",     " 1\r\n", ";x\r\n",  "0x1\r\n", "10000000000000000\r\n",
        "1\r\nxy", "1\r\nx\ry", "1\r\nx\r\r", zeros,    extension, trailers};
    for (const std::string_view wire : cases) {
        CAPTURE(wire.substr(0, 40));
        CHECK(read_cut(wire, 0).status == Status::malformed);
        CHECK(read_cut(wire, 1).status == Status::malformed);
        CHECK(read_bytewise(wire).status == Status::malformed);
    }
}

TEST_CASE("http/chunked_body: the largest size is 64 bits, a line 4 KiB") {
    const std::string longest_line = "1;" + std::string(kMaxChunkLine - 2, 'x') + "\nx\n0\n\n";
    CHECK(read_cut(longest_line, 0).status == Status::end);
    CHECK(read_bytewise(longest_line).status == Status::end);

    ChunkedBody body;
    CHECK(body.read(as_bytes("FFFFFFFFFFFFFFFF\r\nx")).status == Status::more);
    CHECK(body.skip(0xFFFFFFFFFFFFFFFDU));
    CHECK(body.read(as_bytes("x\r\n0\r\n\r\n")).status == Status::end);
}

TEST_CASE("http/chunked_body: only lost chunk data keeps it in step") {
    ChunkedBody body;
    CHECK(body.read(as_bytes("a\r\n01")).status == Status::more);
    CHECK(body.skip(3));
    CHECK(body.read(as_bytes("56")).status == Status::more);
    CHECK(!body.skip(4));

    ChunkedBody in_size_line;
    CHECK(in_size_line.read(as_bytes("a;")).status == Status::more);
    CHECK(!in_size_line.skip(1));
}
