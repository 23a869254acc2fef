"""WebSocket over HTTP/2 (RFC 8441): how its frames lie in DATA, what else a connection carries, how header blocks are laid
in frames, and how a stream ends; the handshake is in http2_handshake. Then Autobahn's cases once more, on a stream.
"""

import zlib

import autobahn
import http2_handshake
from beyond import BOTH, CLIENT, DEFLATE, LACKING
from http2_stage import LIKE_A_FRAME, case, in_segments, over_http2
from stage import BINARY, CLOSE, CONTINUATION, PONG, TEXT, packets

import http2  # Of samples/, which stage has found.
from http2 import EXTENDED_CONNECT, INCREMENTAL, NEVER_INDEXED


def data_frames():
    """How a WebSocket stream lies in DATA frames and segments."""
    def together(stage, *frames, **more):
        return stage.raw(stage.offender, *(http2.data(1, octets, **more) for octets in frames))

    def frames_of(stage, *opcodes, length=9):
        return [stage.frame(stage.offender, opcode, b"*" * length) for opcode in opcodes]

    yield case("one stream", lambda s: s.open().talk())
    for octets, length in ((1, 300), (3, 300), (1000, 70000), (16000, 70000)):
        yield case(f"{length} octets in DATA of {octets}",
                   lambda s, c=octets, n=length: s.open().send(BINARY, b"*" * n, chop=c).close())
    yield case("several frames in one DATA",
               lambda s: together(s.open(), b"".join(frames_of(s, TEXT, BINARY, PONG, TEXT))).close(), "pong.unsolicited")
    yield case("several DATA in one segment", lambda s: together(s.open(), *frames_of(s, TEXT, BINARY, TEXT)).close())
    yield case("a frame's header in two DATA of one segment", lambda s: (
        s.open(), [together(s, each[:3], each[3:]) for each in frames_of(s, TEXT, BINARY, length=200)], s.close()))
    yield case("DATA without octets", lambda s: together(s.open(), b"", *frames_of(s, TEXT), b"", b"").close())
    for padding in (0, 1, 255):
        yield case(f"padding of {padding}", lambda s, p=padding: (
            s.open(), [together(s, each[:1], each[1:], b"", padding=p) for each in frames_of(s, TEXT, BINARY)], s.close()))
    for octets in (1, 7, 100):
        yield case(f"segments of {octets}",
                   lambda s, n=octets: in_segments(s, n).open().send(BINARY, b"*" * 200).reply(TEXT, b"*").close())
    yield case("END_STREAM with each Close", lambda s: (s.open().send(TEXT, b"*"), [
        s.raw(side, http2.data(1, s.frame(side, CLOSE, packets.close_payload(1000)), end=True))
        for side in (s.offender, s.peer)]))
    yield case("permessage-deflate", lambda s: zipped(s.open(DEFLATE), 2).close())


def zipped(stage, messages):
    """Each refers to the one before."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    for _ in range(messages):
        wire = compressor.compress(b"Hello, Hello, Hello") + compressor.flush(zlib.Z_SYNC_FLUSH)
        stage.send(TEXT, wire[:-4], rsv=4)
    return stage


def streams():
    """What else one connection carries."""
    def two(stage, extension=None):
        return [stage.open(extension), stage.stream(3).open(extension)]

    def interleaved(stage):
        both = two(stage)
        octets = [each.frame(stage.offender, TEXT, "äöü€".encode() * 50) for each in both]
        for at in range(0, len(octets[0]), 7):
            stage.raw(stage.offender, *(http2.data(each.tcp.number, octets[i][at:at + 7]) for i, each in enumerate(both)))
        for each in both:
            each.close()

    def fragments_interleaved(stage):
        both = two(stage)
        for opcode, fin in ((TEXT, False), (CONTINUATION, False), (CONTINUATION, True)):
            for each in both:
                each.send(opcode, b"part", fin=fin)
        for each in both:
            each.close()

    yield case("two streams interleaved", interleaved)
    yield case("messages of two streams in fragments", fragments_interleaved)
    yield case("two streams, each with its window", lambda s: [zipped(each, 2).close() for each in two(s, DEFLATE)])
    yield case("one stream after another", lambda s: (s.open().talk(), s.stream(3).open().talk()))
    yield case("the second one at fault", lambda s: (s.open().send(TEXT, b"*"), s.stream(3).open().send(3, b"*").fail(),
                                                     s.send(TEXT, b"*").close()), "frame.opcode")
    yield case("one stream reset, the other goes on",
               lambda s: (two(s)[1].tcp.reset(s.offender), s.talk()), "close.missing")
    yield case("beside GET", lambda s: s.start(EXTENDED_CONNECT).get(1).stream(3).open().get(5).send(TEXT, b"*")
               .get(7).close().get(9))
    yield case("a body of another stream within a frame", lambda s: (
        s.open(), s.http2.get(3), s.http2.respond(3, "200"), body_within_a_frame(s), s.close()))
    yield case("CONNECT to a host", lambda s: (other_connect(s, [(":method", "CONNECT"), (":authority", "example.com:1")]),
                                               s.stream(3).open().talk()))
    yield case("extended CONNECT of another protocol", lambda s: (
        other_connect(s, http2.connect_fields(protocol="connect-udp", without=["sec-websocket-version"])),
        s.stream(3).open().talk()))
    yield case("frames of other types between", lambda s: (
        s.open().send(TEXT, b"one", fin=False), s.raw(s.offender, *frames_of_other_types()),
        s.raw(s.peer, http2.settings_ack()), s.send(CONTINUATION, b"two").close()))
    yield case("a stream identifier with the reserved bit", lambda s: s.open().raw(
        s.offender, http2.data(1 << 31 | 1, s.frame(s.offender, TEXT, b"*"))).close())
    yield case("the last stream identifier", lambda s: s.stream((1 << 31) - 1).open().talk())


def body_within_a_frame(stage):
    octets = stage.frame(stage.offender, TEXT, b"a text in two halves")
    stage.raw(stage.offender, http2.data(1, octets[:9]))
    stage.raw(stage.server, http2.data(3, LIKE_A_FRAME, end=True))
    stage.raw(stage.offender, http2.data(1, octets[9:]))


def other_connect(stage, fields):
    """A tunnel in stream 1 in which something else is spoken."""
    stage.start(EXTENDED_CONNECT)
    stage.http2.request(1, fields)
    stage.http2.accept(1)
    stage.http2.send(1, stage.client, LIKE_A_FRAME, end=True)
    stage.http2.send(1, stage.server, LIKE_A_FRAME, end=True)


def frames_of_other_types():
    return (http2.h2_frame(http2.H2_PING, payload=b"\x83\3noping"), http2.window_update(1, 5), http2.settings(),
            http2.h2_frame(http2.PRIORITY, 1, bytes(4) + b"\x0f"), http2.h2_frame(0xFA, 1, LIKE_A_FRAME),
            http2.h2_frame(0xFB, 1))


def header_blocks():
    """How the header blocks of a handshake are laid in frames, and compressed."""
    def of(name, request=None, response=None, **more):
        return case(name, lambda s: s.request(frames=request, **more).response(**(response or {}), **more).talk())

    yield of("CONTINUATION", {"pieces": [10, 20]}, {"pieces": [1]})
    yield of("CONTINUATION, all of it", {"pieces": [0, 1, 0]}, {"pieces": [0]})
    yield of("HEADERS with padding", {"padding": 7}, {"padding": 0})
    yield of("HEADERS with priority", {"weight": 16}, {"weight": 256})
    yield of("HEADERS with padding, priority, and CONTINUATION", {"padding": 255, "weight": 1, "pieces": [5]},
             {"padding": 3, "weight": 1, "pieces": [0]})
    yield of("fields never to be indexed", literal=NEVER_INDEXED)
    yield of("fields for the table", literal=INCREMENTAL)
    long = ["x-long: " + "x" * 3000]
    yield case("header blocks in several frames and segments",
               lambda s: in_segments(s, 1400).request(*long, frames={"pieces": [600] * 5}).response(*long).talk())

    def again(stage, streams=(1, 3, 5), more=()):
        for number in streams:
            each = stage.stream(number)
            each.request("user-agent: conformance", *more, literal=INCREMENTAL)
            each.response("server: conformance", literal=INCREMENTAL).talk()

    def shrunk(stage, limit):
        """The table loses its oldest entries, and is filled anew."""
        again(stage, (1, 3))
        update = stage.http2.encoders[stage.client].resize(limit)
        stage.counts["handshakes"] += 1
        fields = http2.connect_fields("/chat")
        stage.raw(stage.client, http2.headers(5, update + stage.http2.block(stage.client, fields, INCREMENTAL)))
        stage.stream(5).response(literal=INCREMENTAL).talk()
        again(stage, (7, 9))

    def promised(stage):
        """What fills the table stands in PUSH_PROMISE and in the response to a GET."""
        stage.open().send(TEXT, b"*")
        stage.http2.get(3)
        fields = http2.connect_fields()
        stage.raw(stage.server, http2.push_promise(3, 2, stage.http2.block(stage.server, fields, INCREMENTAL)))
        stage.http2.respond(3, "200", [("x-filled", "before")], INCREMENTAL, end=True)
        stage.http2.respond(2, "200", [("x-filled", "before")], INCREMENTAL, end=True)
        stage.stream(5).request().response("x-filled: before", literal=INCREMENTAL).talk()
        stage.close()

    yield case("fields out of the table", again)
    yield case("fields that displace others in the table", lambda s: again(s, range(1, 13, 2), [
        "x-long: " + "x" * 1500, "x-longer: " + "y" * 2400]))
    for limit in (0, 100, 300):
        yield case(f"a table of {limit}", lambda s, n=limit: shrunk(s, n))
    yield case("a table that PUSH_PROMISE fills", promised)
    yield case("an interim response", lambda s: s.request().response("link: </a>", status="103").answered())


def frames():
    """Some of the rules of frames and of closing; Autobahn's cases have the others."""
    unmasked = {"client": "frame.client-unmasked", "server": "frame.server-masked"}
    for offender, rule in unmasked.items():
        yield case(f"mask of the {offender}", lambda s: s.open().send(
            TEXT, b"*", masked=s.offender is s.server).fail(), rule), (offender,)
    for each in (
            case("bad UTF-8", lambda s: s.open().send(TEXT, b"\xff\xfe").fail(), "message.utf8"),
            case("bad UTF-8, cut by DATA", lambda s: s.open().send(TEXT, b"\xe2\x82*", chop=1).fail(), "message.utf8"),
            case("UTF-8 cut by DATA", lambda s: s.open().send(TEXT, "€äöü".encode(), chop=1).close()),
            case("RSV1, not agreed on this stream", lambda s: (
                s.open(DEFLATE), s.stream(3).open().send(TEXT, b"*", rsv=4).fail(), s.close()), "frame.rsv"),
            case("a code that is none", lambda s: s.open().send(CLOSE, b"\3\xed").reply(CLOSE, b"\3\xea")
                 .tcp.close(first=s.server), "close.code", "close.status-echo"),
            case("data behind Close", lambda s: s.open().send(CLOSE, packets.close_payload(1000)).send(TEXT, b"*")
                 .reply(CLOSE, packets.close_payload(1000)).tcp.close(first=s.server), "frame.after-close"),
            case("Close never answered", lambda s: s.open().reply(CLOSE, packets.close_payload(1000))
                 .tcp.close(first=s.peer), "close.unanswered"),
            case("END_STREAM, no Close", lambda s: s.open().send(TEXT, b"*").tcp.close(first=s.offender),
                 "close.missing"),
            case("RST_STREAM, no Close", lambda s: s.open().send(TEXT, b"*").tcp.reset(s.offender), "close.missing"),
            case("END_STREAM within a message", lambda s: s.open().send(TEXT, b"*", fin=False)
                 .tcp.close(first=s.offender), "close.missing", "message.unfinished"),
            case("RST_STREAM within a frame", lambda s: (s.open().say(s.frame(s.offender, TEXT, b"whole")[:-2]),
                                                        s.tcp.reset(s.offender)), "close.missing", "message.unfinished"),
            case("FIN, no Close, no END_STREAM", lambda s: s.open().send(TEXT, b"*").http2.tcp.close(first=s.offender),
                 "close.missing", ends=False),
            case("RST, no Close, no END_STREAM", lambda s: s.open().send(TEXT, b"*").http2.tcp.reset(s.offender),
                 "close.missing", ends=False),
            case("no Close, capture ends", lambda s: s.open().send(TEXT, b"*"), ends=False)):
        yield each, BOTH


def lacking():
    """What was sent, but not captured, may be anything."""
    close = packets.close_payload(1000)

    def unseen(stage, side, octets):
        tcp = stage.http2.tcp
        tcp.segment(side, side.sent, octets, captured=False)
        tcp.acknowledge(side.peer)
        return stage

    def agreed_unseen(stage):
        stage.request("Sec-WebSocket-Extensions: x-mine")
        block = stage.http2.block(stage.server, [(":status", "200"), ("sec-websocket-extensions", "x-mine")])
        unseen(stage, stage.server, http2.headers(1, block))
        stage.send(3, b"*").send(TEXT, b"\xff", rsv=2).close()

    def settings_unseen(stage):
        stage.raw(stage.client, http2.client_preface())
        unseen(stage, stage.server, http2.server_preface(EXTENDED_CONNECT)).request().answered()

    def second_settings_unseen(stage):
        unseen(stage.start(), stage.server, http2.settings(EXTENDED_CONNECT)).request().answered()

    def within_data(stage, octets):
        """The middle of a text is missing, and of the DATA that holds it; what follows is in step."""
        whole = http2.data(1, stage.open().frame(stage.offender, TEXT, b"*" * 99 + octets + b"*" * 99))
        at = len(whole) - 99 - len(octets)
        stage.raw(stage.offender, whole[:at], acknowledged=False)
        unseen(stage, stage.offender, whole[at:at + len(octets)]).raw(stage.offender, whole[at + len(octets):])
        stage.send(TEXT, b"in step").close()

    for name, play in (
            ("the response, and what it agreed to", agreed_unseen), ("the server's SETTINGS", settings_unseen),
            ("the server's second SETTINGS", second_settings_unseen),
            ("octets within DATA", lambda s: within_data(s, b"\xff\xff")),
            ("a DATA frame of a message", lambda s: unseen(s.open().send(TEXT, b"*", fin=False), s.offender, http2.data(
                1, s.frame(s.offender, CONTINUATION, b"*"))).send(TEXT, b"*").close()),
            ("a Close", lambda s: unseen(s.open(), s.offender, http2.data(1, s.frame(s.offender, CLOSE, close)))
             .http2.reset(1, s.peer)),
            ("the answer to a Close", lambda s: unseen(s.open().reply(CLOSE, close), s.offender, http2.data(
                1, s.frame(s.offender, CLOSE, close))).http2.end(1, s.peer)),
            ("RST_STREAM", lambda s: unseen(s.open(), s.offender, http2.rst_stream(1)))):
        yield case("over HTTP/2: " + name, play, group=LACKING)


def cases():
    """(case, who plays it)"""
    for group in (data_frames, streams):
        yield from ((each, BOTH) for each in group())
    yield from ((each, CLIENT) for each in header_blocks())
    yield from http2_handshake.cases()
    yield from frames()
    yield from ((each, BOTH) for each in lacking())
    for _, name, play, rules in autobahn.cases():
        yield autobahn.case("Autobahn's, over HTTP/2", name, over_http2(play), *rules), BOTH
