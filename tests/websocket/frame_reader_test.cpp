#include "wsdissect/websocket/frame_reader.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wsdissect/base/bytes.hpp"

using namespace wsdissect;
using namespace wsdissect::websocket;

namespace {

using Octets = std::vector<std::uint8_t>;

/// A frame as the events told it.
struct Seen {
    std::uint8_t opcode = 0;
    std::uint8_t header_length = 0;
    std::uint64_t payload_length = 0;
    std::string payload;
    bool ended = false;

    bool operator==(const Seen&) const = default;
};

/// Feeds a reader and notes its frames.
class Recorder {
  public:
    void feed(Bytes octets) {
        for (;;) {
            const FrameReader::Step step = reader.read(octets);
            REQUIRE(step.consumed <= octets.size());
            note(step);
            octets = octets.subspan(step.consumed);
            if (step.event == FrameEvent::need_more) break;
        }
        CHECK(octets.empty());
    }

    FrameReader reader;
    std::vector<Seen> frames;

  private:
    void note(const FrameReader::Step& step) {
        const FrameHeader& header = reader.header();
        switch (step.event) {
            case FrameEvent::need_more: CHECK(step.payload.empty()); return;
            case FrameEvent::header:
                CHECK(reader.in_frame());
                CHECK(reader.payload_position() == 0);
                CHECK(reader.partial_header() == 0);
                frames.push_back({static_cast<std::uint8_t>(header.opcode),
                                  header.header_length,
                                  header.payload_length,
                                  {},
                                  false});
                return;
            case FrameEvent::payload:
                CHECK(step.payload.size() == step.consumed);
                CHECK_FALSE(step.payload.empty());
                frames.back().payload += as_text(step.payload);
                return;
            case FrameEvent::frame_end:
                CHECK(step.consumed == 0);
                CHECK(reader.payload_position() == header.payload_length);
                CHECK_FALSE(reader.in_frame());
                frames.back().ended = true;
                return;
        }
    }
};

std::vector<Seen> frames_of(const Octets& stream) {
    Recorder recorder;
    recorder.feed(stream);
    return recorder.frames;
}

Octets joined(std::initializer_list<Octets> parts) {
    Octets all;
    for (const Octets& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

/// An unmasked binary frame of `length` octets, its length in the 7, 16 or 64 bits asked for.
Octets binary_frame(std::size_t length, unsigned length_bits) {
    Octets wire = {0x82, static_cast<std::uint8_t>(length_bits == 7    ? length
                                                   : length_bits == 16 ? 126
                                                                       : 127)};
    if (length_bits != 7)
        for (unsigned shift = length_bits; shift > 0; shift -= 8)
            wire.push_back(static_cast<std::uint8_t>(std::uint64_t{length} >> (shift - 8)));
    for (std::size_t i = 0; i < length; ++i) wire.push_back(static_cast<std::uint8_t>(i * 7 + length));
    return wire;
}

const Octets kHello = {0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f};
const Octets kMaskedHello = {0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58};
const Octets kHel = {0x01, 0x03, 0x48, 0x65, 0x6c};
const Octets kLo = {0x80, 0x02, 0x6c, 0x6f};
const Octets kPing = {0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f};
const Octets kEmptyPong = {0x8a, 0x00};
const Octets kMaskedEmptyText = {0x81, 0x80, 1, 2, 3, 4};

/// All forms of a header, frames with and without payload, reserved bits and opcodes.
Octets mixed_stream() {
    return joined({kHello,
                   kMaskedHello,
                   kHel,
                   kPing,
                   kLo,
                   kEmptyPong,
                   kMaskedEmptyText,
                   binary_frame(130, 16),
                   kEmptyPong,
                   binary_frame(0, 64),
                   binary_frame(3, 64),
                   {0xf3, 0x01, 0xaa},
                   {0x7f, 0x00}});
}

}  // namespace

TEST_CASE("websocket/frame_reader: RFC 6455 section 5.7's examples in a row") {
    const Octets octets_256 = binary_frame(256, 16);
    const Octets kib_64 = binary_frame(65536, 64);
    const std::vector<Seen> frames =
        frames_of(joined({kHello, kMaskedHello, kHel, kLo, kPing, octets_256, kib_64, kEmptyPong}));
    const std::vector<Seen> expected = {
        {0x1, 2, 5, "Hello", true},
        {0x1, 6, 5, "\x7f\x9f\x4d\x51\x58", true},
        {0x1, 2, 3, "Hel", true},
        {0x0, 2, 2, "lo", true},
        {0x9, 2, 5, "Hello", true},
        {0x2, 4, 256, std::string(as_text(Bytes(octets_256).subspan(4))), true},
        {0x2, 10, 65536, std::string(as_text(Bytes(kib_64).subspan(10))), true},
        {0xa, 2, 0, "", true},
    };
    CHECK(frames == expected);
}

TEST_CASE("websocket/frame_reader: the events of one frame, one by one") {
    FrameReader reader;
    const Octets stream = joined({kHello, {0x81}});
    Bytes rest = stream;
    const std::vector<std::pair<FrameEvent, std::size_t>> expected = {{FrameEvent::header, 2},
                                                                      {FrameEvent::payload, 5},
                                                                      {FrameEvent::frame_end, 0},
                                                                      {FrameEvent::need_more, 1}};
    for (const auto& [event, consumed] : expected) {
        const FrameReader::Step step = reader.read(rest);
        CHECK(step.event == event);
        CHECK(step.consumed == consumed);
        rest = rest.subspan(step.consumed);
    }
    CHECK(reader.partial_header() == 1);
    CHECK_FALSE(reader.in_frame());
}

TEST_CASE("websocket/frame_reader: payload is a view of what was given") {
    FrameReader reader;
    CHECK(reader.read(kHello).event == FrameEvent::header);
    const FrameReader::Step step = reader.read(Bytes(kHello).subspan(2, 3));
    CHECK(step.payload.data() == &kHello[2]);
    CHECK(step.payload.size() == 3);
    CHECK(reader.payload_position() == 3);
}

TEST_CASE("websocket/frame_reader: nothing read gives nothing") {
    Recorder recorder;
    for (const std::uint8_t octet : kMaskedHello) {
        recorder.feed({});
        recorder.feed(Bytes(&octet, 1));
    }
    recorder.feed({});
    CHECK(recorder.frames == frames_of(kMaskedHello));
}

TEST_CASE("websocket/frame_reader: a stream cut anywhere once gives the same frames") {
    const Octets stream = mixed_stream();
    const std::vector<Seen> whole = frames_of(stream);
    REQUIRE(whole.size() == 13);
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        CAPTURE(cut);
        Recorder recorder;
        recorder.feed(Bytes(stream).first(cut));
        recorder.feed(Bytes(stream).subspan(cut));
        CHECK(recorder.frames == whole);
    }
}

TEST_CASE("websocket/frame_reader: a stream cut anywhere twice gives the same frames") {
    const Octets stream = joined({kMaskedHello, kEmptyPong, binary_frame(3, 64), kMaskedEmptyText, kLo});
    const std::vector<Seen> whole = frames_of(stream);
    REQUIRE(whole.size() == 5);
    for (std::size_t first = 0; first <= stream.size(); ++first)
        for (std::size_t second = first; second <= stream.size(); ++second) {
            Recorder recorder;
            recorder.feed(Bytes(stream).first(first));
            recorder.feed(Bytes(stream).subspan(first, second - first));
            recorder.feed(Bytes(stream).subspan(second));
            REQUIRE(recorder.frames == whole);
        }
}

TEST_CASE("websocket/frame_reader: octet by octet, and in random pieces, the frames are the same") {
    const Octets stream = mixed_stream();
    const std::vector<Seen> whole = frames_of(stream);
    std::mt19937 random(6455);
    for (std::size_t largest = 1; largest <= 20; ++largest) {
        Recorder recorder;
        for (Bytes rest = stream; !rest.empty();) {
            const std::size_t piece = std::min<std::size_t>(1 + random() % largest, rest.size());
            recorder.feed(rest.first(piece));
            rest = rest.subspan(piece);
        }
        CHECK(recorder.frames == whole);
    }
}

TEST_CASE("websocket/frame_reader: arbitrary octets are frames, however they are cut") {
    std::mt19937 random(5);
    for (int round = 0; round < 200; ++round) {
        Octets stream(300);
        for (std::uint8_t& octet : stream) octet = static_cast<std::uint8_t>(random());
        const std::vector<Seen> whole = frames_of(stream);
        Recorder recorder;
        for (const std::uint8_t& octet : stream) recorder.feed(Bytes(&octet, 1));
        REQUIRE(recorder.frames == whole);
    }
}

TEST_CASE("websocket/frame_reader: a frame of 2^64 - 1 octets goes on for ever") {
    Recorder recorder;
    recorder.feed(Octets{0x82, 0x7f, 255, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3});
    CHECK(recorder.reader.payload_position() == 3);
    CHECK(recorder.reader.skip(~std::uint64_t{0} - 5));
    CHECK(recorder.reader.payload_position() == ~std::uint64_t{0} - 2);
    CHECK(recorder.reader.in_frame());
    SUBCASE("its last octets are seen") {
        recorder.feed(joined({{4, 5}, kEmptyPong}));
        REQUIRE(recorder.frames.size() == 2);
        CHECK(recorder.frames[0].payload == "\1\2\3\4\5");
        CHECK(recorder.frames[0].ended);
    }
    SUBCASE("a loss that would overflow the position is beyond its end") {
        CHECK_FALSE(recorder.reader.skip(~std::uint64_t{0}));
    }
}

TEST_CASE("websocket/frame_reader: a length of 2^63 - 1 is believed and reserves nothing") {
    Recorder recorder;
    recorder.feed(Octets{0x82, 0x7f, 0x7f, 255, 255, 255, 255, 255, 255, 255, 9});
    REQUIRE(recorder.frames.size() == 1);
    CHECK(recorder.frames[0] == Seen{0x2, 10, ~std::uint64_t{0} >> 1, "\x09", false});
}

TEST_CASE("websocket/frame_reader: octets lost within a payload leave the reader in step") {
    const Octets stream = joined({binary_frame(100, 7), kHello});
    constexpr std::size_t kEnd = 102;  // of the first frame
    for (std::size_t from = 2; from <= kEnd; ++from)
        for (std::size_t to = from; to <= kEnd; ++to) {
            CAPTURE(from);
            CAPTURE(to);
            Recorder recorder;
            recorder.feed(Bytes(stream).first(from));
            REQUIRE(recorder.reader.skip(to - from));
            recorder.feed(Bytes(stream).subspan(to));
            REQUIRE(recorder.frames.size() == 2);
            REQUIRE(recorder.frames[0].payload.size() == 100 - (to - from));
            REQUIRE(recorder.frames[0].ended);
            REQUIRE(recorder.frames[1] == Seen{0x1, 2, 5, "Hello", true});
        }
}

TEST_CASE("websocket/frame_reader: a loss up to the frame's last octet makes its end due") {
    FrameReader reader;
    CHECK(reader.read(kHello).event == FrameEvent::header);
    REQUIRE(reader.skip(5));
    CHECK(reader.in_frame());
    CHECK(reader.read({}).event == FrameEvent::frame_end);
    CHECK_FALSE(reader.in_frame());
    CHECK(reader.read({}).event == FrameEvent::need_more);
}

TEST_CASE("websocket/frame_reader: a loss that touches a header loses the place") {
    struct Row {
        std::string_view name;
        Octets before;
        std::uint64_t lost;
        bool in_frame;
        std::size_t partial_header;
        std::uint64_t payload_position;
    };
    const std::vector<Row> rows = {
        {"at the very start", {}, 1, false, 0, 0},
        {"between frames", kHello, 1, false, 0, 5},
        {"within a header", {0x82, 0x7e, 0x01}, 1, false, 3, 0},
        {"one octet beyond a payload's end", {0x81, 0x05, 0x48, 0x65}, 4, true, 0, 2},
        {"all that can be lost", {0x81, 0x05, 0x48, 0x65}, ~std::uint64_t{0}, true, 0, 2},
        {"a masked header without its key", {0x81, 0x85, 0x37}, 2, false, 3, 0},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        Recorder recorder;
        recorder.feed(row.before);
        const std::size_t frames = recorder.frames.size();
        CHECK_FALSE(recorder.reader.skip(row.lost));
        CHECK(recorder.reader.in_frame() == row.in_frame);
        CHECK(recorder.reader.partial_header() == row.partial_header);
        CHECK(recorder.reader.payload_position() == row.payload_position);

        recorder.feed(mixed_stream());  // consumed, for nothing
        CHECK(recorder.frames.size() == frames);
        CHECK_FALSE(recorder.reader.skip(0));
        CHECK_FALSE(recorder.reader.skip(1));

        recorder.reader.reset();
        CHECK_FALSE(recorder.reader.in_frame());
        CHECK(recorder.reader.partial_header() == 0);
        recorder.feed(kHello);
        CHECK(recorder.frames.back() == Seen{0x1, 2, 5, "Hello", true});
    }
}

TEST_CASE("websocket/frame_reader: losing nothing changes nothing") {
    Recorder recorder;
    for (const std::uint8_t octet : mixed_stream()) {
        CHECK(recorder.reader.skip(0));
        recorder.feed(Bytes(&octet, 1));
    }
    CHECK(recorder.reader.skip(0));
    CHECK(recorder.frames == frames_of(mixed_stream()));
}

TEST_CASE("websocket/frame_reader: a loss while a frame's end is due reaches the next header") {
    FrameReader reader;
    CHECK(reader.read(kEmptyPong).event == FrameEvent::header);
    CHECK_FALSE(reader.skip(1));
    CHECK(reader.payload_position() == reader.header().payload_length);
}

TEST_CASE("websocket/frame_reader: partial_header counts the octets of a header that is not complete") {
    const Octets longest = {0x82, 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 9, 9, 9, 9};
    FrameReader reader;
    for (std::size_t i = 0; i < longest.size(); ++i) {
        CHECK(reader.partial_header() == i);
        const FrameReader::Step step = reader.read(Bytes(&longest[i], 1));
        CHECK(step.consumed == 1);
        CHECK(step.event == (i == 13 ? FrameEvent::header : FrameEvent::need_more));
    }
    CHECK(reader.partial_header() == 0);
    CHECK(reader.header().payload_length == 1);
    CHECK(reader.header().masking_key == MaskingKey{9, 9, 9, 9});
}

TEST_CASE("websocket/frame_reader: octets that it lets pass are as good as read") {
    const Octets stream = joined({binary_frame(130, 16), kEmptyPong, kHello});
    Recorder recorder;
    std::size_t passed = 0;
    for (const std::uint8_t octet : stream) {
        if (recorder.reader.payload_left() > 1) {
            recorder.reader.pass(1);
            ++passed;
        } else {
            recorder.feed({&octet, 1});
        }
    }
    CHECK(passed == 129 + 4);
    CHECK(recorder.reader.payload_left() == 0);
    REQUIRE(recorder.frames.size() == 3);
    for (const Seen& frame : recorder.frames) CHECK(frame.ended);
    FrameReader lost;
    (void)lost.read(Octets{0x82, 0x05, 1});
    CHECK(lost.payload_left() == 5);
    CHECK_FALSE(lost.skip(6));
    CHECK(lost.payload_left() == 0);
}
