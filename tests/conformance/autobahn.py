"""The groups of the Autobahn test suite, from what is publicly known of its cases: what a peer sends in each, and which
rules that breaks. Limits and deflate are played in their shapes, with fewer and shorter messages.
"""

import struct
import zlib

from stage import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, noise

NO_RULE = ()


def case(group, name, play, *rules):
    return group, name, play, rules


def framing():
    for opcode, kind in ((TEXT, "text"), (BINARY, "binary")):
        for length in (0, 125, 126, 127, 128, 65535, 65536):
            yield case("1 framing", f"{kind} of {length}", lambda s, o=opcode, n=length: s.open().send(o, b"*" * n).close())
        yield case("1 framing", f"{kind} of 65536 in segments of 997",
                   lambda s, o=opcode: s.open().send(o, b"*" * 65536, chop=997).close())


def pings():
    def ping(stage, payload, times=1, chop=None):
        stage.open()
        for _ in range(times):
            stage.send(PING, payload, chop=chop).reply(PONG, payload)
        return stage.close()

    group = "2 pings and pongs"
    for name, payload in (("empty", b""), ("text", b"Hello, world!"), ("binary", bytes(range(0xFC, 0x100)) + b"\0\xff"),
                          ("of 125", b"\xfe" * 125)):
        yield case(group, f"ping {name}", lambda s, p=payload: ping(s, p))
    yield case(group, "ping of 126", lambda s: s.open().send(PING, b"\xfe" * 126).fail(), "frame.control-length")
    yield case(group, "ping of 125 in octets", lambda s: ping(s, b"\xfe" * 125, chop=1))
    yield case(group, "pong unasked, empty", lambda s: s.open().send(PONG).close(), "pong.unsolicited")
    yield case(group, "pong unasked", lambda s: s.open().send(PONG, b"unsolicited").close(), "pong.unsolicited")
    yield case(group, "pong unasked, then a ping",
               lambda s: s.open().send(PONG, b"unsolicited").send(PING, b"p").reply(PONG, b"p").close(),
               "pong.unsolicited")
    yield case(group, "ten pings", lambda s: ping(s, b"payload", 10))
    yield case(group, "ten pings in octets", lambda s: ping(s, b"payload", 10, chop=1))


def reserved_bits():
    group = "3 reserved bits"
    yield case(group, "rsv 1", lambda s: s.open().send(TEXT, b"*", rsv=1).fail(), "frame.rsv")
    yield case(group, "rsv 2 behind text", lambda s: s.open().send(TEXT, b"*").send(TEXT, b"*", rsv=2).fail(), "frame.rsv")
    yield case(group, "rsv 3 between texts",
               lambda s: s.open().send(TEXT, b"*").send(TEXT, b"*", rsv=3).fail(), "frame.rsv")
    yield case(group, "rsv 4 in octets",
               lambda s: s.open().send(TEXT, b"*", chop=1).send(TEXT, b"*", rsv=4, chop=1).fail(), "frame.rsv")
    for rsv, opcode in ((5, BINARY), (6, PING)):
        yield case(group, f"rsv {rsv} on opcode {opcode}",
                   lambda s, r=rsv, o=opcode: s.open().send(o, b"*", rsv=r).fail(), "frame.rsv")
    yield case(group, "rsv 7 on close", lambda s: s.open().send(CLOSE, struct.pack("!H", 1000), rsv=7)
               .reply(CLOSE, struct.pack("!H", 1002)).tcp.close(first=s.tcp.server), "frame.rsv", "close.status-echo")


def opcodes():
    for opcodes_ in ((3, 4, 5, 6, 7), (11, 12, 13, 14, 15)):
        for i, opcode in enumerate(opcodes_):
            payload = b"reserved opcode payload" if i % 2 else b""
            yield case("4 opcodes", f"opcode {opcode}",
                       lambda s, o=opcode, p=payload, first=i >= 2: (s.open().send(TEXT, b"*") if first else s.open())
                       .send(o, p).fail(), "frame.opcode")


def fragmentation():
    group = "5 fragmentation"

    def two(stage, ping=None, chop=None, together=False):
        stage.open()
        if together:
            stage.say(stage.frame(stage.offender, TEXT, b"fragment1", fin=False) +
                      stage.frame(stage.offender, CONTINUATION, b"fragment2"))
            return stage.close()
        stage.send(TEXT, b"fragment1", fin=False, chop=chop)
        if ping is not None:
            stage.send(PING, ping, chop=chop).reply(PONG, ping)
        return stage.send(CONTINUATION, b"fragment2", chop=chop).close()

    yield case(group, "ping in two", lambda s: s.open().send(PING, b"fragment1", fin=False)
               .send(CONTINUATION, b"fragment2").fail(), "frame.control-fragmented", "frame.continuation")
    yield case(group, "pong in two", lambda s: s.open().send(PONG, b"fragment1", fin=False)
               .send(CONTINUATION, b"fragment2").fail(), "frame.control-fragmented", "frame.continuation",
               "pong.unsolicited")
    yield case(group, "text in two", two)
    yield case(group, "text in two, together", lambda s: two(s, together=True))
    yield case(group, "text in two, in octets", lambda s: two(s, chop=1))
    yield case(group, "text in two, ping between", lambda s: two(s, ping=b"ping"))
    yield case(group, "text in two, empty ping between", lambda s: two(s, ping=b""))
    yield case(group, "text in two, ping between, in octets", lambda s: two(s, ping=b"ping", chop=1))
    for fin, chop in ((True, None), (True, 1), (True, 3), (False, None), (False, 1), (False, 3)):
        rules = ["frame.continuation"]
        yield case(group, f"continuation of nothing, fin {fin}, segments {chop}",
                   lambda s, f=fin, c=chop: s.open().send(CONTINUATION, b"non-continuation", fin=f, chop=c)
                   .send(TEXT, b"Hello").fail(), *rules)
    yield case(group, "text in two, then a continuation of nothing",
               lambda s: s.open().message(TEXT, b"fragment1fragment2", [9]).send(CONTINUATION, b"3", fin=False)
               .send(TEXT, b"fragment4").fail(), "frame.continuation")
    for fin in (False, True):
        yield case(group, f"continuation of nothing before each text, fin {fin}",
                   lambda s, f=fin: [s.open()] + [s.send(CONTINUATION, b"1", fin=f).message(TEXT, b"fragment", [4])
                                                  for _ in range(2)] + [s.fail()],
                   "frame.continuation", "frame.continuation")
    yield case(group, "text inside text", lambda s: s.open().send(TEXT, b"fragment1", fin=False)
               .send(TEXT, b"fragment2").fail(), "frame.interleaved")

    def five(stage, chop=None):
        stage.open().send(TEXT, b"fragment1", fin=False, chop=chop).send(CONTINUATION, b"fragment2", fin=False, chop=chop)
        stage.send(PING, b"pongme 1!", chop=chop).reply(PONG, b"pongme 1!").wait(1)
        stage.send(CONTINUATION, b"fragment3", fin=False, chop=chop).send(CONTINUATION, b"fragment4", fin=False, chop=chop)
        stage.send(PING, b"pongme 2!", chop=chop).reply(PONG, b"pongme 2!")
        return stage.send(CONTINUATION, b"fragment5", chop=chop).close()

    yield case(group, "text in five, pings between", five)
    yield case(group, "text in five, pings between, in octets", lambda s: five(s, chop=1))


KOSME = "κόσμε".encode()


def utf8_texts():
    """(section, octets)"""
    cut = [KOSME[:n] for n in range(1, 11)] + [KOSME]
    boundaries = (0x80, 0x800, 0x10000)
    yield from (("6.5 valid", text.encode()) for text in ("Hello-µ@ßöäüàá-UTF-8!!", "", "κόσμε", "a", "ä" * 60))
    yield from (("6.6 prefixes", each) for each in cut)
    yield from (("6.7 first of a length", chr(c).encode()) for c in (0, *boundaries))
    yield from (("6.8 first of five and six", bytes.fromhex(h)) for h in ("f888808080", "fc8480808080"))
    yield from (("6.9 last of a length", chr(c).encode()) for c in (0x7F, 0x7FF, 0xFFFF, 0x10FFFF))
    yield from (("6.10 last of five and six", bytes.fromhex(h)) for h in ("f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf"))
    yield from (("6.11 boundaries", bytes.fromhex(h)) for h in ("ed9fbf", "ee8080", "efbfbd", "f48fbfbf", "f4908080"))
    yield from (("6.12 lone continuations", bytes.fromhex(h)) for h in ("80", "bf"))
    yield from (("6.12 lone continuations", b"\x80\xbf" * n + b"\x80" * odd) for n, odd in
                ((1, 0), (1, 1), (2, 0), (2, 1), (3, 0)))
    yield "6.12 lone continuations", bytes(range(0x80, 0xC0))
    yield from (("6.13 lone starts", b"".join(bytes([c]) + b" " for c in range(*span))) for span in
                ((0xC0, 0xE0), (0xE0, 0xF0), (0xF0, 0xF8), (0xF8, 0xFC), (0xFC, 0xFE)))
    yield from (("6.14 last octet missing", bytes.fromhex(h)) for h in
                ("c0", "e080", "f08080", "f8808080", "fc80808080", "df", "efbf", "f7bfbf", "fbbfbfbf", "fdbfbfbfbf"))
    yield "6.15 incomplete sequences", bytes.fromhex("c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf")
    yield from (("6.16 impossible octets", bytes.fromhex(h)) for h in ("fe", "ff", "fefeffff"))
    for section, octets in (("6.17 overlong", ("c0af", "e080af", "f08080af", "f8808080af", "fc80808080af")),
                            ("6.18 overlong, last", ("c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf")),
                            ("6.19 overlong zero", ("c080", "e08080", "f0808080", "f880808080", "fc8080808080")),
                            ("6.20 surrogates", ("eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf")),
                            ("6.21 surrogate pairs", tuple(a + b for a in ("eda080", "edadbf", "edae80", "edafbf")
                                                           for b in ("edb080", "edbfbf")))):
        yield from ((section, bytes.fromhex(each)) for each in octets)
    yield from (("6.22 noncharacters", chr(plane << 16 | low).encode()) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    yield from (("6.23 specials", chr(c).encode()) for c in range(0xFFF9, 0x10000))


def is_utf8(octets):
    try:
        octets.decode()
    except UnicodeDecodeError:
        return False
    return True


def utf8():
    group = "6 UTF-8"
    text = "Hello-µ@ßöäüàá-UTF-8!!".encode()
    yield case(group, "empty", lambda s: s.open().send(TEXT).close())
    yield case(group, "three empty frames", lambda s: s.open().message(TEXT, b"", [0, 0]).close())
    yield case(group, "empty frames around one", lambda s: s.open().message(TEXT, b"middle", [0, 6]).close())
    for name, pieces in (("one frame", []), ("two frames", [12]), ("a frame an octet", [1] * (len(text) - 1)),
                         ("frames that cut characters", [7, 5, 2])):
        yield case(group, f"valid in {name}", lambda s, p=pieces: s.open().message(TEXT, text, p).close())
    broken = KOSME + b"\xed\xa0\x80" + b"edited"
    yield case(group, "invalid", lambda s: s.open().send(TEXT, broken).fail(), "message.utf8")
    yield case(group, "invalid, a frame an octet",
               lambda s: s.open().message(TEXT, broken, [1] * (len(broken) - 1)).fail(), "message.utf8")
    for pieces, chop in (([11], None), ([12, 3], None), ([], 12), ([], 1)):
        yield case(group, f"valid, then invalid: {pieces} {chop}",
                   lambda s, p=pieces, c=chop: (s.open().message(TEXT, KOSME + b"\xf4\x90\x80\x80edited", p) if p else
                                                s.open().send(TEXT, KOSME + b"\xf4\x90\x80\x80edited", chop=c)).fail(),
                   "message.utf8")
    for number, (section, octets) in enumerate(utf8_texts()):
        rules = NO_RULE if is_utf8(octets) else ("message.utf8",)
        yield case(group, f"{section}, {number}",
                   lambda s, o=octets, ok=not rules: s.open().send(TEXT, o).close() if ok else
                   s.open().send(TEXT, o).fail(), *rules)


VALID_CODES = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
WRONG_CODES = (0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999)


def closing():
    group = "7 close handling"

    def behind_close(stage, *sent):
        stage.open().send(CLOSE, struct.pack("!H", 1000))
        for each in sent:
            stage.send(*each[:2], **(each[2] if len(each) > 2 else {}))
        stage.reply(CLOSE, struct.pack("!H", 1000)).tcp.close(first=stage.tcp.server)

    def wrong(stage, body):
        stage.open().send(CLOSE, body).reply(CLOSE, struct.pack("!H", 1002)).tcp.close(first=stage.tcp.server)

    yield case(group, "text, close", lambda s: s.open().send(TEXT, b"Hello World!").close())
    yield case(group, "two closes", lambda s: behind_close(s, (CLOSE, struct.pack("!H", 1000))))
    yield case(group, "ping behind close", lambda s: behind_close(s, (PING, b"")))
    yield case(group, "text behind close", lambda s: behind_close(s, (TEXT, b"Hello")), "frame.after-close")
    yield case(group, "continuation behind close",
               lambda s: s.open().send(TEXT, b"fragment1", fin=False).send(CLOSE, struct.pack("!H", 1000))
               .send(CONTINUATION, b"fragment2").reply(CLOSE, struct.pack("!H", 1000)).tcp.close(first=s.tcp.server),
               "frame.after-close")
    yield case(group, "long text, close, ping",
               lambda s: [s.open().send(TEXT, b"BAsd7&jh23" * 26000)] and
               s.send(CLOSE, struct.pack("!H", 1000)).send(PING).reply(CLOSE, struct.pack("!H", 1000))
               .tcp.close(first=s.tcp.server))
    yield case(group, "no body", lambda s: s.open().close(b"", b""))
    yield case(group, "body of one octet", lambda s: wrong(s, b"a"), "close.length")
    for reason in (b"", b"Hello World!", b"*" * 123):
        yield case(group, f"reason of {len(reason)}", lambda s, r=reason: s.open().close(struct.pack("!H", 1000) + r))
    yield case(group, "reason of 124", lambda s: wrong(s, struct.pack("!H", 1000) + b"*" * 124), "frame.control-length",
               "close.status-echo")
    yield case(group, "reason not UTF-8",
               lambda s: s.open().send(CLOSE, struct.pack("!H", 1000) + KOSME + b"\xed\xa0\x80")
               .reply(CLOSE, struct.pack("!H", 1007)).tcp.close(first=s.tcp.server), "close.reason-utf8",
               "close.status-echo")
    for code in VALID_CODES:
        body = struct.pack("!H", code)
        yield case(group, f"code {code}", lambda s, b=body: s.open().close(b, b))
    for code in WRONG_CODES:
        yield case(group, f"code {code}", lambda s, c=code: wrong(s, struct.pack("!H", c)), "close.code",
                   "close.status-echo")
    for code in (5000, 65535):
        yield case(group, f"code {code}", lambda s, c=code: wrong(s, struct.pack("!H", c)), "close.code",
                   "close.status-echo")


def limits():
    """Shapes of the 54 cases; 16 KiB stand for the 16 MiB of the longest."""
    group = "9 limits"
    sizes = (64, 256, 1024, 4096, 8192, 16384)
    for opcode in (TEXT, BINARY):
        for size in sizes:
            yield case(group, f"opcode {opcode}, {size}", lambda s, o=opcode, n=size: s.open().send(o, b"*" * n).close())
        for piece in (1, 4, 16, 64, 256, 1024, 2048, 3000, 4096):
            total = min(4096, 64 * piece)
            yield case(group, f"opcode {opcode}, frames of {piece}",
                       lambda s, o=opcode, n=total, p=piece: s.open().message(o, b"*" * n, [p] * (n // p - 1)).close())
        for chop in (64, 128, 256, 512, 1024, 2048):
            yield case(group, f"opcode {opcode}, segments of {chop}",
                       lambda s, o=opcode, c=chop: s.open().send(o, b"*" * 4096, chop=c).close())
        for size in (0, 16, 64, 256, 1024, 4096):
            yield case(group, f"opcode {opcode}, echoes of {size}",
                       lambda s, o=opcode, n=size: [s.open(), *(s.send(o, b"*" * n).reply(o, b"*" * n) for _ in range(4)),
                                                    s.close()])


def misc():
    yield case("10 auto-fragmentation", "text in frames of 1300",
               lambda s: s.open().message(TEXT, b"*" * 65536, [1300] * 50).close())


PARAMETERS = ("", "; server_no_context_takeover; client_no_context_takeover",
              "; server_max_window_bits=9; client_max_window_bits=9",
              "; server_max_window_bits=15; client_max_window_bits=15",
              "; server_no_context_takeover; server_max_window_bits=9; client_no_context_takeover; "
              "client_max_window_bits=9",
              "; server_no_context_takeover; server_max_window_bits=15; client_no_context_takeover; "
              "client_max_window_bits=15", "; client_no_context_takeover")


def deflate_run(stage, parameters, data, size, frames):
    stage.open("permessage-deflate" + parameters)
    bits = 9 if "bits=9" in parameters else 15
    takes_over = f"{stage.offender.name}_no_context_takeover" not in parameters
    compressor = None
    for number in range(3):
        if compressor is None or not takes_over:
            compressor = zlib.compressobj(6, zlib.DEFLATED, -bits)
        wire = (compressor.compress(data(number, size)) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]
        piece = max(1, len(wire) // frames)
        stage.message(TEXT, wire, [piece] * (frames - 1), rsv=4)
    stage.close()


def deflate():
    """12: five kinds of data; 13: seven sets of parameters; 18 sizes and numbers of frames of each."""
    sizes = (0, 16, 64, 256, 1024, 4096, 8192, 12000, 16384)
    shapes = [(size, frames) for size in sizes for frames in (1, 3)]
    kinds = (lambda n, size: (b"*" * size), lambda n, size: (b'{"n":%d,"a":[1,2,3]}' % n * size)[:size],
             lambda n, size: noise(n, octets=max(1, size // 2)).hex().encode()[:size],
             lambda n, size: ("äöü€ " * size).encode()[:size - size % 10],
             lambda n, size: b"".join(noise(i % 7).hex().encode() for i in range(size // 8)))
    for i, data in enumerate(kinds):
        for size, frames in shapes:
            yield case("12 deflate, data", f"kind {i}, {size} in {frames}",
                       lambda s, d=data, n=size, f=frames: deflate_run(s, "", d, n, f))
    for i, parameters in enumerate(PARAMETERS):
        for size, frames in shapes:
            yield case("13 deflate, parameters", f"set {i}, {size} in {frames}",
                       lambda s, p=parameters, n=size, f=frames: deflate_run(s, p, kinds[1], n, f))


def cases():
    for group in (framing, pings, reserved_bits, opcodes, fragmentation, utf8, closing, limits, misc, deflate):
        yield from group()
