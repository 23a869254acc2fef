"""A connection on which one side, the offender, plays a case, and the other side does as it should."""

import collections
import hashlib
import pathlib
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "samples"))
import packets  # noqa: E402  (found only since the line above)
from packets import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT  # noqa: E402,F401  (for importers)

KEY_OCTETS = 16


def noise(*names, octets=4):
    """Octets that look random and are the same for the same names."""
    seed = repr(names).encode()
    return b"".join(hashlib.sha256(seed + bytes([i])).digest() for i in range(-(-octets // 32)))[:octets]


class Stage:
    """What a case has to play on. `offender` is "client" or "server"."""

    def __init__(self, capture, number, offender):
        self.tcp = packets.Connection(capture, client=("192.0.2.10", 1024 + number),
                                      server=("198.51.100.1", 80)).open()
        self.number = number
        self.offender = getattr(self.tcp, offender)
        self.peer = self.offender.peer
        self.counts = collections.Counter()  # Of what was sent.
        self.key = packets.base64.b64encode(noise("key", number, octets=KEY_OCTETS)).decode()

    # The handshake. `request` and `response` are field lines to add; `without` names fields to leave out.
    def request(self, *more, method="GET", version="HTTP/1.1", without=(), acknowledged=True, **changed):
        self.counts["handshakes"] += 1
        fields = {"Host": "example.com", "Upgrade": "websocket", "Connection": "Upgrade",
                  "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": self.key, **named(changed)}
        lines = [f"{name}: {value}" for name, value in fields.items() if name not in without]
        self.tcp.say(self.tcp.client, packets.head(f"{method} /chat {version}", *lines, *more),
                     acknowledged=acknowledged)
        return self

    def response(self, *more, status="101 Switching Protocols", without=(), **changed):
        fields = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": packets.accept(self.key),
                  **named(changed)}
        lines = [f"{name}: {value}" for name, value in fields.items() if name not in without]
        self.tcp.say(self.tcp.server, packets.head(f"HTTP/1.1 {status}", *lines, *more))
        return self

    def open(self, extension=None, offered=None):
        field = [f"Sec-WebSocket-Extensions: {extension}"] if extension else []
        self.request(*([f"Sec-WebSocket-Extensions: {offered}"] if offered else field))
        return self.response(*field)

    # Frames.
    def frame(self, side, opcode, payload=b"", fin=True, rsv=0, masked=None, length_bits=None, length=None):
        """Octets of a frame as `side` sends it; what is not given is right."""
        self.counts["frames"] += 1
        is_masked = (side is self.tcp.client) if masked is None else masked
        key = noise("mask", self.number, self.counts["frames"]) if is_masked else None
        length = len(payload) if length is None else length
        bits = length_bits or (7 if length < 126 else 16 if length < 65536 else 64)
        field = {7: length, 16: 126, 64: 127}[bits]
        octets = struct.pack("!BB", fin << 7 | rsv << 4 | opcode, (0x80 if key else 0) | field)
        octets += {7: b"", 16: struct.pack("!H", length & 0xFFFF), 64: struct.pack("!Q", length)}[bits]
        if key:
            repeated = int.from_bytes((key * (len(payload) // 4 + 1))[:len(payload)], "big")
            payload = (int.from_bytes(payload, "big") ^ repeated).to_bytes(len(payload), "big")
            octets += key
        return octets + payload

    def send(self, opcode, payload=b"", chop=None, **more):
        """The offender sends a frame, whole or in segments of `chop` octets."""
        self.say(self.frame(self.offender, opcode, payload, **more), chop)
        return self

    def say(self, octets, chop=None):
        step = chop or 16000
        for at in range(0, len(octets), step):
            self.tcp.say(self.offender, octets[at:at + step], acknowledged=at + step >= len(octets))

    def after(self, octets):
        """The offender sends octets of whatever kind, which are shown as a frame."""
        self.counts["frames"] += 1
        self.say(octets)
        return self

    def reply(self, opcode, payload=b"", **more):
        """The peer sends a frame."""
        self.tcp.say(self.peer, self.frame(self.peer, opcode, payload, **more))
        return self

    def message(self, opcode, payload, pieces, **more):
        """The offender sends a message in frames of these lengths, the last of which has what is left."""
        for i, length in enumerate(pieces):
            self.send(opcode if i == 0 else CONTINUATION, payload[:length], fin=False, **(more if i == 0 else {}))
            payload = payload[length:]
        return self.send(CONTINUATION if pieces else opcode, payload, **({} if pieces else more))

    # The end.
    def close(self, body=packets.close_payload(1000), answer=packets.close_payload(1000)):
        """The offender's Close, the peer's, and TCP's end."""
        self.send(CLOSE, body)
        if answer is not None:
            self.reply(CLOSE, answer)
        self.tcp.close(first=self.tcp.server)
        return self

    def fail(self):
        """The peer has seen enough: it closes with 1002."""
        self.reply(CLOSE, packets.close_payload(1002))
        self.send(CLOSE, packets.close_payload(1002))
        self.tcp.close(first=self.tcp.server)
        return self

    def wait(self, seconds):
        self.tcp.capture.now += int(seconds * 1_000_000)
        return self


def named(changed):
    """{"sec_websocket_key": ...} as header fields."""
    names = {"host": "Host", "upgrade": "Upgrade", "connection": "Connection", "ws_version": "Sec-WebSocket-Version",
             "key": "Sec-WebSocket-Key", "accept": "Sec-WebSocket-Accept"}
    return {names[name]: value for name, value in changed.items()}
