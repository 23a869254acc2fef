#include "print/advice.hpp"

#include <algorithm>
#include <array>

namespace wsdissect::print {
namespace {

constexpr std::array kAdvice = {
    Advice{"handshake.method", "Ask for the upgrade with GET."},
    Advice{"handshake.http-version", "Send the request as HTTP/1.1: an upgrade needs it."},
    Advice{"handshake.host",
           "Send exactly one Host field with the server's name, and its port unless it is the default."},
    Advice{"handshake.request-upgrade", "Send `Upgrade: websocket` with the request."},
    Advice{"handshake.request-connection",
           "Send `Connection: Upgrade` with the request; a proxy may have removed it."},
    Advice{"handshake.key",
           "Send one Sec-WebSocket-Key: 16 random octets in base64, so 24 characters that end in `==`."},
    Advice{"handshake.key-reused", "Draw a new random key for each connection."},
    Advice{"handshake.version",
           "Send one `Sec-WebSocket-Version: 13`; as a server, answer another version with 426 and "
           "`Sec-WebSocket-Version: 13`."},
    Advice{"handshake.subprotocol-offer", "Offer each subprotocol once, as a token without spaces."},
    Advice{"handshake.extension-syntax",
           "Write Sec-WebSocket-Extensions as a list of `name; parameter=value`, each a token or a quoted "
           "token."},
    Advice{"handshake.early-data", "Wait for the whole response head before the first frame is sent."},
    Advice{"handshake.response-upgrade", "Answer with `Upgrade: websocket`."},
    Advice{"handshake.response-connection",
           "Answer with `Connection: Upgrade`; a proxy may have removed it."},
    Advice{
        "handshake.accept-missing",
        "Answer with Sec-WebSocket-Accept: base64(SHA-1(key + \"258EAFA5-E914-47DA-95CA-C5AB0DC85B11\"))."},
    Advice{"handshake.accept-mismatch",
           "Send one Sec-WebSocket-Accept: base64(SHA-1(key + \"258EAFA5-E914-47DA-95CA-C5AB0DC85B11\")), "
           "with the key as it stands in this request; an answer out of a cache or for another request does "
           "not fit."},
    Advice{"handshake.subprotocol-unasked",
           "Choose one of the subprotocols that the client offered, letter by letter, or leave "
           "Sec-WebSocket-Protocol out."},
    Advice{"handshake.extension-unasked", "Agree only to extensions that the client offered."},
    Advice{"handshake.deflate-parameter",
           "Write each parameter once, a window as 8 to 15. Who answers takes over each parameter of the "
           "offer that must be answered, within what was offered, and client_max_window_bits only where it "
           "was offered; and declines offers that repeat a parameter or give it a wrong value."},
    Advice{"handshake.version-negotiation",
           "Name the versions that are spoken when one is refused: `Sec-WebSocket-Version: 13`."},
    Advice{"handshake.unanswered",
           "Look at the server's log: up to the end of what was captured the request got no response."},
    Advice{"handshake.h2-setting",
           "Wait for the server's SETTINGS, and send an extended CONNECT only where they have "
           "SETTINGS_ENABLE_CONNECT_PROTOCOL = 1; as a server, send it first of all."},
    Advice{"handshake.h2-pseudo-header",
           "Send `:method: CONNECT` with `:protocol: websocket`, `:scheme`, `:path` and `:authority`."},
    Advice{"handshake.h2-forbidden-header",
           "Leave Connection and Upgrade out over HTTP/2; a gateway from HTTP/1.1 has to remove them."},
    Advice{"handshake.h2-needless-header",
           "Leave Sec-WebSocket-Key and Sec-WebSocket-Accept out over HTTP/2."},
    Advice{"frame.client-unmasked", "Mask every frame that a client sends, with a new random key each."},
    Advice{"frame.server-masked", "Never mask what a server sends."},
    Advice{"frame.rsv",
           "Leave the reserved bits zero unless an extension that uses them was agreed; RSV1 needs "
           "permessage-deflate in the 101."},
    Advice{"frame.rsv1-placement",
           "Set RSV1 on the first frame of a compressed message only, never on a continuation or control "
           "frame."},
    Advice{"frame.opcode", "Use opcodes 0, 1, 2, 8, 9 and 10 only."},
    Advice{"frame.length-encoding",
           "Write the length in its shortest form: 7 bits up to 125, 16 bits up to 65535, else 64 bits."},
    Advice{"frame.length-msb",
           "Keep the highest bit of a 64-bit length zero; it is sent in network byte order."},
    Advice{"frame.control-length", "Keep what Close, Ping and Pong carry within 125 bytes."},
    Advice{"frame.control-fragmented",
           "Send Close, Ping and Pong as one frame with FIN; between the fragments of a message they may "
           "stand."},
    Advice{
        "frame.continuation",
        "Begin each message with a text or binary frame; continuation frames only follow one without FIN."},
    Advice{"frame.interleaved",
           "End a message with FIN before the next begins; send its later frames with opcode 0."},
    Advice{"frame.after-close", "Send no data after the Close frame."},
    Advice{"frame.masking-key-weak", "Draw each masking key from a strong source of random numbers."},
    Advice{"message.utf8",
           "Send text as valid UTF-8, and anything else in binary messages; a character may be split between "
           "fragments, never cut at a message's end."},
    Advice{"message.inflate",
           "Compress with raw DEFLATE (no zlib or gzip header), flush with Z_SYNC_FLUSH, and take the last "
           "00 00 FF FF off; start each message anew where no context takeover was agreed."},
    Advice{"message.window",
           "Compress with a window no larger than the max_window_bits agreed for this side."},
    Advice{"message.inflate-ratio",
           "Is this meant? The receiver should limit what a message may inflate to."},
    Advice{"message.unfinished", "Send the last frame with FIN before the connection is closed."},
    Advice{"close.length", "Send a Close with no body, or with two bytes of status code before any reason."},
    Advice{"close.code",
           "Use 1000 to 1003, 1007 to 1014 or 3000 to 4999; 1005, 1006 and 1015 are for the application only "
           "and never sent."},
    Advice{"close.reason-utf8",
           "Write the reason as valid UTF-8, cut between characters where it is too long."},
    Advice{"close.unanswered", "Answer a Close with a Close before TCP is closed."},
    Advice{"close.missing",
           "Send a Close with a status code before TCP is closed, so that the other side learns why."},
    Advice{"close.status-echo",
           "Answering, one usually repeats the status code of the Close that was received."},
    Advice{"pong.payload", "Answer a Ping with exactly the payload that it has."},
    Advice{"pong.unsolicited", "Allowed, as a one-way heartbeat; nobody has to answer it."},
    Advice{"ping.unanswered",
           "Answer each Ping as soon as possible, unless a Close came before; the Pong may answer the latest "
           "of several."},
};

}  // namespace

std::span<const Advice> all_advice() noexcept { return kAdvice; }

std::string_view advice_for(std::string_view rule) noexcept {
    const auto* const found =
        std::find_if(kAdvice.begin(), kAdvice.end(), [&](const Advice& each) { return each.rule == rule; });
    return found == kAdvice.end() ? std::string_view() : found->text;
}

}  // namespace wsdissect::print
