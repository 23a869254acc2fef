#!/usr/bin/env python3
"""Writes article.pcap: the handshake and the one frame that the tree and line formats are documented with."""

import pathlib
import sys

from packets import BINARY, Capture, Connection, accept, frame, head

KEY = "tRbfQhJzXEBmQlEIjVyIDA=="
ACCEPT = "a2TlOCxzgJ30SiwCycOC4A8CHCE="


def article():
    assert accept(KEY) == ACCEPT
    capture = Capture()
    tcp = Connection(capture, ("192.168.120.10", 51514), ("192.168.120.33", 8080),
                     client_sequence=2_718_281_828, server_sequence=3_141_592_653, mss=8960)
    tcp.open(at=(0, 38, 61))
    tcp.segment(tcp.client, 0, head(
        "GET / HTTP/1.1", "Host: 192.168.120.33:8080", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {KEY}"), at=402)
    tcp.acknowledge(tcp.server, at=437)
    tcp.segment(tcp.server, 0, head(
        "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
        f"Sec-WebSocket-Accept: {ACCEPT}"), at=731)
    tcp.acknowledge(tcp.client, at=768)
    # One segment, as jumbo frames or receive offloading deliver it.
    tcp.segment(tcp.server, tcp.server.sent, frame(BINARY, bytes(i % 251 for i in range(4082)), fin=False), at=4212)
    tcp.acknowledge(tcp.client, at=4249)
    tcp.close(first=tcp.client)
    return capture


if __name__ == "__main__":
    article().write(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).with_name("article.pcap"))
