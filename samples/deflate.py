#!/usr/bin/env python3
"""Makes the crafted captures of permessage-deflate (RFC 7692): deflate.py [NAME...]

Some depend on zlib, which may compress otherwise in another version.
"""

import pathlib
import sys
import zlib

from packets import (CONTINUATION, PING, PONG, TEXT, Capture, Connection, close_both, frame, masked, upgrade_request,
                     upgrade_response)

HELLO = bytes.fromhex("f248cdc9c90700")  # RFC 7692 section 7.2.3.1
HELLO_AGAIN = bytes.fromhex("f200110000")  # Section 7.2.3.2: refers to the one before.
HELLO_STORED = bytes.fromhex("000500faff48656c6c6f00")  # Section 7.2.3.3
HELLO_FINAL = bytes.fromhex("f348cdc9c9070000")  # Section 7.2.3.4: BFINAL is set.
HELLO_IN_TWO_BLOCKS = bytes.fromhex("f248050000" "00ffff" "cac9c90700")  # Section 7.2.3.5
EMPTY = b"\0"  # Section 7.2.3.6


class Deflate:
    """A sender's compressor."""

    def __init__(self, window_bits=15, level=9):
        self.compressor = zlib.compressobj(level, zlib.DEFLATED, -window_bits)

    def message(self, data):
        return (self.compressor.compress(data) + self.compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]


def noise(octets, seed):
    """Letters that do not repeat themselves."""
    state, text = seed * 2 + 1, bytearray()
    while len(text) < octets:
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        text.append(ord("A") + (state >> 24) % 58)
    return bytes(text)


def deflating(capture, agreed="", offered="; client_max_window_bits", **more):
    tcp = Connection(capture, **more).open()
    tcp.say(tcp.client, upgrade_request(f"Sec-WebSocket-Extensions: permessage-deflate{offered}"))
    tcp.say(tcp.server, upgrade_response(f"Sec-WebSocket-Extensions: permessage-deflate{agreed}"))
    return tcp


def zipped(data):
    return frame(TEXT, data, rsv=4)


def deflate_examples():
    """The examples of RFC 7692 section 7.2.3, from both sides."""
    capture = Capture()
    tcp = deflating(capture)
    for data in (HELLO, HELLO_AGAIN, HELLO_STORED, HELLO_IN_TWO_BLOCKS, EMPTY, HELLO_FINAL, HELLO):
        tcp.say(tcp.client, masked(TEXT, data, rsv=4))
        tcp.say(tcp.server, zipped(data))
    tcp.say(tcp.server, frame(TEXT, HELLO[:3], fin=False, rsv=4) + frame(PING, b"between"))
    tcp.say(tcp.client, masked(PONG, b"between"))
    tcp.say(tcp.server, frame(CONTINUATION, HELLO[3:]))
    close_both(tcp)
    return capture


def deflate_windows():
    """Each side keeps to a window of its own: 8 to 15 bits, quoted or not."""
    capture = Capture()
    for bits in range(9, 16):
        quote = '"' if bits % 2 else ""
        tcp = deflating(capture, f"; server_max_window_bits={quote}{bits}{quote}; client_max_window_bits={24 - bits}",
                       client=("192.0.2.10", 40000 + bits))
        server, client = Deflate(bits), Deflate(24 - bits)
        for number in range(4):
            text = noise(300, number % 2) + b" number %d" % number
            tcp.say(tcp.server, zipped(server.message(text)))
            tcp.say(tcp.client, masked(TEXT, client.message(text), rsv=4))
        close_both(tcp)
    return capture


def deflate_beyond_window():
    """Windows of 512 octets are agreed on; the server keeps to it, and then refers further back."""
    capture = Capture()
    tcp = deflating(capture, "; server_max_window_bits=9; client_max_window_bits=9")
    deflate = Deflate(10)
    near = noise(200, 1)
    tcp.say(tcp.server, zipped(deflate.message(near)))
    tcp.say(tcp.server, zipped(deflate.message(near)))
    far = noise(600, 2)
    tcp.say(tcp.server, zipped(deflate.message(far + far[:40])))
    close_both(tcp)
    return capture


def deflate_no_takeover():
    """Neither side may refer to earlier messages; the server does, once."""
    capture = Capture()
    tcp = deflating(capture, "; server_no_context_takeover; client_no_context_takeover")
    for data in (HELLO, HELLO_AGAIN, HELLO):
        tcp.say(tcp.server, zipped(data))
        tcp.say(tcp.client, masked(TEXT, HELLO, rsv=4))
    close_both(tcp)
    return capture


def deflate_broken():
    """A message that does not inflate, and what it makes of later ones; text that is not UTF-8 when inflated."""
    capture = Capture()
    tcp = deflating(capture)
    deflate = Deflate()
    tcp.say(tcp.client, masked(TEXT, deflate.message(b"h\xe4ndler"), rsv=4))
    data = deflate.message("händler".encode())
    tcp.say(tcp.client, masked(TEXT, data[:6], fin=False, rsv=4))
    tcp.say(tcp.client, masked(CONTINUATION, data[6:]))
    tcp.say(tcp.server, zipped(HELLO))
    tcp.say(tcp.server, zipped(bytes.fromhex("07ffff")))
    tcp.say(tcp.server, zipped(HELLO))
    tcp.say(tcp.server, frame(TEXT, b"not compressed"))
    close_both(tcp)
    return capture


def deflate_lost():
    """A segment of a compressed message is lost: with context takeover (the first connection) none can be read
    after it."""
    capture = Capture()
    for number, agreed in enumerate(("", "; server_no_context_takeover")):
        tcp = deflating(capture, agreed, client=("192.0.2.10", 40000 + number))
        deflate = Deflate()
        tcp.say(tcp.server, zipped(deflate.message(b"before the loss")))
        data = zipped(deflate.message(noise(3000, 3)))
        tcp.say(tcp.server, data[:1000])
        tcp.segment(tcp.server, tcp.server.sent, data[1000:2000], captured=False)
        tcp.say(tcp.server, data[2000:])
        for _ in range(70):  # Until the hole is given up.
            tcp.say(tcp.client, masked(PING, b"?"))
        tcp.say(tcp.server, zipped(HELLO))
        tcp.say(tcp.server, frame(TEXT, b"not compressed"))
        close_both(tcp)
    return capture


CAPTURES = (deflate_examples, deflate_windows, deflate_beyond_window, deflate_no_takeover, deflate_broken,
            deflate_lost)


def main(names):
    folder = pathlib.Path(__file__).parent
    by_name = {make.__name__.replace("_", "-"): make for make in CAPTURES}
    for name in names or by_name:
        by_name[name]().write(folder / f"{name}.pcap")


if __name__ == "__main__":
    main(sys.argv[1:])
