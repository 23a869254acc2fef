#include "wsdissect/http2/frame_reader.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/http2/frames.hpp"
#include "tests/http2/reading.hpp"

using namespace wsdissect;
using namespace wsdissect::http2;

namespace {

const std::string kServerBegin = settings({});
const std::string kBlock = block_of({{"a", "b"}});  // 5 octets

/// What a server's reader tells of this behind its SETTINGS.
std::string told_of_server(const std::string& wire) {
    const std::string told = told_of(Direction::server, kServerBegin + wire);
    REQUIRE(told.starts_with("settings -\n"));
    return told.substr(11);
}

/// A server's reader that took its SETTINGS and this.
FrameReader reader_in(std::string_view wire) {
    FrameReader reader(Direction::server);
    std::vector<Told> told;
    std::uint64_t offset = 0;
    read_piece(reader, kServerBegin, told, offset);
    read_piece(reader, wire, told, offset);
    REQUIRE(told.back().event != ReadEvent::broken);
    return reader;
}

std::string next_of(FrameReader& reader, std::string_view wire) {
    std::vector<Told> told;
    std::uint64_t offset = 0;
    // A piece of DATA joins the one before.
    told.push_back({});
    read_piece(reader, wire, told, offset);
    std::string text;
    for (const Told& one : told) text += one.text + (one.end_stream ? ". " : " ");
    return text + (told.back().event == ReadEvent::broken ? "broken" : "");
}

void check_broken(FrameReader& reader) {
    const Step step = reader.read(as_bytes(kServerBegin));
    CHECK(step.event == ReadEvent::broken);
    CHECK(step.consumed == 0);
    CHECK(reader.read({}).event == ReadEvent::broken);
    CHECK(!reader.skip(0));
    CHECK(!reader.skip(1));
    CHECK(reader.fields().empty());
    CHECK(reader.memory() == 0);
}

}  // namespace

TEST_CASE("http2/frame_reader: a client begins with its preface") {
    CHECK(told_of(Direction::client, std::string(kClientPreface) + settings({})) == "settings -\n");
    CHECK(told_of(Direction::client, kClientPreface.substr(0, 23)) == "");
    CHECK(told_of(Direction::client, "PRI * HTTP/1") == "broken\n");
    CHECK(told_of(Direction::client, "GET") == "broken\n");
    CHECK(told_of(Direction::client, settings({})) == "broken\n");
}

TEST_CASE("http2/frame_reader: a server begins with SETTINGS") {
    CHECK(told_of(Direction::server, settings({})) == "settings -\n");
    CHECK(told_of(Direction::server, frame(FrameType::ping, 0, 0, "12345678")) == "broken\n");
    CHECK(told_of(Direction::server, kClientPreface) == "broken\n");
    CHECK(told_of(Direction::server, "HTTP/1.1 200 OK\r\n") == "broken\n");
    CHECK(told_of(Direction::server, "HTTP/1.1") == "");  // No header yet.
}

TEST_CASE("http2/frame_reader: SETTINGS tell the last SETTINGS_ENABLE_CONNECT_PROTOCOL in them") {
    CHECK(told_of_server(settings({{0x3, 100}, {0x8, 1}, {0x1, 0}})) == "settings 1\n");
    CHECK(told_of_server(settings({{0x8, 1}, {0x8, 0xFFFFFFFF}})) == "settings 4294967295\n");
    CHECK(told_of_server(settings({{0x3, 8}, {0x80, 1}, {0x800, 1}})) == "settings -\n");
    CHECK(told_of_server(settings({{0x8, 1}}) + settings({{0x4, 1}})) == "settings 1\nsettings -\n");
    CHECK(told_of_server(frame(FrameType::settings, kAck, 0, "")) == "");
}

TEST_CASE(
    "http2/frame_reader: DATA is told without its padding, and the end of its stream with its last octets") {
    CHECK(told_of_server(frame(FrameType::data, 0, 3, "abc")) == "data 3 abc\n");
    CHECK(told_of_server(frame(FrameType::data, kEndStream, 3, "abc")) == "data 3 abc end\n");
    CHECK(told_of_server(frame(FrameType::data, kEndStream, 3, "")) == "data 3 end\n");
    CHECK(told_of_server(frame(FrameType::data, 0, 3, "")) == "data 3\n");
    CHECK(told_of_server(frame(FrameType::data, kPadded | kEndStream, 3, padded("abc", 2))) ==
          "data 3 abc end\n");
    CHECK(told_of_server(frame(FrameType::data, kPadded | kEndStream, 3, padded("", 255))) == "data 3 end\n");
    CHECK(told_of_server(frame(FrameType::data, kPadded, 3, padded("abc", 0))) == "data 3 abc\n");

    FrameReader reader = reader_in(frame_header(FrameType::data, kEndStream, 3, 4) + "ab");
    const Step step = reader.read(as_bytes("c"));
    CHECK(step.event == ReadEvent::data);
    CHECK(as_text(step.data) == "c");
    CHECK(!step.end_stream);
    CHECK(reader.read({}).event == ReadEvent::need_more);
    CHECK(reader.read(as_bytes("d")).end_stream);
}

TEST_CASE("http2/frame_reader: DATA is a view of what was given, and nothing of it is kept") {
    FrameReader reader = reader_in(frame_header(FrameType::data, 0, 3, 0xFFFFFF));
    const std::string octets(100'000, 'x');
    const Step step = reader.read(as_bytes(octets));
    CHECK(step.data.data() == as_bytes(octets).data());
    CHECK(step.data.size() == octets.size());
    CHECK(reader.memory() == 0);
}

TEST_CASE("http2/frame_reader: a block comes in one frame or in several") {
    const auto headers = [](std::uint8_t flags, std::string_view payload) {
        return frame(FrameType::headers, flags, 5, payload);
    };
    const auto more = [](std::uint8_t flags, std::string_view payload) {
        return frame(FrameType::continuation, flags, 5, payload);
    };
    const std::string first = kBlock.substr(0, 2), second = kBlock.substr(2);
    const std::string whole[] = {
        headers(kEndHeaders, kBlock),
        headers(kEndHeaders | kPadded, padded(kBlock, 7)),
        headers(kEndHeaders | kPriority, "dep_w" + kBlock),
        headers(kEndHeaders | kPriority | kPadded, padded("dep_w" + kBlock, 7)),
        headers(0, first) + more(kEndHeaders, second),
        headers(kPadded, padded(first, 200)) + more(0, "") + more(kEndHeaders, second),
        headers(0, "") + more(kEndHeaders, kBlock),
        headers(kPriority, "dep_w") + more(0, kBlock) + more(kEndHeaders, ""),
        headers(0, first) +
            more(kEndHeaders | kPadded | kPriority, second),  // Flags that CONTINUATION has not.
    };
    for (const std::string& wire : whole) {
        CAPTURE(&wire - whole);
        CHECK(told_of_server(wire) == "headers 5 5 a=b\n");
    }
    CHECK(told_of_server(headers(0, first)) == "");
    CHECK(told_of_server(headers(kEndHeaders | kEndStream, kBlock)) == "headers 5 5 a=b end\n");
    CHECK(told_of_server(headers(kEndStream, first) + more(kEndHeaders, second)) == "headers 5 5 a=b end\n");
    CHECK(told_of_server(headers(0, first) + more(kEndHeaders | kEndStream, second)) == "headers 5 5 a=b\n");
    CHECK(told_of_server(headers(kEndHeaders, "")) == "headers 5 0\n");
}

TEST_CASE("http2/frame_reader: blocks of all streams share the table, promised ones with them") {
    const std::string promise = octets_of("00000004") + octets_of("4001 61 01 62");
    const auto indexed = frame(FrameType::headers, kEndHeaders, 7, octets_of("be"));
    CHECK(told_of_server(frame(FrameType::headers, kEndHeaders, 5, octets_of("4001 61 01 62")) + indexed) ==
          "headers 5 5 a=b\nheaders 7 1 a=b\n");
    CHECK(told_of_server(frame(FrameType::push_promise, kEndHeaders, 5, promise) + indexed) ==
          "headers 7 1 a=b\n");
    CHECK(told_of_server(frame(FrameType::push_promise, kPadded, 5, padded(promise, 9)) +
                         frame(FrameType::continuation, kEndHeaders, 5, "") + indexed) ==
          "headers 7 1 a=b\n");
    CHECK(told_of_server(indexed) == "broken\n");
}

TEST_CASE("http2/frame_reader: other frames are passed over, and RST_STREAM is told") {
    CHECK(told_of_server(frame(FrameType::rst_stream, 0, 5, "\1\2\3\4")) == "reset 5\n");
    CHECK(told_of_server(frame(FrameType::priority, 0, 5, "12345") +
                         frame(FrameType::ping, kAck, 0, "12345678") +
                         frame(FrameType::goaway, 0, 0, std::string(100, 'x')) +
                         frame(FrameType::window_update, 0, 0, "1234") +
                         frame(static_cast<FrameType>(0xEE), 0xFF, 9, std::string(1000, 'x')) +
                         frame(static_cast<FrameType>(0xA), kPadded, 0, "") +
                         frame(FrameType::data, 0, 5, "x")) == "data 5 x\n");
}

TEST_CASE("http2/frame_reader: each frame is announced, with its type and its stream") {
    const std::string wire =
        std::string(kClientPreface) + settings({{1, 1}}) + frame(static_cast<FrameType>(0xEE), 0, 9, "x") +
        frame(FrameType::headers, 0, 1, "") + frame(FrameType::continuation, kEndHeaders, 1, kBlock);
    std::string frames;
    for (const Told& told : read_cut(Direction::client, wire, {}))
        if (told.event == ReadEvent::frame)
            frames += told.text + "/" + std::to_string(told.stream) + "@" + std::to_string(told.offset) + " ";
    CHECK(frames == "4/0@33 238/9@48 1/1@58 9/1@67 ");
}

TEST_CASE("http2/frame_reader: what cannot be HTTP/2 is broken") {
    const std::string open = frame(FrameType::headers, 0, 5, kBlock);
    const std::string close = frame(FrameType::continuation, kEndHeaders, 5, "");
    const std::string cases[] = {
        frame(FrameType::data, 0, 0, "x"),
        frame(FrameType::headers, kEndHeaders, 0, kBlock),
        frame(FrameType::rst_stream, 0, 0, "1234"),
        frame(FrameType::push_promise, kEndHeaders, 0, "1234"),
        frame(FrameType::rst_stream, 0, 5, "12345"),
        frame(FrameType::rst_stream, 0, 5, "123"),
        frame(FrameType::settings, 0, 5, ""),
        frame(FrameType::settings, 0, 0, "12345"),
        frame(FrameType::settings, 0, 0, "1234567"),
        frame(FrameType::settings, kAck, 0, "123456"),
        frame(FrameType::ping, 0, 0, "1234567"),
        frame(FrameType::window_update, 0, 0, "12345"),
        frame(FrameType::push_promise, kEndHeaders, 5, "123"),
        frame(FrameType::headers, kEndHeaders | kPriority, 5, "1234"),
        frame(FrameType::headers, kEndHeaders | kPriority | kPadded, 5, padded("1234", 0)),
        frame(FrameType::data, kPadded, 5, ""),
        frame(FrameType::data, kPadded, 5, "\1"),
        frame(FrameType::data, kPadded, 5, "\4abc"),
        frame(FrameType::headers, kEndHeaders | kPadded, 5, "\6" + kBlock),
        frame(FrameType::headers, kEndHeaders | kPadded | kPriority, 5,
              "\6"
              "12345" +
                  kBlock),
        frame(FrameType::push_promise, kEndHeaders | kPadded, 5,
              "\6"
              "1234" +
                  kBlock),
        close,
        open + frame(FrameType::continuation, kEndHeaders, 7, ""),
        open + frame(FrameType::data, 0, 5, "x"),
        open + frame(FrameType::headers, kEndHeaders, 5, kBlock),
        open + frame(FrameType::settings, kAck, 0, ""),
        open + frame(static_cast<FrameType>(0xEE), 0, 5, ""),
        frame(FrameType::headers, kEndHeaders, 5, octets_of("80")),
        frame(FrameType::headers, kEndHeaders, 5, kBlock.substr(0, 4)),
        frame(FrameType::push_promise, kEndHeaders, 5, octets_of("00000004 80")),
    };
    for (const std::string& wire : cases) {
        CAPTURE(&wire - cases);
        CHECK(told_of_server(wire + kServerBegin) == "broken\n");
    }
    CHECK(told_of_server(open + close) == "headers 5 5 a=b\n");
}

TEST_CASE("http2/frame_reader: what is broken is so for good, and holds nothing") {
    FrameReader reader = reader_in(frame(FrameType::headers, kEndHeaders, 5, kBlock) +
                                   frame(FrameType::headers, 0, 7, kBlock));
    CHECK(reader.memory() > 0);
    CHECK(reader.read(as_bytes(frame(FrameType::data, 0, 5, "x"))).event == ReadEvent::broken);
    check_broken(reader);
}

TEST_CASE("http2/frame_reader: padding that is longer than the frame is so before it comes") {
    CHECK(told_of_server(frame_header(FrameType::data, kPadded, 5, 4) + "\4") == "broken\n");
    CHECK(told_of_server(frame_header(FrameType::data, kPadded, 5, 4) + "\3") == "data 5\n");
}

TEST_CASE("http2/frame_reader: a block of 64 KiB is one, octet by octet or at once, and more is none") {
    for (const std::size_t length : {kMaxBlock, kMaxBlock + 1}) {
        const std::string block(length, '\x20');  // Sizes of the table: octets that become no fields.
        const std::string frames[] = {
            frame(FrameType::headers, kEndHeaders, 5, block),
            frame(FrameType::headers, 0, 5, block.substr(30'000)) +
                frame(FrameType::continuation, kEndHeaders, 5, block.substr(0, 30'000)),
        };
        const ReadEvent expected = length == kMaxBlock ? ReadEvent::headers : ReadEvent::broken;
        for (const std::string& wire : frames) {
            CHECK(read_cut(Direction::server, kServerBegin + wire, {}).back().event == expected);
            FrameReader reader = reader_in("");
            std::vector<Told> told;
            std::uint64_t offset = 0;
            std::size_t most = 0;
            for (const char octet : wire) {
                read_piece(reader, {&octet, 1}, told, offset);
                most = std::max(most, reader.memory());
            }
            CHECK(told.back().event == expected);
            CHECK(most >= kMaxBlock);
            CHECK(most <= 2 * kMaxBlock);
            CHECK(reader.memory() < 2048);  // The table alone.
        }
    }
}

TEST_CASE("http2/frame_reader: a declared length reserves nothing") {
    FrameReader reader = reader_in(frame_header(FrameType::headers, kEndHeaders, 5, 60'000) + "x");
    CHECK(reader.memory() > 0);
    CHECK(reader.memory() < 100);
}

TEST_CASE("http2/frame_reader: lost octets of DATA leave it in step, and are told") {
    const std::string begin = frame_header(FrameType::data, kEndStream, 5, 10) + "012";
    FrameReader within = reader_in(begin);
    std::optional<FrameReader::Lost> lost = within.skip(4);
    REQUIRE(lost);
    CHECK(lost->stream == 5);
    CHECK(lost->data == 4);
    CHECK(!lost->end_stream);
    CHECK(next_of(within, "789" + settings({})) == " 789. 4 - ");

    FrameReader to_its_end = reader_in(begin);
    lost = to_its_end.skip(7);
    REQUIRE(lost);
    CHECK(lost->data == 7);
    CHECK(lost->end_stream);
    CHECK(next_of(to_its_end, settings({})) == " 4 - ");

    FrameReader all = reader_in(frame_header(FrameType::data, 0, 5, 10));
    lost = all.skip(10);
    REQUIRE(lost);
    CHECK(lost->data == 10);
    CHECK(!lost->end_stream);
    CHECK(next_of(all, settings({})) == " 4 - ");

    FrameReader none = reader_in(begin);
    lost = none.skip(0);
    REQUIRE(lost);
    CHECK(lost->data == 0);
    CHECK(!lost->end_stream);
    CHECK(next_of(none, "3456789") == " 3456789. ");
}

TEST_CASE("http2/frame_reader: where none were lost, nothing is") {
    FrameReader reader = reader_in(frame_header(FrameType::settings, 0, 0, 6).substr(0, 4));
    const auto lost = reader.skip(0);
    REQUIRE(lost);
    CHECK(lost->data == 0);
    CHECK(next_of(reader, frame(FrameType::settings, 0, 0, "123456").substr(4)) == " 4 - ");
}

TEST_CASE("http2/frame_reader: lost padding is none of the data") {
    const std::string begin = frame_header(FrameType::data, kPadded | kEndStream, 5, 1 + 4 + 3) +
                              "\3"
                              "ab";
    struct Case {
        std::uint64_t octets, data;
        bool end_stream;
        std::string_view rest, told;
    };
    const Case cases[] = {
        {1, 1, false, {"d\0\0\0", 4}, " d. 4 - "},
        {2, 2, true, {"\0\0\0", 3}, " 4 - "},
        {3, 2, true, {"\0\0", 2}, " 4 - "},
        {5, 2, true, "", " 4 - "},
    };
    for (const Case& row : cases) {
        CAPTURE(row.octets);
        FrameReader reader = reader_in(begin);
        const auto lost = reader.skip(row.octets);
        REQUIRE(lost);
        CHECK(lost->stream == 5);
        CHECK(lost->data == row.data);
        CHECK(lost->end_stream == row.end_stream);
        CHECK(next_of(reader, std::string(row.rest) + settings({})) == row.told);
    }
    FrameReader in_padding = reader_in(begin + std::string("cd\0", 3));
    const auto lost = in_padding.skip(2);
    REQUIRE(lost);
    CHECK(lost->data == 0);
    CHECK(!lost->end_stream);  // It was told before.
    CHECK(next_of(in_padding, settings({})) == " 4 - ");
}

TEST_CASE("http2/frame_reader: lost octets of frames that stand alone leave it in step") {
    for (const FrameType type : {FrameType::priority, FrameType::ping, FrameType::goaway,
                                 FrameType::window_update, static_cast<FrameType>(0xEE)}) {
        CAPTURE(static_cast<unsigned>(type));
        const std::size_t length = type == FrameType::ping ? 8 : type == FrameType::priority ? 5 : 4;
        const std::string whole = frame(type, 0, 5, std::string(length, 'x'));
        for (const std::size_t kept : {std::size_t{0}, std::size_t{1}}) {
            FrameReader reader = reader_in(whole.substr(0, kFrameHeader + kept));
            const auto lost = reader.skip(length - kept);
            REQUIRE(lost);
            CHECK(lost->stream == 5);
            CHECK(lost->data == 0);
            CHECK(!lost->end_stream);
            CHECK(next_of(reader, settings({})) == " 4 - ");
        }
        FrameReader part = reader_in(whole.substr(0, kFrameHeader));
        CHECK(part.skip(2));
        CHECK(next_of(part, std::string(length - 2, 'x') + settings({})) == " 4 - ");
        FrameReader beyond = reader_in(whole.substr(0, kFrameHeader + 1));
        CHECK(!beyond.skip(length));
        check_broken(beyond);
    }
}

TEST_CASE("http2/frame_reader: so do those of the padding of a block's frame") {
    FrameReader reader = reader_in(frame(FrameType::headers, kPadded, 5, padded(kBlock, 9)).substr(0, 9 + 7));
    CHECK(reader.skip(8));
    CHECK(next_of(reader, frame(FrameType::continuation, kEndHeaders, 5, "")) == " 9 5 a=b ");
}

TEST_CASE("http2/frame_reader: lost octets elsewhere end it") {
    struct Case {
        std::string_view name;
        std::string wire;
        std::uint64_t octets;
    };
    const std::string padded_headers =
        frame(FrameType::headers, kEndHeaders | kPadded | kPriority, 5, padded("dep_w" + kBlock, 3));
    const Case cases[] = {
        {"between frames", "", 1},
        {"between frames, many", "", ~std::uint64_t{0}},
        {"a header", frame_header(FrameType::data, 0, 5, 9).substr(0, 4), 1},
        {"beyond DATA", frame_header(FrameType::data, 0, 5, 10) + "012", 8},
        {"beyond its padding", frame_header(FrameType::data, kPadded, 5, 10) + "\3", 10},
        {"far beyond it", frame_header(FrameType::data, 0, 5, 10),
         std::uint64_t{10} + (std::uint64_t{1} << 32)},
        {"how long padding is", frame_header(FrameType::data, kPadded, 5, 10), 1},
        {"HEADERS", frame_header(FrameType::headers, kEndHeaders, 5, 10) + "x", 1},
        {"their padding's length", padded_headers.substr(0, 9), 1},
        {"their priority", padded_headers.substr(0, 9 + 1), 1},
        {"their block, padded", padded_headers.substr(0, 9 + 6), 1},
        {"CONTINUATION",
         frame(FrameType::headers, 0, 5, "") + frame_header(FrameType::continuation, kEndHeaders, 5, 10), 1},
        {"PUSH_PROMISE", frame_header(FrameType::push_promise, kEndHeaders, 5, 10), 1},
        {"SETTINGS", frame_header(FrameType::settings, 0, 0, 12) + "123456", 1},
        {"RST_STREAM", frame_header(FrameType::rst_stream, 0, 5, 4), 1},
        {"RST_STREAM, its end", frame_header(FrameType::rst_stream, 0, 5, 4) + "123", 1},
    };
    for (const Case& row : cases) {
        CAPTURE(row.name);
        FrameReader reader = reader_in(row.wire);
        CHECK(!reader.skip(row.octets));
        check_broken(reader);
    }
    FrameReader client(Direction::client);
    CHECK(client.read(as_bytes("PRI")).event == ReadEvent::need_more);
    CHECK(!client.skip(21));
    check_broken(client);
}
