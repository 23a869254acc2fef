#!/usr/bin/env python3
"""Writes the captures of WebSocket over HTTP/2 that no program could be made to send: crafted_http2.py [NAME...]

Each function is one capture, named after it and described by its first line in README.md.
"""

import pathlib
import sys

from http2 import (H2_PING, INCREMENTAL, NEVER_INDEXED, PROTOCOL_ERROR, REFUSED_STREAM, Http2, Stream, data, h2_frame,
                   headers)
from packets import (BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Capture, Connection, close_both, close_payload, frame,
                     masked)

HELLO = bytes.fromhex("f248cdc9c90700")  # Compressed (RFC 7692 section 7.2.3.1).
DEFLATE = ("sec-websocket-extensions", "permessage-deflate")
NUMBERS = bytes(i % 251 for i in range(5000))


def http2_streams():
    """Two WebSocket streams interleaved beside GETs; padding, CONTINUATION, and fields out of HPACK's dynamic table."""
    capture = Capture()
    tcp = Connection(capture).open()
    http2 = Http2(tcp).open()
    page(http2, 1)
    chat, feed = Stream(http2, 3), Stream(http2, 5)
    agent = ("user-agent", "crafted")
    http2.connect(3, "/chat", [agent, ("sec-websocket-protocol", "chat, superchat")], INCREMENTAL, padding=11, weight=16)
    http2.connect(5, "/feed", [agent, DEFLATE], INCREMENTAL, pieces=[7, 0, 20])
    http2.accept(3, [("server", "crafted"), ("sec-websocket-protocol", "superchat")], INCREMENTAL)
    http2.accept(5, [("server", "crafted"), DEFLATE], INCREMENTAL, pieces=[1], padding=0)
    chat.say(tcp.client, masked(TEXT, b"padded"), padding=5)
    interleave(http2, tcp.client, masked(TEXT, b"begun on one stream, and ended"), masked(BINARY, NUMBERS[:40]))
    page(http2, 7)
    interleave(http2, tcp.server, frame(TEXT, b"from the server, "), frame(TEXT, HELLO, rsv=4))
    tcp.say(tcp.server, data(3, frame(TEXT, b"two of", fin=False)) + h2_frame(H2_PING, payload=b"HTTP/2's")
            + data(5, frame(PING, b"WebSocket's")) + data(3, frame(CONTINUATION, b" one segment")))
    feed.say(tcp.client, masked(PONG, b"WebSocket's") + masked(TEXT, HELLO, rsv=4))
    large = frame(BINARY, NUMBERS)
    for at in range(0, len(large), 1400):
        feed.say(tcp.server, large[at:at + 1400])
    close_both(chat)
    close_in_data(feed)
    http2.close(7)
    return capture


def page(http2, stream):
    """A GET whose answer looks like a frame."""
    http2.get(stream, "/page", INCREMENTAL)
    http2.respond(stream, "200", [("server", "crafted")], INCREMENTAL)
    http2.send(stream, http2.tcp.server, frame(TEXT, b"no WebSocket"), end=True, padding=3)


def interleave(http2, side, chat, feed):
    """Frames of streams 3 and 5 in DATA of 8 octets by turns."""
    for at in range(0, max(len(chat), len(feed)), 8):
        for stream, octets in ((3, chat), (5, feed)):
            if octets[at:]:
                http2.send(stream, side, octets[at:at + 8])


def close_in_data(stream):
    """Both Closes in the DATA frame that ends the stream."""
    stream.say(stream.server, frame(CLOSE, close_payload(1001, "going away")), end=True)
    stream.say(stream.client, masked(CLOSE, close_payload(1001)), end=True)


def http2_refused():
    """Refused by 400, by 401, by RST_STREAM, then accepted; another server has no extended CONNECT, and is asked."""
    capture = Capture()
    tcp = Connection(capture).open()
    http2 = Http2(tcp).open()
    http2.connect(1, "/")
    http2.respond(1, "400", [("content-type", "text/plain")])
    http2.send(1, tcp.server, b"not here\n", end=True)
    http2.end(1, tcp.client)
    http2.connect(3, "/chat")
    http2.respond(3, "401", [("www-authenticate", 'Basic realm="chat"')], end=True)
    http2.reset(3, tcp.client)
    authorization = [("authorization", "Basic dXNlcjpzZWNyZXQ=")]
    http2.connect(5, "/chat", authorization, NEVER_INDEXED)
    http2.reset(5, tcp.server, REFUSED_STREAM)
    http2.connect(7, "/chat", authorization, NEVER_INDEXED)
    http2.accept(7)
    chat = Stream(http2, 7)
    chat.say(tcp.server, frame(TEXT, b"welcome at last"))
    close_both(chat)
    http2.close(7)
    tcp = Connection(capture, client=("192.0.2.10", 40001)).open()
    http2 = Http2(tcp).open(server_settings=())
    http2.connect(1, "/chat")
    http2.reset(1, tcp.server, PROTOCOL_ERROR)
    http2.close(1)
    return capture


def http2_lost():
    """Octets are missing within DATA, whose stream is in step behind it; on another connection, within HEADERS."""
    capture = Capture()
    tcp, http2, chat = one_stream(capture, 40000)
    lossy(tcp, tcp.server, data(1, frame(BINARY, NUMBERS)))
    chat.say(tcp.server, frame(TEXT, b"behind the hole"))
    end(http2, chat)
    tcp, http2, chat = one_stream(capture, 40001)
    cookie = [("cookie", "c" * 3000)]
    lossy(tcp, tcp.client, headers(3, http2.block(tcp.client, [
        (":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "example.com"), *cookie]), end=True))
    http2.respond(3, "200", end=True)
    chat.say(tcp.client, masked(TEXT, b"in a direction that cannot be read any more"))
    chat.say(tcp.server, frame(TEXT, b"in one that can"))
    end(http2, chat)
    return capture


def one_stream(capture, port):
    tcp = Connection(capture, client=("192.0.2.10", port)).open()
    http2 = Http2(tcp).open()
    http2.connect(1, "/chat")
    http2.accept(1)
    chat = Stream(http2, 1)
    chat.say(tcp.client, masked(TEXT, b"before the hole"))
    return tcp, http2, chat


def lossy(tcp, sender, octets):
    """In segments, of which the second is not captured."""
    begin = sender.sent
    for at in range(0, len(octets), 1460):
        tcp.segment(sender, begin + at, octets[at:at + 1460], captured=at != 1460)
    tcp.acknowledge(sender.peer)


def end(http2, chat):
    close_both(chat)
    http2.close(1)


CAPTURES = (http2_streams, http2_refused, http2_lost)


def main(names):
    folder = pathlib.Path(__file__).parent
    by_name = {make.__name__.replace("_", "-"): make for make in CAPTURES}
    for name in names or by_name:
        by_name[name]().write(folder / f"{name}.pcap")


if __name__ == "__main__":
    main(sys.argv[1:])
