// An HTTP and WebSocket conversation of any octets, over HTTP/1.x or HTTP/2: what is told of it does not
// depend on the segments that they come in. Five octets say where they are cut; then turns, each an octet for
// the sender, one or two for the length, and what is said.

#include <string>

#include "tests/engine/event_log.hpp"
#include "tests/engine/http2_speech.hpp"
#include "tests/engine/speech.hpp"
#include "tests/fuzz/fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wsdissect;
    fuzz::CutChoices choices(data, size);
    const std::uint8_t settings = choices.octet();
    test::Tape whole;
    if ((settings & 1) == 0) whole.open();
    test::Tape cut = whole;
    const auto say = [&](Direction sender, Bytes octets) {
        whole.send(sender, as_text(octets));
        choices.cut(octets, [&](Bytes piece) { cut.send(sender, as_text(piece)); });
    };
    if ((settings & 2) != 0) {
        const std::string request = test::upgrade_request();
        const std::string response = test::upgrade_response(
            (settings & 4) != 0 ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "");
        say(Direction::client, as_bytes(request));
        say(Direction::server, as_bytes(response));
    }
    if ((settings & 32) != 0) {
        say(Direction::client, as_bytes(test::http2_preface()));
        say(Direction::server, as_bytes(test::http2_settings(true)));
        say(Direction::client, as_bytes(test::http2_connect(1)));
        if ((settings & 64) != 0) say(Direction::server, as_bytes(test::http2_accept(1)));
    }
    for (int turns = 0; turns < 32 && !choices.empty(); ++turns) {
        const std::uint8_t sender = choices.octet();
        const std::size_t length = choices.octet() + ((sender & 2) != 0 ? 256 * choices.below(8) : 0U);
        const Bytes octets = choices.take(length);
        if (!octets.empty()) say((sender & 1) != 0 ? Direction::server : Direction::client, octets);
    }
    test::RunOptions options;
    if ((settings & 8) != 0) options.engine.max_message = 64;  // What is longer goes other ways.
    if ((settings & 16) != 0) {  // Times and acknowledgements, which findings go by, differ with the cuts.
        options.demand.findings = options.demand.message_findings = true;
        (void)test::run(whole, options);
        (void)test::run(cut, options);
        return 0;
    }
    // A connection that is picked up is recognised by where its segments begin and end.
    if ((settings & 1) != 0) return 0;
    const test::Lines expected = test::run(whole, options).lines;
    fuzz::require(test::run(cut, options).lines == expected, "the same is told however a stream is cut");
    return 0;
}
