"""A stage whose connection is a stream of HTTP/2, and what makes a case of what is played there."""

import autobahn
from stage import Stage, TEXT, packets

import http2  # Of samples/, which stage has found.
from http2 import EXTENDED_CONNECT

LIKE_A_FRAME = packets.frame(3, b"no WebSocket")  # By the client; the opcode is reserved, too.


class Http2Stage(Stage):
    """A stage whose `tcp` is a stream of an HTTP/2 connection."""

    def __init__(self, stage, http2_connection, stream):
        self.http2 = http2_connection
        self.tcp = http2.Stream(self.http2, stream)
        self.number, self.key, self.counts = stage.number, stage.key, stage.counts
        self.offender, self.peer = stage.offender, stage.peer
        self.client, self.server = self.http2.tcp.client, self.http2.tcp.server

    def stream(self, number):
        """Another stream of the same connection."""
        return Http2Stage(self, self.http2, number)

    def start(self, *server_settings):
        self.http2.open(server_settings)
        return self

    def raw(self, side, *frames, **more):
        """HTTP/2 frames in one segment."""
        self.http2.tcp.say(side, b"".join(frames), **more)
        return self

    def request(self, *lines, literal=http2.WITHOUT_INDEXING, frames=None, without=(), **changed):
        """`frames` says how the header block is laid in frames, `changed` has pseudo-header fields."""
        self.counts["handshakes"] += 1
        if self.http2.tcp.client.sent == 0:
            self.start(EXTENDED_CONNECT)
        fields = http2.connect_fields(**{"path": "/chat", **changed}, more=as_fields(lines), without=without)
        self.http2.request(self.tcp.number, fields, literal, **(frames or {}))
        return self

    def response(self, *lines, status="200", literal=http2.WITHOUT_INDEXING, **frames):
        self.http2.respond(self.tcp.number, status, as_fields(lines), literal, **frames)
        return self

    def get(self, stream, body=LIKE_A_FRAME):
        """An ordinary request, and its answer."""
        self.http2.get(stream, "/page")
        self.http2.respond(stream, "200", [("content-length", str(len(body)))])
        self.http2.send(stream, self.server, body, end=True)
        return self

    def talk(self):
        return self.send(TEXT, b"Hello").reply(TEXT, b"Hello").close()

    def answered(self):
        """A right response, and what follows it."""
        return self.response().talk()


def as_fields(lines):
    return [(name.lower(), value) for name, _, value in (line.partition(": ") for line in lines)]


def over_http2(play, ends=True):
    """`play` on stream 1 of an HTTP/2 connection, which ends in order behind it where `ends`."""
    def on(stage):
        own = Http2Stage(stage, http2.Http2(stage.tcp), 1)
        play(own)
        if ends:
            own.http2.close(own.tcp.number)
    return on


def case(name, play, *rules, ends=True, group="HTTP/2"):
    return autobahn.case(group, name, over_http2(play, ends), *rules)


def in_segments(stage, octets):
    """From here on no segment has more octets than these."""
    say = stage.http2.tcp.say

    def chopped(sender, data, acknowledged=True):
        for at in range(0, len(data), octets):
            say(sender, data[at:at + octets], acknowledged=acknowledged and at + octets >= len(data))
    stage.http2.tcp.say = chopped
    return stage
