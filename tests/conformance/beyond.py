"""What the Autobahn test suite has not: the handshake, masking, shortest lengths, reserved bits with deflate agreed,
deflate parameters, pong matching, codes 1012 to 1014, and what is missing at the end. Near misses stand beside what they
miss. Cases of the handshake name who breaks the rule; the others are played by both sides.
"""

import struct
import zlib

from autobahn import case
from stage import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, noise, packets

BOTH, CLIENT, SERVER = ("client", "server"), ("client",), ("server",)
DEFLATE = "permessage-deflate"


def handshake_request():
    def of(name, *more, rules=(), server=None, **changed):
        def play(stage):
            stage.request(*more, **changed).response(*(server or ()))
            stage.close()
        return case("handshake, request", name, play, *rules)

    yield of("right")
    yield of("POST", method="POST", rules=["handshake.method"])
    yield of("HTTP/1.0", version="HTTP/1.0", rules=["handshake.http-version"])
    yield of("no Host", without=["Host"], rules=["handshake.host"])
    yield of("empty Host", host="", rules=["handshake.host"])
    yield of("two Hosts", "Host: example.com", rules=["handshake.host"])
    yield of("no Upgrade", without=["Upgrade"], rules=["handshake.request-upgrade"])
    yield of("Upgrade to h2c", upgrade="h2c", rules=["handshake.request-upgrade"])
    yield of("Upgrade in capitals, in a list", upgrade="h2c, WebSocket")
    for line in ("Foo Bar: x", "FooBar", ": x", "F\u00f6\u00f6: x", "F(oo): x"):
        yield of("line that is no field: " + ascii(line), line)
    yield of("length that is no number", "Content-Length: x")
    yield of("no Connection", without=["Connection"], rules=["handshake.request-connection"])
    yield of("Connection: close", connection="close", rules=["handshake.request-connection"])
    yield of("Connection in a list, in lower case", connection="keep-alive, upgrade")
    yield of("Connection over two fields", "Connection: Upgrade", connection="keep-alive")
    yield of("key of 15 bytes", key="AAAAAAAAAAAAAAAAAAAA", rules=["handshake.key", "server:handshake.accept-mismatch"])
    yield of("key no base64", key="!!!!!!!!!!!!!!!!!!!!!!==", rules=["handshake.key", "server:handshake.accept-mismatch"])
    yield of("no version", without=["Sec-WebSocket-Version"], rules=["handshake.version"])
    yield of("version 8, accepted", ws_version="8", rules=["handshake.version"])
    yield of("two versions", "Sec-WebSocket-Version: 13", rules=["handshake.version"])
    yield of("empty subprotocol", "Sec-WebSocket-Protocol: ", rules=["handshake.subprotocol-offer"])
    yield of("empty element", "Sec-WebSocket-Protocol: a,,b", rules=["handshake.subprotocol-offer"])
    yield of("subprotocol no token", "Sec-WebSocket-Protocol: a b", rules=["handshake.subprotocol-offer"])
    yield of("subprotocol repeated", "Sec-WebSocket-Protocol: a, b", "Sec-WebSocket-Protocol: a",
             rules=["handshake.subprotocol-offer"])
    yield of("two subprotocols", "Sec-WebSocket-Protocol: a, b", server=["Sec-WebSocket-Protocol: b"])
    yield of("extensions do not parse", "Sec-WebSocket-Extensions: a;;b", rules=["handshake.extension-syntax"])
    yield of("extension with a quoted value", 'Sec-WebSocket-Extensions: a; b="c"')
    yield case("handshake, request", "no key", lambda s: s.request(without=["Sec-WebSocket-Key"])
               .response(status="400 Bad Request", without=["Upgrade", "Connection", "Sec-WebSocket-Accept"])
               .tcp.close(first=s.tcp.server), "handshake.key")
    yield case("handshake, request", "two keys", lambda s: s.request("Sec-WebSocket-Key: " + s.key)
               .response(status="400 Bad Request", without=["Upgrade", "Connection", "Sec-WebSocket-Accept"])
               .tcp.close(first=s.tcp.server), "handshake.key")
    yield case("handshake, request", "version 8, refused", lambda s: s.request(ws_version="8")
               .response("Sec-WebSocket-Version: 13", status="426 Upgrade Required",
                         without=["Upgrade", "Connection", "Sec-WebSocket-Accept"]).tcp.close(first=s.tcp.server))
    proxy = b"PROXY TCP4 203.0.113.9 198.51.100.1 56324 80\r\n"
    yield case("handshake, request", "behind a PROXY header", lambda s: (s.tcp.say(s.tcp.client, proxy),
                                                                        s.open().send(TEXT, b"*").close()))
    yield case("handshake, request", "frames before the response", early, "handshake.early-data")
    yield case("handshake, request", "frames right behind the response", lambda s: s.open().send(TEXT, b"now").close())


def early(stage):
    stage.request(acknowledged=False)
    octets = stage.frame(stage.tcp.client, TEXT, b"too early")
    stage.tcp.say(stage.tcp.client, octets, acknowledged=False)
    stage.response()
    stage.close()


def handshake_response():
    def of(name, *more, rules=(), offered=(), **changed):
        def play(stage):
            stage.request(*offered).response(*more, **changed)
            stage.close()
        return case("handshake, response", name, play, *rules)

    def refused(status, *more, version="8"):
        return lambda s: (s.request(ws_version=version)
                          .response(*more, status=status, without=["Upgrade", "Connection", "Sec-WebSocket-Accept"])
                          .tcp.close(first=s.tcp.server))

    group = "handshake, response"
    yield of("right")
    yield of("no Upgrade", without=["Upgrade"], rules=["handshake.response-upgrade"])
    yield of("Upgrade in capitals", upgrade="WebSocket")
    yield of("no Connection", without=["Connection"], rules=["handshake.response-connection"])
    yield of("Connection in a list", connection="keep-alive, Upgrade")
    yield of("no accept", without=["Sec-WebSocket-Accept"], rules=["handshake.accept-missing"])
    yield of("accept of another key", accept=packets.accept("x"), rules=["handshake.accept-mismatch"])
    yield case(group, "accept in white space",
               lambda s: s.request().response(accept="  " + packets.accept(s.key) + "  ").close())
    yield case(group, "two accepts", lambda s: s.request()
               .response("Sec-WebSocket-Accept: " + packets.accept(s.key)).close(), "handshake.accept-mismatch")
    offer = ["Sec-WebSocket-Protocol: chat, superchat"]
    yield of("subprotocol that was offered", "Sec-WebSocket-Protocol: superchat", offered=offer)
    yield of("subprotocol that was not", "Sec-WebSocket-Protocol: mqtt", offered=offer,
             rules=["handshake.subprotocol-unasked"])
    yield of("subprotocol, none was offered", "Sec-WebSocket-Protocol: mqtt", rules=["handshake.subprotocol-unasked"])
    yield of("two subprotocols", "Sec-WebSocket-Protocol: chat, superchat", offered=offer,
             rules=["handshake.subprotocol-unasked"])
    yield of("no subprotocol", offered=offer)
    yield of("extension that was not offered", "Sec-WebSocket-Extensions: permessage-deflate",
             rules=["handshake.extension-unasked"])
    yield of("extensions do not parse", "Sec-WebSocket-Extensions: =", rules=["handshake.extension-syntax"])
    yield case(group, "version 8 refused, none named", refused("426 Upgrade Required"), "handshake.version-negotiation")
    yield case(group, "version 8, bad request", refused("400 Bad Request"), "handshake.version-negotiation")
    yield case(group, "version 8 refused, 13 named", refused("426 Upgrade Required", "Sec-WebSocket-Version: 13"))
    yield case(group, "version 8 forbidden", refused("403 Forbidden"))
    yield case(group, "version 13, bad request", refused("400 Bad Request", version="13"))
    yield case(group, "no response", lambda s: s.request().tcp.close(first=s.tcp.server), "handshake.unanswered")


def masking():
    group = "masking"
    wrong = {"client": "frame.client-unmasked", "server": "frame.server-masked"}
    for opcode in (TEXT, BINARY, PING):
        for offender, rule in wrong.items():
            answer = opcode == PING
            yield case(group, f"opcode {opcode}, {offender}", lambda s, o=opcode, a=answer: (
                s.open().send(o, b"*", masked=s.offender is s.tcp.server), a and s.reply(PONG, b"*"), s.fail()),
                rule), (offender,)
    for name, keys, rules in (("zero", [bytes(4)] * 4, 1), ("equal", [b"abcd"] * 4, 1),
                              ("counting", [struct.pack("!I", 100 + 7 * i) for i in range(4)], 1),
                              ("three equal", [b"abcd"] * 3 + [b"wxyz"], 0), ("random", [noise(i) for i in range(9)], 0)):
        yield case(group, f"keys {name}", lambda s, k=keys: (
            s.open(), s.counts.update(frames=len(k)),
            [s.say(packets.frame(TEXT, b"hello", masking_key=None if each == bytes(4) else each)
                   if each != bytes(4) else bytes([0x81, 0x85, 0, 0, 0, 0]) + b"hello") for each in k],
            s.close()), *["frame.masking-key-weak"] * rules), CLIENT


def lengths():
    group = "shortest lengths"
    for length, bits in ((0, 16), (125, 16), (0, 64), (126, 64), (65535, 64)):
        yield case(group, f"{length} in {bits} bits",
                   lambda s, n=length, b=bits: s.open().send(BINARY, b"*" * n, length_bits=b).fail(),
                   "frame.length-encoding")
    for length in (125, 126, 65535, 65536):
        yield case(group, f"{length}", lambda s, n=length: s.open().send(BINARY, b"*" * n).close())
    yield case(group, "ping in 16 bits",
               lambda s: s.open().send(PING, b"p", length_bits=16).reply(PONG, b"p").fail(), "frame.length-encoding")
    yield case(group, "highest bit", lambda s: s.open().send(BINARY, b"", length=1 << 63 | 5).tcp
               .reset(s.tcp.server), "frame.length-msb", "message.unfinished", "server:close.missing")


def bits_with_deflate():
    group = "reserved bits, deflate agreed"
    zipped = bytes.fromhex("f248cdc9c90700")
    yield case(group, "RSV1 on text", lambda s: s.open(DEFLATE).send(TEXT, zipped, rsv=4).close())
    yield case(group, "RSV1 on the first of two", lambda s: s.open(DEFLATE).message(TEXT, zipped, [3], rsv=4).close())
    yield case(group, "text without RSV1", lambda s: s.open(DEFLATE).send(TEXT, b"plain").close())
    for opcode in (PING, PONG, CLOSE):
        rules = ["frame.rsv1-placement"] + {PONG: ["pong.unsolicited"]}.get(opcode, [])
        play = (lambda s, o=opcode: (s.open(DEFLATE).send(o, b"", rsv=4), o == PING and s.reply(PONG), s.fail()))
        if opcode == CLOSE:
            play = (lambda s: s.open(DEFLATE).send(CLOSE, b"", rsv=4).reply(CLOSE).tcp.close(first=s.tcp.server))
        yield case(group, f"RSV1 on opcode {opcode}", play, *rules)
    yield case(group, "RSV1 on a continuation", lambda s: s.open(DEFLATE).send(TEXT, zipped[:3], fin=False, rsv=4)
               .send(CONTINUATION, zipped[3:], rsv=4).fail(), "frame.rsv1-placement")
    for rsv in (1, 2, 6):
        yield case(group, f"rsv {rsv}", lambda s, r=rsv: s.open(DEFLATE).send(BINARY, zipped, rsv=r).fail(), "frame.rsv")
    yield case(group, "reserved bits and opcodes of an extension that is not known",
               lambda s: s.open("x-mine").send(TEXT, b"*", rsv=7).send(3, b"*").send(12, b"*").close())
    yield case(group, "a message in two frames of an opcode of an extension that is not known",
               lambda s: s.open("x-mine").send(3, b"*", fin=False).send(CONTINUATION, b"*").close())
    yield case(group, "reserved bits of an extension that is not known, beside RSV1", lambda s: s.open("x-mine, " + DEFLATE)
               .send(TEXT, b"\xff\xfe", rsv=2).send(TEXT, b"\xff\xfe", rsv=6).send(TEXT, b"\xff\xfe", rsv=1).close())
    yield case(group, "refers to what stands before a block with BFINAL", behind_final)
    yield case(group, "does not inflate", lambda s: s.open(DEFLATE).send(TEXT, b"\xff" * 9, rsv=4).fail(),
               "message.inflate")


def behind_final(stage):
    """The window goes on where a DEFLATE stream ends: RFC 7692 section 7.2.3.4 does not say that it does not."""
    def compressed(flush, **more):
        compressor = zlib.compressobj(9, zlib.DEFLATED, -15, **more)
        return compressor.compress(b"Hello, Hello") + compressor.flush(flush)

    stage.open(DEFLATE).send(TEXT, compressed(zlib.Z_FINISH) + b"\0", rsv=4)
    stage.send(TEXT, compressed(zlib.Z_SYNC_FLUSH, zdict=b"Hello, Hello")[:-4], rsv=4).close()


def messages():
    """What a message holds, beyond UTF-8."""
    group = "messages"

    def zipped(data, bits=15, before=b""):
        compressor = zlib.compressobj(9, zlib.DEFLATED, -bits)
        if before:
            compressor.compress(before)
            compressor.flush(zlib.Z_SYNC_FLUSH)
        return (compressor.compress(data) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]

    letters = noise("letters", octets=300).hex().encode()
    for name, size, rules in (("17 MiB of zeros", 17, ["message.inflate-ratio"]), ("15 MiB of zeros", 15, [])):
        yield case(group, name,
                   lambda s, n=size: s.open(DEFLATE).send(BINARY, zipped(bytes(n << 20)), rsv=4).close(), *rules)
    window = f"{DEFLATE}; server_max_window_bits=9; client_max_window_bits=9"
    far = letters[:100] + noise("gap", octets=600) + letters[:100]
    yield case(group, "beyond the window", lambda s: s.open(window).send(BINARY, zipped(far), rsv=4).fail(),
               "message.window")
    yield case(group, "within the window", lambda s: s.open(window).send(BINARY, zipped(far, 9), rsv=4).close())
    alone = f"{DEFLATE}; server_no_context_takeover; client_no_context_takeover"
    yield case(group, "refers to an earlier one, no takeover", lambda s: s.open(alone).send(TEXT, zipped(letters), rsv=4)
               .send(TEXT, zipped(letters, before=letters), rsv=4).fail(), "message.inflate")
    yield case(group, "refers to an earlier one", lambda s: s.open(DEFLATE).send(TEXT, zipped(letters), rsv=4)
               .send(TEXT, zipped(letters, before=letters), rsv=4).close())


def keys():
    group = "keys"
    other_ports = 30000  # Of connections that no case looks at.

    def before(stage, **ends):
        """Another connection with the same key."""
        ends = {"client": ("192.0.2.10", other_ports + stage.number), "server": ("198.51.100.1", 80), **ends}
        tcp = packets.Connection(stage.tcp.capture, **ends).open()
        tcp.say(tcp.client, packets.upgrade_request(key=stage.key))
        tcp.say(tcp.server, packets.upgrade_response(key=stage.key))
        packets.close_both(tcp)
        stage.open().close()

    yield case(group, "used before", before, "handshake.key-reused")
    yield case(group, "used by another client", lambda s: before(s, client=("192.0.2.11", other_ports)))
    yield case(group, "used on the other side of a proxy", lambda s: before(s, server=("203.0.113.1", 8080)))


def deflate_parameters():
    def of(name, offered, agreed, *rules):
        return case("deflate parameters", name, lambda s: s.open(agreed, offered).close(), *rules)

    rule = "handshake.deflate-parameter"
    bits = "; client_max_window_bits"
    yield of("bare", DEFLATE, DEFLATE), SERVER
    yield of("all of them", f"{DEFLATE}{bits}", f"{DEFLATE}; client_no_context_takeover; server_no_context_takeover"
             f"{bits}=10; server_max_window_bits=8"), SERVER
    for name, agreed in (("unknown", "; x"), ("repeated", "; server_no_context_takeover" * 2), ("7", f"{bits}=7"),
                         ("16", f"{bits}=16"), ("leading zero", f"{bits}=09"), ("no value", bits),
                         ("value of a takeover", "; server_no_context_takeover=1"),
                         ("twice", f", {DEFLATE}")):
        yield of(f"agreed, {name}", f"{DEFLATE}{bits}", DEFLATE + agreed, rule), SERVER
    for name, offered, agreed, rules in (
            ("client_max_window_bits not offered", "", f"{bits}=10", [rule]),
            ("server_max_window_bits above", "; server_max_window_bits=10", "; server_max_window_bits=11", [rule]),
            ("server_max_window_bits left out", "; server_max_window_bits=10", "", [rule]),
            ("server_max_window_bits below", "; server_max_window_bits=10", "; server_max_window_bits=9", []),
            ("server_max_window_bits, not asked for", "", "; server_max_window_bits=9", []),
            ("server_no_context_takeover left out", "; server_no_context_takeover", "", [rule]),
            ("client_no_context_takeover left out", "; client_no_context_takeover", "", []),
            ("client_max_window_bits above the hint", f"{bits}=9", f"{bits}=12", []),
            ("the second offer", f"; server_max_window_bits=10, {DEFLATE}", "", [])):
        yield of(name, DEFLATE + offered, DEFLATE + agreed, *rules), SERVER
    for name, offered in (("repeated", f"{bits}{bits}"), ("16", "; server_max_window_bits=16"),
                          ("0", "; client_max_window_bits=0")):
        yield of(f"offered, {name}", DEFLATE + offered, None, rule), CLIENT
        yield of(f"accepted, {name}", DEFLATE + offered, DEFLATE, rule, "server:" + rule), CLIENT
    yield of("offered, unknown", f"{DEFLATE}; x", DEFLATE), CLIENT


def pongs():
    group = "pong matching"
    yield case(group, "another payload", lambda s: s.open().reply(PING, b"a").send(PONG, b"b").close(),
               "pong.unsolicited", "pong.payload")
    yield case(group, "heartbeats while a ping waits",
               lambda s: s.open().reply(PING, b"a").send(PONG).send(PONG, b"a").close(), "pong.unsolicited")
    yield case(group, "a heartbeat from before, while a ping waits at the close",
               lambda s: s.open().send(PONG).reply(PING, b"a").send(PONG).close(), "pong.unsolicited", "pong.unsolicited")
    yield case(group, "only the latest of three", lambda s: s.open().reply(PING, b"1").reply(PING, b"2")
               .reply(PING, b"3").send(PONG, b"3").close())
    yield case(group, "in any order", lambda s: s.open().reply(PING, b"1").reply(PING, b"2").send(PONG, b"2")
               .send(PONG, b"1").close())
    yield case(group, "twice", lambda s: s.open().reply(PING, b"1").send(PONG, b"1").send(PONG, b"1").close(),
               "pong.unsolicited")
    yield case(group, "a thousand frames before it", lambda s: (
        s.open().reply(PING, b"1"), [s.tcp.say(s.offender, s.frame(s.offender, TEXT, b"*"), acknowledged=False)
                                     for _ in range(1000)], s.send(PONG, b"1").close()))
    yield case(group, "never, 31 s of frames", lambda s: s.open().reply(PING, b"1").send(TEXT, b"on").wait(31)
               .send(TEXT, b"and on").close(), "ping.unanswered")
    yield case(group, "never, 29 s of frames", lambda s: s.open().reply(PING, b"1").send(TEXT, b"on").wait(29)
               .send(TEXT, b"and on").close())
    yield case(group, "late, after 31 s of silence",
               lambda s: s.open().reply(PING, b"1").wait(31).send(PONG, b"1").send(TEXT, b"on").close())
    yield case(group, "never, 31 s, another ping answered", lambda s: s.open().reply(PING, b"1").reply(PING, b"2")
               .send(PONG, b"2").wait(31).send(TEXT, b"on").close())


def closes():
    group = "closing"
    for code in (1012, 1013, 1014):
        body = struct.pack("!H", code)
        yield case(group, f"code {code}", lambda s, b=body: s.open().close(b, b))
    yield case(group, "code 1015", lambda s: s.open().send(CLOSE, struct.pack("!H", 1015))
               .reply(CLOSE).tcp.close(first=s.tcp.server), "close.code")
    yield case(group, "another code in the answer", lambda s: s.open().reply(CLOSE, struct.pack("!H", 1001))
               .send(CLOSE, struct.pack("!H", 1000)).tcp.close(first=s.tcp.server), "close.status-echo")
    yield case(group, "closes that cross", crossing)
    yield case(group, "never answered", lambda s: s.open().reply(CLOSE, struct.pack("!H", 1000))
               .tcp.close(first=s.peer), "close.unanswered")
    yield case(group, "not answered by who fails the connection", lambda s: s.open().send(3, b"*")
               .send(CLOSE, struct.pack("!H", 1000)).tcp.close(first=s.peer), "frame.opcode")
    yield case(group, "not answered by who fails the connection over it", lambda s: s.open()
               .send(CLOSE, struct.pack("!H", 1005)).tcp.close(first=s.peer), "close.code")
    yield case(group, "a message begun before both, and no frames behind", lambda s: s.open()
               .send(TEXT, b"\xff\xff", fin=False).send(CLOSE, struct.pack("!H", 1000))
               .reply(CLOSE, struct.pack("!H", 1000)).after(b"\r\n").tcp.close(first=s.offender),
               "message.utf8", "message.unfinished")
    yield case(group, "a frame of a message behind both", lambda s: s.open().send(TEXT, b"*", fin=False)
               .send(CLOSE, struct.pack("!H", 1000)).reply(CLOSE, struct.pack("!H", 1000))
               .send(CONTINUATION, b"*").tcp.close(first=s.offender), "frame.after-close")
    for octets in (b"\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n"):
        yield case(group, f"no frames behind both, {len(octets)} octets", lambda s, o=octets: s.open()
                   .send(CLOSE, struct.pack("!H", 1000)).reply(CLOSE, struct.pack("!H", 1000)).after(o)
                   .tcp.close(first=s.offender))
    yield case(group, "not received before its own end", lambda s: fin_before(s))
    yield case(group, "data in flight after the other side's close", lambda s: s.open()
               .reply(CLOSE, struct.pack("!H", 1000)).send(TEXT, b"in flight").send(CLOSE, struct.pack("!H", 1000))
               .tcp.close(first=s.tcp.server))
    yield case(group, "no close, FIN", lambda s: s.open().send(TEXT, b"*").tcp.close(first=s.offender), "close.missing")
    yield case(group, "no close, RST", lambda s: s.open().send(TEXT, b"*").tcp.reset(s.offender), "close.missing")
    yield case(group, "no close, capture ends", lambda s: s.open().send(TEXT, b"*"))
    yield case(group, "inside a message", lambda s: s.open().send(TEXT, b"*", fin=False).close(), "message.unfinished")
    yield case(group, "inside a frame", lambda s: (s.open().say(s.frame(s.offender, TEXT, b"whole")[:-2]),
                                                  s.tcp.close(first=s.offender)), "message.unfinished", "close.missing")


def wrong_after_close():
    for offender, peer in (("client", "server"), ("server", "client")):
        yield case("closing", "never answered, though only what follows it is wrong",
                   lambda s: s.open().send(CLOSE, struct.pack("!H", 1000)).send(TEXT, b"*").tcp.close(first=s.peer),
                   "frame.after-close", peer + ":close.unanswered"), (offender,)
        yield case("closing", "never answered, long after an error",
                   lambda s: s.open().send(3, b"*").wait(2).send(CLOSE, struct.pack("!H", 1000)).tcp.close(first=s.peer),
                   "frame.opcode", peer + ":close.unanswered"), (offender,)


LACKING = "octets missing at the end"


def lacking():
    """What was sent, but not captured, may be anything."""
    def of(name, play, who=BOTH):
        return case(LACKING, name, play), who

    close = struct.pack("!H", 1000)
    yield of("the response, and what it agreed to", lambda s: agreed_unseen(s))
    for missing in range(1, 4):
        yield of(f"the answer to a request before this one: {missing}", lambda s, m=missing: retry(s, m), SERVER)
    yield of("the response", lambda s: uncaptured_end(s.request(), b"HTTP/1.1 101 Switching"), SERVER)
    for missing in (1, 2):
        yield of(f"the last of a frame: {missing}",
                 lambda s, m=missing: (s.open(), uncaptured_end(s, s.frame(s.offender, TEXT, b"whole"), m)))
    yield of("a close", lambda s: (s.open().send(TEXT, b"*"), uncaptured_end(s, s.frame(s.offender, CLOSE, close))))
    yield of("a close, as only its sender's ACK shows",
             lambda s: (s.open().send(TEXT, b"*"), end_shown_by_offender(s, s.frame(s.offender, CLOSE, close))))
    yield of("the answer to a close",
             lambda s: (s.open().reply(CLOSE, close), uncaptured_end(s, s.frame(s.offender, CLOSE, close))))
    yield of("the answer to a close, RST of its sender", lambda s: (
        s.open().reply(CLOSE, close),
        s.tcp.segment(s.offender, s.offender.sent, s.frame(s.offender, CLOSE, close), captured=False),
        s.tcp.reset(s.offender)))
    yield of("a FIN", lambda s: (s.open().send(TEXT, b"*"), uncaptured_end(s, b"", 1)))


def agreed_unseen(stage):
    """What the extension's opcode and bits mean, nobody knows."""
    stage.request("Sec-WebSocket-Extensions: x-mine")
    response = packets.head("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                            "Sec-WebSocket-Extensions: x-mine", "Sec-WebSocket-Accept: " + packets.accept(stage.key))
    stage.tcp.segment(stage.tcp.server, stage.tcp.server.sent, response, captured=False)
    stage.tcp.acknowledge(stage.tcp.client)
    stage.send(3, b"*", fin=False).send(CONTINUATION, b"*").send(TEXT, b"\xff\xfe", rsv=2).close()


def retry(stage, missing):
    """A refusal, another request on the same connection, and an answer that fits only that. Not captured: the refusal,
    the second request as well, or the refusal's last octets."""
    stage.request()
    refusal = packets.head("HTTP/1.1 401 Unauthorized", "Content-Length: 0")
    captured = len(refusal) - 9 if missing == 3 else 0
    if captured:
        stage.tcp.say(stage.tcp.server, refusal[:captured], acknowledged=False)
    stage.tcp.segment(stage.tcp.server, stage.tcp.server.sent, refusal[captured:], captured=False)
    stage.key = packets.base64.b64encode(noise("retry", stage.number, octets=16)).decode()
    if missing == 2:
        stage.tcp.segment(stage.tcp.client, stage.tcp.client.sent, b"GET /" + b"x" * 200, captured=False)
    else:
        stage.request("Sec-WebSocket-Extensions: " + DEFLATE)
    stage.response(*(() if missing == 2 else ["Sec-WebSocket-Extensions: " + DEFLATE]))
    stage.send(TEXT, b"*").close()


def uncaptured_end(stage, octets, missing=None):
    """The offender sends these, the last of which the capture misses, the peer acknowledges them and resets."""
    captured = len(octets) - (len(octets) if missing is None else missing)
    if captured > 0:
        stage.tcp.say(stage.offender, octets[:captured], acknowledged=False)
    stage.tcp.segment(stage.offender, stage.offender.sent, octets[captured:] or b"F", captured=False)
    stage.tcp.acknowledge(stage.peer)
    stage.tcp.reset(stage.peer)


def end_shown_by_offender(stage, octets):
    """The offender sends these, which the capture misses, and an ACK; the peer has not got them when it resets."""
    acknowledges = stage.peer.acknowledges
    stage.tcp.segment(stage.offender, stage.offender.sent, octets, captured=False)
    stage.tcp.acknowledge(stage.offender)
    stage.peer.acknowledges = acknowledges
    stage.tcp.reset(stage.peer)


def crossing(stage):
    stage.open()
    own = stage.frame(stage.offender, CLOSE, struct.pack("!H", 1000))
    theirs = stage.frame(stage.peer, CLOSE, struct.pack("!H", 1001))
    acknowledges = stage.offender.acknowledges
    stage.tcp.say(stage.peer, theirs, acknowledged=False)
    stage.offender.acknowledges = acknowledges  # it has not arrived yet
    stage.tcp.say(stage.offender, own)
    stage.offender.receive(0, stage.peer.sent)
    stage.tcp.close(first=stage.tcp.server)


def fin_before(stage):
    """The offender ends its direction, and only then the other side's Close arrives."""
    stage.open()
    tcp, offender = stage.tcp, stage.offender
    tcp._emit(offender, offender.sequence(offender.sent), offender.acknowledges, packets.FIN | packets.ACK, b"")
    offender.sent += 1
    offender.peer.receive(offender.sent - 1, offender.sent)
    stage.reply(CLOSE, struct.pack("!H", 1000))
    peer = stage.peer
    tcp._emit(peer, peer.sequence(peer.sent), peer.acknowledges, packets.FIN | packets.ACK, b"")
    peer.sent += 1
    offender.receive(peer.sent - 1, peer.sent)
    tcp.acknowledge(offender)


def cases():
    """(case, who plays it)"""
    yield from ((each, CLIENT) for each in handshake_request())
    yield from ((each, SERVER) for each in handshake_response())
    yield from masking()
    yield from ((each, BOTH) for each in lengths())
    yield from ((each, BOTH) for each in bits_with_deflate())
    yield from ((each, BOTH) for each in messages())
    yield from ((each, CLIENT) for each in keys())
    yield from deflate_parameters()
    yield from ((each, BOTH) for each in pongs())
    yield from ((each, BOTH) for each in closes())
    yield from wrong_after_close()
    yield from lacking()
