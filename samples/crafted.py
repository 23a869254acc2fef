#!/usr/bin/env python3
"""Writes the captures that no program could be made to send on demand: `crafted.py [NAME...]`, default all.

Each function is one capture, named after it and described by its first line in README.md.
"""

import pathlib
import sys
import zlib

from packets import (BINARY, CLOSE, CONTINUATION, MASKING_KEY, PING, PONG, TEXT, Capture, Connection,
                     close_both, close_payload, frame, head, masked, upgrade_request, upgrade_response, upgraded)

VLAN, SERVICE_VLAN = 0x8100, 0x88A8
HOP_BY_HOP, DESTINATION_OPTIONS = 0, 60
PADDING_OPTION = bytes([0, 1, 4, 0, 0, 0, 0])  # A length of 8 octets in all, one PadN option.
NUMBERS = bytes(i % 251 for i in range(9000))


def keep_alive_bodies():
    """Requests with every kind of body before the upgrade; bodies hold what looks like a handshake."""
    capture = Capture()
    tcp = Connection(capture).open()
    decoy = upgrade_response()
    tcp.say(tcp.client, head("GET /page HTTP/1.1", "Host: example.com"))
    tcp.say(tcp.server, head("HTTP/1.1 200 OK", f"Content-Length: {len(decoy)}") + decoy)
    tcp.say(tcp.client, head("HEAD /page HTTP/1.1", "Host: example.com"))
    tcp.say(tcp.server, head("HTTP/1.1 200 OK", f"Content-Length: {len(decoy)}"))
    tcp.say(tcp.client, head("GET /page HTTP/1.1", "Host: example.com", 'If-None-Match: "1"'))
    tcp.say(tcp.server, head("HTTP/1.1 304 Not Modified", 'ETag: "1"', f"Content-Length: {len(decoy)}"))
    tcp.say(tcp.client, head("POST /form HTTP/1.1", "Host: example.com", "Transfer-Encoding: chunked",
                             "Trailer: Digest") + b"4;name=value\r\nWiki\r\n")
    tcp.say(tcp.client, b"5 ; quoted=\"a;b\"\r\npedia\r\n0\r\nDigest: none\r\n\r\n")
    tcp.say(tcp.server, head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked")
            + b"%x\r\n" % len(decoy) + decoy + b"\r\n0;last\r\nExpires: 0\r\n\r\n")
    tcp.say(tcp.client, upgrade_request(path="/chat"))
    tcp.say(tcp.server, upgrade_response())
    tcp.say(tcp.client, masked(TEXT, b"after five requests"))
    close_both(tcp)
    return capture


def interim_responses():
    """100 Continue before a body's answer, and 103 Early Hints before the 101."""
    capture = Capture()
    tcp = Connection(capture).open()
    tcp.say(tcp.client, head("POST /form HTTP/1.1", "Host: example.com", "Expect: 100-continue", "Content-Length: 3"))
    tcp.say(tcp.server, head("HTTP/1.1 100 Continue"))
    tcp.say(tcp.client, b"a=1")
    tcp.say(tcp.server, head("HTTP/1.1 204 No Content"))
    tcp.say(tcp.client, upgrade_request())
    tcp.say(tcp.server, head("HTTP/1.1 103 Early Hints", "Link: </style.css>; rel=preload") + upgrade_response())
    tcp.say(tcp.server, frame(TEXT, b"after 103"))
    close_both(tcp)
    return capture


def connect_tunnel():
    """An upgrade inside a CONNECT tunnel through a proxy."""
    capture = Capture()
    tcp = Connection(capture, server=("192.0.2.3", 3128)).open()
    tcp.say(tcp.client, head("CONNECT example.com:80 HTTP/1.1", "Host: example.com:80"))
    tcp.say(tcp.server, head("HTTP/1.1 200 Connection established"))
    tcp.say(tcp.client, upgrade_request())
    tcp.say(tcp.server, upgrade_response())
    tcp.say(tcp.client, masked(TEXT, b"through the tunnel"))
    close_both(tcp)
    return capture


def h2c_refused():
    """An upgrade to HTTP/2 that the server ignores, then one to WebSocket on the same connection."""
    capture = Capture()
    tcp = Connection(capture).open()
    tcp.say(tcp.client, head("GET / HTTP/1.1", "Host: example.com", "Connection: Upgrade, HTTP2-Settings",
                             "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"))
    tcp.say(tcp.server, head("HTTP/1.1 200 OK", "Content-Length: 2") + b"ok")
    tcp.say(tcp.client, upgrade_request())
    tcp.say(tcp.server, upgrade_response())
    tcp.say(tcp.server, frame(TEXT, b"WebSocket after all"))
    close_both(tcp)
    return capture


def frames_with_101():
    """The segment of the 101 holds two frames and the beginning of a third."""
    capture = Capture()
    tcp = Connection(capture).open()
    tcp.say(tcp.client, upgrade_request())
    third = frame(BINARY, NUMBERS[:300])
    tcp.say(tcp.server, upgrade_response() + frame(TEXT, b"first") + frame(PING, b"second") + third[:3])
    tcp.say(tcp.server, third[3:])
    tcp.say(tcp.client, masked(PONG, b"second") + masked(TEXT, b"two in one segment"))
    close_both(tcp)
    return capture


def octet_segments():
    """A conversation in segments of one octet, the handshake too."""
    capture = Capture()
    tcp = Connection(capture).open()

    def spell(sender, data):
        for octet in data:
            tcp.say(sender, bytes([octet]), acknowledged=False)

    spell(tcp.client, upgrade_request())
    spell(tcp.server, upgrade_response())
    spell(tcp.client, masked(TEXT, b"slow"))
    spell(tcp.server, frame(BINARY, NUMBERS[:126]))
    spell(tcp.client, masked(CLOSE, close_payload(1000)))
    spell(tcp.server, frame(CLOSE, close_payload(1000)))
    tcp.close(first=tcp.server)
    return capture


def disorder():
    """Reordering, repetition with other borders, overlaps, and sequence numbers that pass 2^32."""
    capture = Capture()
    tcp = upgraded(capture, client_sequence=2**32 - 200, server_sequence=2**32 - 1000)
    late = tcp.client.sent
    data = masked(TEXT, b"segments in the wrong order")
    tcp.segment(tcp.client, late + 20, data[20:])
    tcp.segment(tcp.client, late + 10, data[10:20])
    tcp.segment(tcp.client, late, data[:10])
    tcp.acknowledge(tcp.server)
    again = tcp.server.sent
    data = frame(BINARY, NUMBERS[:1500])
    tcp.segment(tcp.server, again, data[:700])
    tcp.segment(tcp.server, again + 1000, data[1000:1400])  # A hole before it.
    tcp.acknowledge(tcp.client)
    tcp.segment(tcp.server, again + 500, data[500:1200])  # Covers the hole and more on both sides.
    tcp.segment(tcp.server, again, data[:1400])  # All again.
    tcp.segment(tcp.server, again + 1300, data[1300:])  # Half old, half new.
    tcp.acknowledge(tcp.client)
    tcp.say(tcp.client, masked(TEXT, b"both sides are past 2^32"))
    close_both(tcp)
    return capture


def port_reuse():
    """Two connections with the same addresses and ports, one after the other."""
    capture = Capture()
    for sequence, text in ((1000, b"first connection"), (900_000_000, b"second connection")):
        tcp = upgraded(capture, client_sequence=sequence, server_sequence=sequence * 2)
        tcp.say(tcp.client, masked(TEXT, text))
        close_both(tcp)
    return capture


def lost_in_payload():
    """A segment inside a large payload is missing; the frames behind it are in step."""
    capture = Capture()
    tcp = upgraded(capture)
    data = frame(BINARY, NUMBERS[:5000])
    begin = tcp.server.sent
    for offset in range(0, len(data), 1460):
        tcp.segment(tcp.server, begin + offset, data[offset:offset + 1460], captured=offset != 1460)
    tcp.acknowledge(tcp.client)
    for number in range(80):
        tcp.say(tcp.server, frame(TEXT, b"behind the hole, %d" % number))
    close_both(tcp)
    return capture


def lost_header():
    """A segment of the server with a frame's end and the next one's header is missing; the client's are all there."""
    capture = Capture()
    tcp = upgraded(capture)
    tcp.say(tcp.client, masked(TEXT, b"before the hole"))
    tcp.say(tcp.server, frame(TEXT, b"the first fragment, ", fin=False))
    data = frame(CONTINUATION, NUMBERS[:2000]) + frame(BINARY, NUMBERS[:1500])
    begin = tcp.server.sent
    for offset in range(0, len(data), 1460):
        tcp.segment(tcp.server, begin + offset, data[offset:offset + 1460], captured=offset != 1460)
    tcp.acknowledge(tcp.client)
    for number in range(70):
        tcp.say(tcp.client, masked(TEXT, b"the client, %d" % number))
        tcp.say(tcp.server, frame(TEXT, b"behind the hole, " + b"%d" % number * 3))
    close_both(tcp)
    return capture


def mid_stream():
    """A capture that begins within a frame, long after the handshake; a message with RSV1 among others."""
    whole = Capture()
    tcp = upgraded(whole)
    data = frame(BINARY, NUMBERS[:2000])
    for offset in range(0, len(data), 1460):
        tcp.say(tcp.server, data[offset:offset + 1460])
    for number in range(6):
        tcp.say(tcp.client, masked(TEXT, b"question" + b"?" * number))
        tcp.say(tcp.server, frame(TEXT, b"answer, some octets longer" + b"!" * number))
    tcp.say(tcp.server, frame(TEXT, b"\xf2\x48\xcd\xc9\xc9\x07\x00", rsv=4))
    close_both(tcp)
    capture = Capture()
    capture.packets = whole.packets[8:]
    return capture


def one_direction(keep):
    """What a tap shows whose other fibre is not plugged in."""
    whole = Capture()
    tcp = upgraded(whole)
    tcp.say(tcp.client, masked(TEXT, b"question"))
    tcp.say(tcp.server, frame(TEXT, b"answer"))
    close_both(tcp)
    capture = Capture()
    sender = getattr(tcp, keep).mac
    capture.packets = [(time, packet) for time, packet in whole.packets if packet[6:12] == sender]
    return capture


def client_only():
    """Only what the client sent."""
    return one_direction("client")


def server_only():
    """Only what the server sent."""
    return one_direction("server")


def snapped():
    """A snap length of 256 octets leaves the heads whole and cuts a payload."""
    capture = Capture(snap_length=256)
    tcp = upgraded(capture)
    tcp.say(tcp.client, masked(TEXT, b"short enough"))
    tcp.say(tcp.server, frame(BINARY, NUMBERS[:1000]))
    tcp.say(tcp.server, frame(TEXT, b"in step"))
    close_both(tcp)
    return capture


def snapped_headers():
    """A snap length of 68 octets leaves 14 of each segment: a frame's header, but not always the second one's."""
    capture = Capture()
    tcp = upgraded(capture)
    heads = len(capture.packets)
    for number in range(4):
        tcp.say(tcp.client, masked(TEXT, b"a question that is cut" + b"?" * number))
        tcp.say(tcp.server, frame(BINARY, NUMBERS[:300 + number]))
    tcp.say(tcp.server, frame(PING, b"ping") + frame(TEXT, b"whose header is still there"))
    tcp.say(tcp.server, frame(TEXT, b"the next header is cut") + frame(TEXT, b"which is this one's"))
    for number in range(4):
        tcp.say(tcp.server, frame(BINARY, NUMBERS[:200 + number]))
    close_both(tcp)
    capture.cut(68, heads)
    return capture


def vlan():
    """A VLAN tag, and beside it the same addresses and ports in another VLAN."""
    capture = Capture()
    connections = [upgraded(capture, vlans=((VLAN, number),)) for number in (7, 8)]
    for tcp, text in zip(connections, (b"VLAN 7", b"VLAN 8")):
        tcp.say(tcp.client, masked(TEXT, text))
    for tcp in connections:
        close_both(tcp)
    return capture


def qinq():
    """Two VLAN tags (IEEE 802.1ad)."""
    capture = Capture()
    tcp = upgraded(capture, vlans=((SERVICE_VLAN, 100), (VLAN, 7)))
    tcp.say(tcp.client, masked(TEXT, b"twice tagged"))
    close_both(tcp)
    return capture


def ethernet_padding():
    """Packets filled up to 60 octets, whose padding is not part of the stream."""
    capture = Capture()
    tcp = upgraded(capture, padded=True)
    tcp.say(tcp.server, frame(PING))
    tcp.say(tcp.client, masked(PONG))
    tcp.say(tcp.server, frame(TEXT, b"."))
    close_both(tcp)
    return capture


def ipv6_extension_headers():
    """IPv6 with hop-by-hop and destination options before TCP."""
    capture = Capture()
    tcp = upgraded(capture, client=("2001:db8::10", 40000), server=("2001:db8::80", 80),
                   extension_headers=((HOP_BY_HOP, PADDING_OPTION), (DESTINATION_OPTIONS, PADDING_OPTION)))
    tcp.say(tcp.client, masked(TEXT, b"behind two headers"))
    close_both(tcp)
    return capture


def no_accept():
    """A 101 without Sec-WebSocket-Accept, after which both sides go on."""
    capture = Capture()
    tcp = Connection(capture).open()
    tcp.say(tcp.client, upgrade_request())
    tcp.say(tcp.server, head("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"))
    tcp.say(tcp.server, frame(TEXT, b"all the same"))
    close_both(tcp)
    return capture


def reset():
    """The server ends the connection with RST inside a message."""
    capture = Capture()
    tcp = upgraded(capture)
    tcp.say(tcp.client, masked(TEXT, b"begun, ", fin=False))
    tcp.reset(tcp.server)
    return capture


def broken_frames():
    """Frames that break RFC 6455, each followed by one that does not."""
    capture = Capture()
    tcp = upgraded(capture)
    key = MASKING_KEY
    from_client = (
        frame(TEXT, b"not masked"),
        masked(3, b"reserved data opcode"),
        masked(11, b"reserved control opcode"),
        masked(TEXT, b"RSV1 without extension", rsv=4),
        masked(TEXT, b"RSV2 and RSV3", rsv=3),
        masked(PING, b"fragmented ping", fin=False),
        masked(CONTINUATION, b"continues nothing"),
        masked(TEXT, b"begun", fin=False) + masked(TEXT, b"interleaved"),
        masked(TEXT, b"\xff\xfe not UTF-8"),
        bytes([0x82, 0x80 | 126, 0, 5]) + masked(BINARY, b"16bit")[2:],
        bytes([0x82, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0, 5]) + key + masked(BINARY, b"64bit")[6:],
        masked(PING, NUMBERS[:126]),
    )
    for data in from_client:
        tcp.say(tcp.client, data)
        tcp.say(tcp.client, masked(BINARY, b"correct"))
    tcp.say(tcp.server, masked(TEXT, b"masked by the server"))
    tcp.say(tcp.server, frame(TEXT, b"correct"))
    tcp.say(tcp.client, masked(CLOSE, close_payload(1000)))
    tcp.say(tcp.client, masked(TEXT, b"after Close"))
    tcp.say(tcp.server, frame(CLOSE, close_payload(1000)))
    tcp.close(first=tcp.server)
    return capture


def length_with_highest_bit():
    """A frame that declares 2^63 + 5 octets."""
    capture = Capture()
    tcp = upgraded(capture)
    tcp.say(tcp.server, frame(TEXT, b"before"))
    tcp.say(tcp.server, bytes([0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 5]) + b"hello")
    tcp.close(first=tcp.server)
    return capture


def close_codes():
    """A connection for each Close body: every registered code, borders of the ranges, and malformed ones."""
    capture = Capture()
    codes = (*range(1000, 1016), 1016, 2999, 3000, 3999, 4000, 4999, 0, 999, 5000, 65535)
    bodies = [close_payload(code, f"reason {code}") for code in codes]
    bodies += [b"", b"\x03", close_payload(1000) + b"\xff\xfe", close_payload(1000, "Grüße"),
               close_payload(1000, "r" * 123)]
    for number, body in enumerate(bodies):
        tcp = upgraded(capture, client=("192.0.2.10", 40000 + number))
        tcp.say(tcp.server, frame(CLOSE, body))
        tcp.say(tcp.client, masked(CLOSE, body))
        tcp.close(first=tcp.server)
    return capture


def terminal_attack():
    """Text, header fields and reasons with escape sequences, control characters and line ends."""
    capture = Capture()
    tcp = Connection(capture).open()
    tcp.say(tcp.client, upgrade_request("User-Agent: \x1b[31mred\x07", path="/%1b?\x1b]0;title\x07"))
    tcp.say(tcp.server, upgrade_response("Server: a\tb"))
    for payload in (b"\x1b[2Jclear", b"line\nline\r\nline", b"nul\0nul", b"tab\tback\\slash \"quoted\" </script>",
                    b"\xc2\x9b31m C1", "\u202egnirts \u2028 \U0001f600".encode(), b"del\x7f"):
        tcp.say(tcp.server, frame(TEXT, payload))
        tcp.say(tcp.client, masked(TEXT, payload))
    tcp.say(tcp.server, frame(PING, b"\x1b[2J\xff"))
    tcp.say(tcp.server, frame(CLOSE, close_payload(1000, "\x1b[31mred\n")))
    tcp.say(tcp.client, masked(CLOSE, close_payload(1000)))
    tcp.close(first=tcp.server)
    return capture


def deflate_fragments():
    """permessage-deflate over fragments with control frames between, with and without context takeover."""
    capture = Capture()
    tcp = Connection(capture).open()
    offer = "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover"
    tcp.say(tcp.client, upgrade_request(offer))
    tcp.say(tcp.server, upgrade_response(offer))
    with_context = zlib.compressobj(9, zlib.DEFLATED, -15)

    def deflate(compressor, data):
        return (compressor.compress(data) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]

    text = b"the quick brown fox jumps over the lazy dog, the quick brown fox again"
    for _ in range(2):
        data = deflate(zlib.compressobj(9, zlib.DEFLATED, -15), text)
        tcp.say(tcp.client, masked(TEXT, data[:9], fin=False, rsv=4))
        tcp.say(tcp.client, masked(PING, b"between"))
        tcp.say(tcp.client, masked(CONTINUATION, data[9:30], fin=False) + masked(CONTINUATION, data[30:]))
        data = deflate(with_context, text)
        tcp.say(tcp.server, frame(PONG, b"between") + frame(TEXT, data[:2], fin=False, rsv=4))
        tcp.say(tcp.server, frame(CONTINUATION, data[2:]))
    tcp.say(tcp.server, frame(TEXT, b"not compressed"))
    tcp.say(tcp.server, frame(TEXT, b"\0", rsv=4))  # The empty message (RFC 7692 section 7.2.3.6).
    close_both(tcp)
    return capture


def proxy_protocol():
    """PROXY protocol headers of both versions before the first request, and one that names nobody."""
    capture = Capture()
    signature = b"\r\n\r\n\0\r\nQUIT\n"
    ends = bytes([203, 0, 113, 7, 192, 0, 2, 80]) + (54321).to_bytes(2, "big") + (80).to_bytes(2, "big")
    ssl = bytes([0x20, 0, 5, 1, 0, 0, 0, 0])  # A further field: the client came over TLS.
    headers = {
        b"version 1": b"PROXY TCP4 203.0.113.7 192.0.2.80 54321 80\r\n",
        b"version 1, IPv6": b"PROXY TCP6 2001:db8::7 2001:db8::80 54321 80\r\n",
        b"version 1, nobody": b"PROXY UNKNOWN\r\n",
        b"version 2": signature + bytes([0x21, 0x11, 0, len(ends + ssl)]) + ends + ssl,
        b"version 2, the proxy itself": signature + bytes([0x20, 0, 0, 0]),
    }
    for number, (text, header) in enumerate(headers.items()):
        tcp = Connection(capture, client=("192.0.2.3", 40000 + number)).open()
        tcp.say(tcp.client, header, acknowledged=False)
        tcp.say(tcp.client, upgrade_request())
        tcp.say(tcp.server, upgrade_response())
        tcp.say(tcp.client, masked(TEXT, text))
        close_both(tcp)
    return capture


CAPTURES = (keep_alive_bodies, interim_responses, connect_tunnel, h2c_refused, frames_with_101, octet_segments,
            disorder, port_reuse, lost_in_payload, lost_header, mid_stream, client_only, server_only, snapped,
            snapped_headers, vlan,
            qinq, ethernet_padding, ipv6_extension_headers, no_accept, reset, broken_frames, length_with_highest_bit,
            close_codes, terminal_attack, deflate_fragments, proxy_protocol)


def main(names):
    folder = pathlib.Path(__file__).parent
    by_name = {make.__name__.replace("_", "-"): make for make in CAPTURES}
    for name in names or by_name:
        by_name[name]().write(folder / f"{name}.pcap")


if __name__ == "__main__":
    main(sys.argv[1:])
