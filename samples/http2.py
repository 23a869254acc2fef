"""HTTP/2 (RFC 9113) for the crafted captures: frames, header compression (HPACK, RFC 7541), and WebSocket streams, which
extended CONNECT opens (RFC 8441). Cleartext, by prior knowledge: the client begins with its preface.
"""

import collections
import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
(DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, H2_PING, GOAWAY, WINDOW_UPDATE,
 H2_CONTINUATION) = range(10)
ACK = END_STREAM = 0x01
END_HEADERS, PADDED, PRIORITIZED = 0x04, 0x08, 0x20

INITIAL_WINDOW_SIZE, ENABLE_CONNECT_PROTOCOL = 4, 8
EXTENDED_CONNECT = (ENABLE_CONNECT_PROTOCOL, 1)
WIDE_WINDOW = (INITIAL_WINDOW_SIZE, 2**30)  # So that nobody has to count octets.
NO_ERROR, PROTOCOL_ERROR, REFUSED_STREAM, CANCEL = 0, 1, 7, 8

# How a literal header field is written (RFC 7541 section 6.2): its first octet, and the bits of the index in it.
INCREMENTAL, WITHOUT_INDEXING, NEVER_INDEXED = (0x40, 6), (0x00, 4), (0x10, 4)
# Of the static table (RFC 7541 appendix A) what the captures need.
STATIC_TABLE = {1: (":authority", ""), 2: (":method", "GET"), 4: (":path", "/"), 6: (":scheme", "http"),
                8: (":status", "200"), 12: (":status", "400"), 13: (":status", "404"), 28: ("content-length", ""),
                31: ("content-type", ""), 58: ("user-agent", "")}
FIRST_DYNAMIC = 62
ENTRY_OVERHEAD, TABLE_SIZE = 32, 4096  # Octets.


def integer(value, bits, first=0):
    """RFC 7541 section 5.1: in the low `bits` of the octet `first`, and in those behind it."""
    limit = (1 << bits) - 1
    if value < limit:
        return bytes([first | value])
    octets, value = [first | limit], value - limit
    while value >= 0x80:
        octets.append(0x80 | value & 0x7F)
        value >>= 7
    return bytes([*octets, value])


def string(text):
    """RFC 7541 section 5.2, without Huffman code."""
    octets = text.encode()
    return integer(len(octets), 7) + octets


class HeaderEncoder:
    """One sender's HPACK encoder. By default it neither reads nor fills the dynamic table."""

    def __init__(self):
        self.table = collections.deque()  # The latest first.
        self.limit = TABLE_SIZE

    def encode(self, fields, literal=WITHOUT_INDEXING):
        """A header block; with INCREMENTAL its fields fill the table, and stand there as an index the next time."""
        return b"".join(self._field(field, literal) for field in fields)

    def resize(self, limit):
        """A dynamic table size update, to stand at the beginning of a block (RFC 7541 section 6.3)."""
        self.limit = limit
        self._evict()
        return integer(limit, 5, 0x20)

    def _field(self, field, literal):
        index = self._index(lambda entry: entry == field)
        if literal == INCREMENTAL and index:
            return integer(index, 7, 0x80)
        first, bits = literal
        name, value = field
        index = self._index(lambda entry: entry[0] == name) if literal == INCREMENTAL else 0
        if literal == INCREMENTAL:
            self.table.appendleft(field)
            self._evict()
        return integer(index, bits, first) + (b"" if index else string(name)) + string(value)

    def _index(self, fits):
        """Of the first entry that fits; 0 if there is none."""
        static = (index for index, entry in STATIC_TABLE.items() if fits(entry))
        dynamic = (FIRST_DYNAMIC + i for i, entry in enumerate(self.table) if fits(entry))
        return next(static, 0) or next(dynamic, 0)

    def _evict(self):
        while sum(len(name.encode()) + len(value.encode()) + ENTRY_OVERHEAD for name, value in self.table) > self.limit:
            self.table.pop()


def h2_frame(kind, stream=0, payload=b"", flags=0):
    """RFC 9113 section 4.1."""
    return struct.pack("!I", len(payload))[1:] + struct.pack("!BBI", kind, flags, stream) + payload


def padded(payload, padding):
    """(payload, flag): with `padding` octets of padding, or without the field for it if that is None."""
    return (payload, 0) if padding is None else (bytes([padding]) + payload + bytes(padding), PADDED)


def settings(*pairs):
    return h2_frame(SETTINGS, payload=b"".join(struct.pack("!HI", *pair) for pair in pairs))


def settings_ack():
    return h2_frame(SETTINGS, flags=ACK)


def client_preface(*pairs):
    return PREFACE + settings(WIDE_WINDOW, *pairs) + window_update(0, 2**30)


def server_preface(*pairs):
    return settings(WIDE_WINDOW, *pairs) + window_update(0, 2**30)


def data(stream, octets=b"", end=False, padding=None):
    payload, flag = padded(octets, padding)
    return h2_frame(DATA, stream, payload, flag | (END_STREAM if end else 0))


def headers(stream, block, end=False, pieces=(), padding=None, weight=None):
    """HEADERS, and CONTINUATION for what `pieces` (lengths, the first one of HEADERS) leave of the block. With `weight`
    its priority stands in it, too."""
    parts = []
    for length in pieces:
        parts.append(block[:length])
        block = block[length:]
    parts.append(block)
    priority = b"" if weight is None else struct.pack("!IB", 0, weight - 1)
    payload, flags = padded(priority + parts[0], padding)
    flags |= (END_STREAM if end else 0) | (PRIORITIZED if priority else 0)
    frames = [(HEADERS, payload, flags), *((H2_CONTINUATION, part, 0) for part in parts[1:])]
    last = len(frames) - 1
    return b"".join(h2_frame(kind, stream, payload, flags | (END_HEADERS if i == last else 0))
                    for i, (kind, payload, flags) in enumerate(frames))


def push_promise(stream, promised, block):
    return h2_frame(PUSH_PROMISE, stream, struct.pack("!I", promised) + block, END_HEADERS)


def rst_stream(stream, code=CANCEL):
    return h2_frame(RST_STREAM, stream, struct.pack("!I", code))


def goaway(last_stream, code=NO_ERROR):
    return h2_frame(GOAWAY, payload=struct.pack("!II", last_stream, code))


def window_update(stream, octets):
    return h2_frame(WINDOW_UPDATE, stream, struct.pack("!I", octets))


def connect_fields(path="/", authority="example.com", more=(), without=(), **changed):
    """Of an extended CONNECT (RFC 8441 section 4); `changed` has pseudo-header fields without their colon."""
    fields = {"method": "CONNECT", "protocol": "websocket", "scheme": "http", "path": path, "authority": authority,
              **changed}
    pseudo = [(":" + name, value) for name, value in fields.items()]
    regular = [("sec-websocket-version", "13")]
    return [field for field in pseudo + regular if field[0] not in without] + list(more)


class Http2:
    """An HTTP/2 connection on a packets.Connection. A side is that connection's `client` or `server`."""

    def __init__(self, tcp):
        self.tcp = tcp
        self.encoders = {side: HeaderEncoder() for side in (tcp.client, tcp.server)}

    def open(self, server_settings=(EXTENDED_CONNECT,)):
        """The client's preface, the SETTINGS of both sides, and their ACKs."""
        self.tcp.say(self.tcp.client, client_preface())
        self.tcp.say(self.tcp.server, server_preface(*server_settings) + settings_ack())
        self.tcp.say(self.tcp.client, settings_ack())
        return self

    def block(self, side, fields, literal=WITHOUT_INDEXING):
        return self.encoders[side].encode(fields, literal)

    def request(self, stream, fields, literal=WITHOUT_INDEXING, **more):
        self.tcp.say(self.tcp.client, headers(stream, self.block(self.tcp.client, fields, literal), **more))

    def connect(self, stream, path="/", more=(), literal=WITHOUT_INDEXING, **frames):
        """Extended CONNECT; `more` are further fields, and `frames` says how the block is laid in frames."""
        self.request(stream, connect_fields(path, more=more), literal, **frames)

    def get(self, stream, path="/", literal=WITHOUT_INDEXING):
        fields = [(":method", "GET"), (":scheme", "http"), (":path", path), (":authority", "example.com")]
        self.request(stream, fields, literal, end=True)

    def respond(self, stream, status, more=(), literal=WITHOUT_INDEXING, **frames):
        block = self.block(self.tcp.server, [(":status", status), *more], literal)
        self.tcp.say(self.tcp.server, headers(stream, block, **frames))

    def accept(self, stream, more=(), literal=WITHOUT_INDEXING, **frames):
        self.respond(stream, "200", more, literal, **frames)

    def send(self, stream, side, octets, **more):
        """Octets of a stream, WebSocket's or a body's, in one DATA frame."""
        self.tcp.say(side, data(stream, octets, **more))

    def end(self, stream, side):
        self.send(stream, side, b"", end=True)

    def reset(self, stream, side, code=CANCEL):
        self.tcp.say(side, rst_stream(stream, code))

    def close(self, last_stream):
        self.tcp.say(self.tcp.client, goaway(0))
        self.tcp.say(self.tcp.server, goaway(last_stream))
        self.tcp.close(first=self.tcp.client)


class Stream:
    """A WebSocket stream, for what is written for a packets.Connection: END_STREAM is its FIN, RST_STREAM its RST."""

    def __init__(self, http2, number):
        self.http2 = http2
        self.number = number
        self.capture = http2.tcp.capture
        self.client, self.server = http2.tcp.client, http2.tcp.server

    def say(self, sender, octets, acknowledged=True, **frame):
        self.http2.tcp.say(sender, data(self.number, octets, **frame), acknowledged=acknowledged)

    def acknowledge(self, sender):
        self.http2.tcp.acknowledge(sender)

    def close(self, first):
        for sender in (first, first.peer):
            self.http2.end(self.number, sender)

    def reset(self, sender, code=CANCEL):
        self.http2.reset(self.number, sender, code)
