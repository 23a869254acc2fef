"""Packets for the crafted captures: a pcap writer, TCP conversations and WebSocket frames.

Nothing here reads a clock or draws a random number: the same calls make the same file, octet for octet.
"""

import base64
import calendar
import hashlib
import ipaddress
import struct

ETHERNET = 1  # The link type.
ETHERNET_LEAST = 60  # Octets, without the frame check sequence.
START = calendar.timegm((2025, 6, 13, 8, 0, 0)) * 1_000_000  # Microseconds, UTC.
STEP = 100  # Microseconds between packets that name no time of their own.

FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
IPV4, IPV6, TCP = 0x0800, 0x86DD, 6

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
KEY = "dGhlIHNhbXBsZSBub25jZQ=="  # The key of RFC 6455 section 1.3.
MASKING_KEY = bytes.fromhex("12345678")
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class Capture:
    """Packets in the order of the file, each with its time in microseconds after START."""

    def __init__(self, snap_length=262144, link_type=ETHERNET):
        self.snap_length = snap_length
        self.link_type = link_type
        self.packets = []
        self.cut_to = None  # Octets kept of each packet from `cut_from` on.
        self.cut_from = 0
        self.now = -STEP  # Of the last packet; the first stands at 0.

    def add(self, packet, at=None):
        self.now = self.now + STEP if at is None else at
        self.packets.append((START + self.now, packet))

    def cut(self, snap_length, first):
        """Keeps only `snap_length` octets of each packet from the `first` one on, counted from 0."""
        self.cut_to, self.cut_from = snap_length, first

    def write(self, path):
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, self.snap_length, self.link_type))
            for number, (time, packet) in enumerate(self.packets):
                seconds, microseconds = divmod(time, 1_000_000)
                is_cut = self.cut_to is not None and number >= self.cut_from
                captured = packet[:self.cut_to if is_cut else self.snap_length]
                file.write(struct.pack("<IIII", seconds, microseconds, len(captured), len(packet)))
                file.write(captured)


def checksum(data):
    """The Internet checksum (RFC 1071)."""
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Side:
    """One end of a connection. Stream offsets count from 0 at the first octet after its SYN."""

    def __init__(self, name, address, mac, initial_sequence):
        self.name = name
        host, self.port = address
        self.host = ipaddress.ip_address(host)
        self.mac = mac
        self.initial_sequence = initial_sequence
        self.peer = None
        self.sent = 0  # Octets sent so far: the offset of the next.
        self.arrived = []  # (begin, end) of what the peer sent and we received, in any order.
        self.acknowledges = None  # The number to acknowledge; None before the peer's SYN.
        self.identification = 0

    def sequence(self, offset):
        return (self.initial_sequence + 1 + offset) & 0xFFFFFFFF

    def receive(self, begin, end):
        """Takes the peer's octets [begin, end) and advances the acknowledgement as far as they are contiguous."""
        self.arrived.append((begin, end))
        whole = 0
        for piece_begin, piece_end in sorted(self.arrived):
            if piece_begin <= whole:
                whole = max(whole, piece_end)
        self.acknowledges = self.peer.sequence(whole)


class Connection:
    """A TCP connection that is written into a capture segment by segment."""

    def __init__(self, capture, client=("192.0.2.10", 40000), server=("192.0.2.80", 80),
                 client_sequence=1000, server_sequence=5000, vlans=(), extension_headers=(), mss=1460,
                 padded=False):
        self.capture = capture
        self.client = Side("client", client, bytes.fromhex("020000000001"), client_sequence)
        self.server = Side("server", server, bytes.fromhex("020000000002"), server_sequence)
        self.client.peer, self.server.peer = self.server, self.client
        self.vlans = vlans  # (EtherType of the tag, VLAN id), outermost first.
        self.extension_headers = extension_headers  # IPv6: (protocol number, body after the next-header octet).
        self.mss = mss
        self.padded = padded  # Short packets filled up to Ethernet's least length, as a receiver sees them.

    def open(self, at=(None, None, None)):
        """SYN, SYN with ACK, ACK."""
        options = struct.pack("!BBH", 2, 4, self.mss)
        self._emit(self.client, self.client.initial_sequence, 0, SYN, b"", at[0], options)
        self.server.acknowledges = self.client.sequence(0)
        self._emit(self.server, self.server.initial_sequence, self.server.acknowledges, SYN | ACK, b"", at[1], options)
        self.client.acknowledges = self.server.sequence(0)
        self.acknowledge(self.client, at[2])
        return self

    def say(self, sender, data, at=None, acknowledged=True):
        """Sends `data` as one segment, which the peer acknowledges."""
        self.segment(sender, sender.sent, data, at)
        if acknowledged:
            self.acknowledge(sender.peer)

    def segment(self, sender, offset, data, at=None, captured=True):
        """Sends `data` for the stream offset `offset`: again, early or over other octets, as the caller likes.

        With `captured` false the peer receives it and the capture does not.
        """
        if captured:
            self._emit(sender, sender.sequence(offset), sender.acknowledges, PSH | ACK, data, at)
        sender.sent = max(sender.sent, offset + len(data))
        sender.peer.receive(offset, offset + len(data))

    def acknowledge(self, sender, at=None):
        self._emit(sender, sender.sequence(sender.sent), sender.acknowledges, ACK, b"", at)

    def close(self, first):
        """The orderly end: FIN, FIN, ACK."""
        for sender in (first, first.peer):
            self._emit(sender, sender.sequence(sender.sent), sender.acknowledges, FIN | ACK, b"")
            sender.sent += 1
            sender.peer.receive(sender.sent - 1, sender.sent)
        self.acknowledge(first)

    def reset(self, sender):
        self._emit(sender, sender.sequence(sender.sent), sender.acknowledges, RST | ACK, b"")

    def _emit(self, sender, sequence, acknowledgement, flags, data, at=None, options=b""):
        receiver = sender.peer
        header_words = 5 + len(options) // 4
        segment = struct.pack("!HHIIBBHHH", sender.port, receiver.port, sequence, acknowledgement or 0,
                              header_words << 4, flags, 64240, 0, 0) + options + data
        pseudo_header = sender.host.packed + receiver.host.packed + struct.pack("!IHBB", len(segment), 0, 0, TCP)
        segment = segment[:16] + struct.pack("!H", checksum(pseudo_header + segment)) + segment[18:]
        self.capture.add(self._link(sender, self._network(sender, segment)), at)

    def _network(self, sender, segment):
        return self._ipv4(sender, segment) if sender.host.version == 4 else self._ipv6(sender, segment)

    def _ipv4(self, sender, segment):
        sender.identification += 1
        header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(segment), sender.identification, 0x4000, 64, TCP, 0,
                             sender.host.packed, sender.peer.host.packed)
        return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + segment

    def _ipv6(self, sender, segment):
        protocols = [number for number, _ in self.extension_headers] + [TCP]
        payload = b""
        for following, (_, body) in zip(protocols[1:], self.extension_headers):
            payload += bytes([following]) + body
        payload += segment
        return struct.pack("!IHBB16s16s", 6 << 28, len(payload), protocols[0], 64,
                           sender.host.packed, sender.peer.host.packed) + payload

    def _link(self, sender, packet):
        tags = b"".join(struct.pack("!HH", ether_type, vlan) for ether_type, vlan in self.vlans)
        ether_type = struct.pack("!H", IPV4 if sender.host.version == 4 else IPV6)
        whole = sender.peer.mac + sender.mac + tags + ether_type + packet
        return whole.ljust(ETHERNET_LEAST, b"\0") if self.padded else whole


def accept(key):
    """The Sec-WebSocket-Accept that belongs to `key` (RFC 6455 section 4.2.2)."""
    return base64.b64encode(hashlib.sha1(key.encode() + GUID).digest()).decode()


def head(start_line, *fields):
    return "\r\n".join((start_line, *fields, "", "")).encode()


def upgrade_request(*more, path="/", host="example.com", key=KEY):
    return head(f"GET {path} HTTP/1.1", f"Host: {host}", "Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}", *more)


def upgrade_response(*more, key=KEY):
    return head("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                f"Sec-WebSocket-Accept: {accept(key)}", *more)


def frame(opcode, payload=b"", fin=True, rsv=0, masking_key=None):
    """A WebSocket frame (RFC 6455 section 5.2) with its length in the shortest form."""
    first = fin << 7 | rsv << 4 | opcode
    mask_bit = 0x80 if masking_key else 0
    if len(payload) < 126:
        header = struct.pack("!BB", first, mask_bit | len(payload))
    elif len(payload) < 65536:
        header = struct.pack("!BBH", first, mask_bit | 126, len(payload))
    else:
        header = struct.pack("!BBQ", first, mask_bit | 127, len(payload))
    if not masking_key:
        return header + payload
    return header + masking_key + bytes(octet ^ masking_key[i % 4] for i, octet in enumerate(payload))


def masked(opcode, payload=b"", fin=True, rsv=0):
    return frame(opcode, payload, fin, rsv, MASKING_KEY)


def upgraded(capture, *fields, **options):
    """A connection after its handshake, in which both sides name `fields` too."""
    tcp = Connection(capture, **options).open()
    tcp.say(tcp.client, upgrade_request(*fields))
    tcp.say(tcp.server, upgrade_response(*fields))
    return tcp


def close_both(tcp, code=1000, reason=""):
    """The closing handshake, begun by the client, and the end of TCP, begun by the server."""
    tcp.say(tcp.client, masked(CLOSE, close_payload(code, reason)))
    tcp.say(tcp.server, frame(CLOSE, close_payload(code)))
    tcp.close(first=tcp.server)


def close_payload(code, reason=""):
    return struct.pack("!H", code) + reason.encode()
