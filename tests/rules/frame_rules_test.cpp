#include "rules/frame_rules.hpp"

#include <doctest/doctest.h>

#include <string_view>

#include "tests/rules/broken.hpp"

namespace wsdissect::rules {
namespace {

using model::Frame;
using model::KeyPattern;
using test::Lines;
using test::words_of;
using websocket::Opcode;

constexpr websocket::MaskingKey kKey = {0x01, 0x02, 0x03, 0x0F};

/// One whole text frame of the client, of which all is known.
Frame right() {
    Frame frame;
    frame.header.fin = true;
    frame.header.opcode = Opcode::text;
    frame.header.payload_length = 5;
    frame.header.masking_key = kKey;
    frame.setting.roles_known = true;
    frame.setting.agreed_known = true;
    frame.setting.outside_message = true;
    frame.setting.all_known = true;
    return frame;
}

Frame from_server() {
    Frame frame = right();
    frame.direction = Direction::server;
    frame.header.masking_key.reset();
    return frame;
}

Frame of(Opcode opcode) {
    Frame frame = right();
    frame.header.opcode = opcode;
    return frame;
}

struct Case {
    std::string_view what;
    Frame (*make)();
    Lines expected;
};

template <std::size_t N>
void check(const Case (&cases)[N]) {
    for (const Case& each : cases) {
        CAPTURE(each.what);
        CHECK(words_of(check_frame(each.make())) == each.expected);
    }
}

}  // namespace

TEST_CASE("rules/frame: masks") {
    const Case cases[] = {
        {"of the client, masked", right, {}},
        {"of the server, not masked", from_server, {}},
        {"of the client, not masked",
         [] {
             Frame frame = right();
             frame.header.masking_key.reset();
             return frame;
         },
         {"frame.client-unmasked client: client frame is not masked"}},
        {"of the server, masked",
         [] {
             Frame frame = from_server();
             frame.header.masking_key = kKey;
             return frame;
         },
         {"frame.server-masked server: server frame is masked"}},
        {"not masked, and nobody knows who is the client",
         [] {
             Frame frame = right();
             frame.header.masking_key.reset();
             frame.setting.roles_known = false;
             return frame;
         },
         {}},
        {"masked, and nobody knows who is the server",
         [] {
             Frame frame = from_server();
             frame.header.masking_key = kKey;
             frame.setting.roles_known = false;
             return frame;
         },
         {}},
    };
    check(cases);
}

TEST_CASE("rules/frame: reserved bits") {
    struct Bits {
        std::uint8_t rsv;
        bool deflate;
        Opcode opcode;
        Lines expected;
    };
    const std::string only = "; only the first frame of a data message may have it";
    const std::string none = " set, for which no extension was agreed";
    const Bits cases[] = {
        {0, false, Opcode::text, {}},
        {4, false, Opcode::text, {"frame.rsv client: RSV1 is" + none}},
        {2, false, Opcode::text, {"frame.rsv client: RSV2 is" + none}},
        {7, false, Opcode::text, {"frame.rsv client: RSV1 and RSV2 and RSV3 are" + none}},
        {4, true, Opcode::text, {}},
        {5, true, Opcode::binary, {"frame.rsv client: RSV3 is" + none}},
        {4,
         true,
         Opcode::ping,
         {"frame.rsv1-placement client: RSV1 (compressed) is set on a ping frame" + only}},
        {4,
         true,
         Opcode::continuation,
         {"frame.rsv1-placement client: RSV1 (compressed) is set on a continuation frame" + only}},
        {4, false, Opcode::ping, {"frame.rsv client: RSV1 is" + none}},
        {0, true, Opcode::ping, {}},
    };
    for (const Bits& each : cases) {
        Frame frame = of(each.opcode);
        frame.header.rsv = each.rsv;
        frame.deflate_agreed = each.deflate;
        frame.setting.outside_message = each.opcode != Opcode::continuation;
        CAPTURE(int{each.rsv});
        CAPTURE(each.deflate);
        CHECK(words_of(check_frame(frame)) == each.expected);
        frame.setting.other_extension = true;  // they may be its own
        CHECK(words_of(check_frame(frame)) == Lines{});
        frame.setting.other_extension = false;
        frame.setting.agreed_known = false;  // the handshake was not captured
        CHECK(words_of(check_frame(frame)) == Lines{});
    }
}

TEST_CASE("rules/frame: opcodes") {
    for (unsigned value = 0; value < 16; ++value) {
        Frame frame = of(static_cast<Opcode>(value));
        frame.setting.outside_message = value != 0;
        const bool reserved = (value > 2 && value < 8) || value > 10;
        const Lines broken = {"frame.opcode client: opcode " + std::to_string(value) + " is reserved"};
        CAPTURE(value);
        CHECK(words_of(check_frame(frame)) == (reserved ? broken : Lines{}));
        frame.setting.other_extension = true;
        CHECK(words_of(check_frame(frame)) == Lines{});
    }
}

TEST_CASE("rules/frame: lengths") {
    struct Length {
        std::uint64_t octets;
        std::uint8_t bits;
        Lines expected;
    };
    const auto wasteful = [](std::string_view octets, std::string_view bits, std::string_view enough) {
        return Lines{"frame.length-encoding client: payload length " + std::string(octets) +
                     " is written in " + std::string(bits) + " bits, though " + std::string(enough) +
                     " are enough"};
    };
    const Length cases[] = {
        {0, 7, {}},
        {125, 7, {}},
        {126, 16, {}},
        {65535, 16, {}},
        {65536, 64, {}},
        {std::uint64_t{1} << 62, 64, {}},
        {125, 16, wasteful("125", "16", "7")},
        {125, 64, wasteful("125", "64", "7")},
        {126, 64, wasteful("126", "64", "16")},
        {65535, 64, wasteful("65535", "64", "16")},
        {std::uint64_t{1} << 63,
         64,
         {"frame.length-msb client: the 64-bit payload length 9223372036854775808 has its highest bit set"}},
    };
    for (const Length& each : cases) {
        Frame frame = of(Opcode::binary);
        frame.header.payload_length = each.octets;
        frame.header.length_bits = each.bits;
        CAPTURE(each.octets);
        CHECK(words_of(check_frame(frame)) == each.expected);
    }
}

TEST_CASE("rules/frame: control frames are short and whole") {
    for (const Opcode opcode : {Opcode::ping, Opcode::pong, Opcode::close, Opcode{0xB}, Opcode::binary}) {
        Frame frame = of(opcode);
        const bool control = websocket::is_control(opcode);
        const std::string name =
            opcode == Opcode{0xB} ? "frame with opcode 11" : std::string(name_of(opcode)) + " frame";
        frame.setting.other_extension = true;  // so that opcode 11 is none of their business
        frame.header.payload_length = 125;
        CAPTURE(name);
        CHECK(words_of(check_frame(frame)) == Lines{});
        frame.header.payload_length = 126;
        frame.header.length_bits = 16;
        const Lines long_one = {"frame.control-length client: " + name +
                                " has 126 bytes of payload; a control frame may have 125 at most"};
        CHECK(words_of(check_frame(frame)) == (control ? long_one : Lines{}));
        frame = of(opcode);
        frame.setting.other_extension = true;
        frame.header.fin = false;
        const Lines part = {"frame.control-fragmented client: " + name +
                            " is without FIN; a control frame cannot be fragmented"};
        CHECK(words_of(check_frame(frame)) == (control ? part : Lines{}));
    }
}

TEST_CASE("rules/frame: the place in the stream") {
    const Case cases[] = {
        {"continuation outside a message",
         [] { return of(Opcode::continuation); },
         {"frame.continuation client: continuation frame, but no message is open"}},
        {"continuation, and what was before it is not known",
         [] {
             Frame frame = of(Opcode::continuation);
             frame.setting.outside_message = false;
             return frame;
         },
         {}},
        {"binary inside a message",
         [] {
             Frame frame = of(Opcode::binary);
             frame.setting.outside_message = false;
             frame.setting.in_message = true;
             return frame;
         },
         {"frame.interleaved client: binary frame begins a message inside one that is not finished"}},
        {"text behind a Close",
         [] {
             Frame frame = right();
             frame.setting.after_close = true;
             return frame;
         },
         {"frame.after-close client: text frame behind the same side's Close"}},
        {"Pong behind a Close",
         [] {
             Frame frame = of(Opcode::pong);
             frame.setting.after_close = true;
             return frame;
         },
         {}},
        {"before the response",
         [] {
             Frame frame = right();
             frame.setting.before_response = true;
             return frame;
         },
         {"handshake.early-data client: the client sent frames before the whole response had arrived"}},
    };
    check(cases);
}

TEST_CASE("rules/frame: weak masking keys") {
    struct Keys {
        KeyPattern keys;
        Lines expected;
    };
    const Keys cases[] = {
        {KeyPattern::none, {}},
        {KeyPattern::zero,
         {"frame.masking-key-weak client: four frames in a row are masked with a key of zero"}},
        {KeyPattern::equal,
         {"frame.masking-key-weak client: four frames in a row are masked with the same key 0102030f"}},
        {KeyPattern::counting,
         {"frame.masking-key-weak client: the masking keys of four frames in a row count up to 0102030f"}},
    };
    for (const Keys& each : cases) {
        Frame frame = right();
        frame.setting.keys = each.keys;
        CHECK(words_of(check_frame(frame)) == each.expected);
    }
    Frame masked = from_server();  // a mask of its own is broken rule enough
    masked.header.masking_key = kKey;
    masked.setting.keys = KeyPattern::equal;
    CHECK(test::rules_of(check_frame(masked)) == Lines{"frame.server-masked server"});
}

}  // namespace wsdissect::rules
