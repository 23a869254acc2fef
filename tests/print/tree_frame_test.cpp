#include <doctest/doctest.h>

#include <array>

#include "sample.hpp"

using namespace wsdissect;
using namespace wsdissect::print;
using websocket::Opcode;

namespace {

constexpr websocket::MaskingKey kKey = {0x12, 0x34, 0x56, 0x78};

/// The block without its headline.
std::string block(const model::Frame& frame, const PrintOptions& options = {}) {
    const std::string all =
        sample::printed(make_tree_printer, options, [&](model::Sink& sink) { sink.on_frame(frame); });
    return all.substr(all.find('\n') + 1);
}

/// What stands behind the line of the length.
std::string below_length(const model::Frame& frame, const PrintOptions& options = {}) {
    const std::string all = block(frame, options);
    const std::size_t length = all.find("Payload length");
    return all.substr(all.find('\n', length) + 1);
}

}  // namespace

TEST_CASE("print/tree_frame: masked text, as tshark prints it") {
    const model::Message message = sample::message(Opcode::text, "hello");
    model::Frame frame = sample::frame(Opcode::text, 5);
    frame.header.masking_key = kKey;
    frame.ends_message = &message;
    CHECK(block(frame) == R"(WebSocket
    1... .... = Fin: True
    .000 .... = Reserved: 0x0
    .... 0001 = Opcode: Text (1)
    1... .... = Mask: True
    .000 0101 = Payload length: 5
    Masking-Key: 12345678
    Masked payload
    Payload
        Text: hello
)");
    CHECK(below_length(frame, {.payload = false}) ==
          "    Masking-Key: 12345678\n    Masked payload\n    Payload\n");
}

TEST_CASE("print/tree_frame: where permessage-deflate was agreed each frame says whether RSV1 is set") {
    model::Frame frame = sample::frame(Opcode::ping, 0);
    frame.deflate_agreed = true;
    const auto middle = [&](std::uint8_t rsv) {
        frame.header.rsv = rsv;
        const std::string all = block(frame);
        return all.substr(all.find("    ."), all.find("    ....") - all.find("    ."));
    };
    CHECK(middle(0) == "    .000 .... = Reserved: 0x0\n    .0.. .... = Per-Message Compressed: False\n");
    CHECK(middle(4) == "    .100 .... = Reserved: 0x4\n    .1.. .... = Per-Message Compressed: True\n");
    CHECK(middle(1) == "    .001 .... = Reserved: 0x1\n    .0.. .... = Per-Message Compressed: False\n");
    frame.deflate_agreed = false;
    CHECK(middle(5) == "    .101 .... = Reserved: 0x5\n");
}

TEST_CASE("print/tree_frame: the length in its three forms") {
    const struct {
        std::uint8_t bits;
        std::uint64_t length;
        std::string_view lines;
    } cases[] = {
        {7, 0, "    .000 0000 = Payload length: 0\n"},
        {7, 125, "    .111 1101 = Payload length: 125\n    Payload\n"},
        {16, 5,
         "    .111 1110 = Payload length: 126 Extended Payload Length (16 bits)\n"
         "    Extended Payload length (16 bits): 5\n    Payload\n"},
        {64, 258,
         "    .111 1111 = Payload length: 127 Extended Payload Length (64 bits)\n"
         "    Extended Payload length (64 bits): 258\n    Payload\n"},
        {64, 18446744073709551615U,
         "    .111 1111 = Payload length: 127 Extended Payload Length (64 bits)\n"
         "    Extended Payload length (64 bits): 18446744073709551615\n    Payload\n"},
    };
    for (const auto& c : cases) {
        model::Frame frame = sample::frame(Opcode::binary, c.length);
        frame.header.length_bits = c.bits;
        const std::string all = block(frame);
        CHECK(all.substr(all.find("Mask: False\n") + 12) == c.lines);
    }
}

TEST_CASE("print/tree_frame: opcodes have Wireshark's names") {
    const struct {
        unsigned opcode;
        std::string_view line;
    } cases[] = {
        {0, ".... 0000 = Opcode: Continuation (0)\n"}, {1, ".... 0001 = Opcode: Text (1)\n"},
        {2, ".... 0010 = Opcode: Binary (2)\n"},       {3, ".... 0011 = Opcode: Unknown (3)\n"},
        {7, ".... 0111 = Opcode: Unknown (7)\n"},      {8, ".... 1000 = Opcode: Connection Close (8)\n"},
        {9, ".... 1001 = Opcode: Ping (9)\n"},         {10, ".... 1010 = Opcode: Pong (10)\n"},
        {11, ".... 1011 = Opcode: Unknown (11)\n"},    {15, ".... 1111 = Opcode: Unknown (15)\n"},
    };
    for (const auto& c : cases) {
        const std::string all = block(sample::frame(static_cast<Opcode>(c.opcode), 0));
        CHECK(all.find(c.line) != std::string::npos);
    }
}

TEST_CASE("print/tree_frame: what control frames say") {
    struct Case {
        Opcode opcode;
        std::string_view payload;
        std::optional<std::uint16_t> code;
        std::optional<std::string_view> reason;
        std::string_view lines;
    };
    const Case cases[] = {
        {Opcode::ping, "Zeek", {}, {}, "    Payload\n        Ping: 5a65656b\n"},
        {Opcode::pong, "Zeek", {}, {}, "    Payload\n        Pong: 5a65656b\n"},
        {Opcode::ping, "", {}, {}, ""},
        {Opcode::close, "", {}, {}, ""},
        {Opcode::close, "x", {}, {}, "    Payload\n        Close\n"},
        {Opcode::close,
         "xx",
         1000,
         {},
         "    Payload\n        Close\n            Status code: Normal Closure (1000)\n"},
        {Opcode::close,
         "xx",
         1012,
         {},
         "    Payload\n        Close\n            Status code: Service Restart (1012)\n"},
        {Opcode::close, "xx\x1b[m", 4999, "\x1b[m",
         "    Payload\n        Close\n            Status code: Unknown (4999)\n            Reason: "
         "\\u{1b}[m\n"},
    };
    for (const Case& c : cases) {
        model::Control control = sample::control(c.opcode, c.payload);
        control.close_code = c.code;
        control.close_reason = c.reason;
        model::Frame frame = sample::frame(c.opcode, c.payload.size());
        frame.control = &control;
        CHECK(below_length(frame) == c.lines);
    }
}

TEST_CASE("print/tree_frame: the frame that ends a message shows its text and its fragments") {
    const std::array<model::Fragment, 2> fragments = {{{8, 20}, {12, 28}}};
    model::Message message = sample::message(Opcode::text, "together");
    message.frames = 2;
    message.wire_length = 48;
    message.fragments = fragments;
    model::Frame frame = sample::frame(Opcode::continuation, 28);
    CHECK(below_length(frame) == "    Payload\n");
    frame.ends_message = &message;
    CHECK(below_length(frame) ==
          "    Payload\n        Text: together\n"
          "[2 Reassembled websocket Fragments (48 bytes): #8(20), #12(28)]\n");
    message.frames = 906;
    message.opcode = Opcode::binary;
    CHECK(below_length(frame) ==
          "    Payload\n"
          "[906 Reassembled websocket Fragments (48 bytes): #8(20), #12(28), ... 904 more]\n");
}

TEST_CASE("print/tree_frame: text is shown safely, as far as it is known") {
    struct Case {
        std::string_view name, payload;
        bool complete, truncated;
        std::uint64_t max_payload;
        std::string_view lines;
    };
    constexpr std::uint64_t kAll = model::Demand::kAll;
    const Case cases[] = {
        {"line ends", "a\r\nb\\", true, false, kAll, "        Text: a\\r\\nb\\\\\n"},
        {"an escape sequence", "\x1b[31mred", true, false, kAll, "        Text: \\u{1b}[31mred\n"},
        {"invalid UTF-8", "a\xFFz\xC3", true, false, kAll, "        Text: a\\xffz\\xc3\n"},
        {"truncated", "ab\xE2\x82", true, true, kAll, "        Text [truncated]: ab\n"},
        {"incomplete", "ab\xE2\x82", false, false, kAll, "        Text [truncated]: ab\n"},
        {"more than is shown", "caf\xC3\xA9", true, false, 4, "        Text [truncated]: caf\n"},
    };
    for (const Case& c : cases) {
        model::Message message = sample::message(Opcode::text, c.payload);
        message.complete = c.complete;
        message.truncated = c.truncated;
        model::Frame frame = sample::frame(Opcode::text, c.payload.size());
        frame.ends_message = &message;
        CAPTURE(c.name);
        CHECK(below_length(frame, {.max_payload = c.max_payload}) == "    Payload\n" + std::string(c.lines));
    }
}

TEST_CASE("print/tree_frame: a compressed message that was not inflated shows no text") {
    model::Message message = sample::message(Opcode::text, "");
    message.compressed = true;
    message.payload.reset();
    model::Frame frame = sample::frame(Opcode::text, 9);
    frame.ends_message = &message;
    CHECK(below_length(frame) == "    Payload\n");
}

TEST_CASE("print/tree_frame: payload that the capture lacks is counted") {
    model::Frame frame = sample::frame(Opcode::binary, 4082);
    frame.captured_length = 100;
    CHECK(block(frame).ends_with("    Payload\n    [Captured payload: 100 of 4082 bytes]\n"));
}

TEST_CASE("print/tree_frame: of a reserved opcode the octets are shown") {
    model::Frame frame = sample::frame(static_cast<Opcode>(3), 8);
    frame.payload = as_bytes("reserved");
    CHECK(below_length(frame) == "    Payload\n        Unknown: 7265736572766564\n");
    frame.payload = as_bytes("res");
    CHECK(below_length(frame) == "    Payload\n        Unknown: 726573…\n");
    CHECK(below_length(frame, {.payload = false}) == "    Payload\n");
}

TEST_CASE("print/tree_frame: -x adds a hex dump of the frame's payload") {
    const std::string_view payload = "GET / HTTP/1.1\r\nHost";
    model::Frame frame = sample::frame(Opcode::binary, payload.size());
    frame.payload = as_bytes(payload);
    CHECK(below_length(frame) == "    Payload\n");
    CHECK(below_length(frame, {.hex_dump = true}) ==
          "    Payload\n"
          "        0000  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a   GET / HTTP/1.1..\n"
          "        0010  48 6f 73 74                                       Host\n");
    CHECK(below_length(frame, {.payload = false, .hex_dump = true}) == "    Payload\n");
}
