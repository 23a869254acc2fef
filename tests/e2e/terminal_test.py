"""Nothing that came from the network reaches a terminal raw."""

import base64
import json
import re

import captures
from captures import Capture, frame, masked, packets
from packets import Connection, close_payload, head, upgrade_request, upgrade_response
from program import DONE, SAMPLES, ProgramTest, of_type

FORMATS = ("tree", "line", "ndjson", "json")

# Beyond ASCII: C1 controls, marks and overrides of direction, what is invisible, what ends a line.
NOT_RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
AWKWARD = ("\x9b31m", "\u202egnirts", "\u2066isolate\u2069", "\u2028\u2029", "\u200f", "\ufeff", "\u061c", "\x85")

# RFC 9110 section 5.5: no header field can hold these.
NOT_IN_HEADS = b"\0\r\n"


def content(message):
    return message["text"].encode() if "text" in message else base64.b64decode(message["data"])


class Terminal(ProgramTest):
    def check_nothing_raw(self, *arguments):
        for output_format in FORMATS:
            for more in ((), ("-x",)):
                outcome = self.analyze("-T", output_format, *more, *arguments)
                self.assertEqual((outcome.status, outcome.err), (DONE, b""))
                found = NOT_RAW.search(outcome.out.decode())  # Fails where it is not valid UTF-8.
                self.assertIsNone(found, f"{output_format}: {found and outcome.text[found.start() - 80:found.end()]!r}")

    def test_the_sample_attack_is_harmless(self):
        self.check_nothing_raw(SAMPLES / "terminal-attack.pcap")

    def test_payloads_of_every_octet_are_harmless_and_whole_in_json(self):
        capture = Capture()
        texts = [bytes([octet]) for octet in range(256)] + [text.encode() for text in AWKWARD]
        tcp = captures.upgraded(capture)
        for text in texts:
            tcp.say(tcp.client, masked(packets.TEXT, b"a" + text + b"z"))
            tcp.say(tcp.client, masked(packets.PING, b"a" + text + b"z"))
            tcp.say(tcp.server, frame(packets.PONG, b"a" + text + b"z"))
        tcp.say(tcp.client, masked(packets.TEXT, bytes(range(256))))
        tcp.say(tcp.server, frame(packets.CLOSE, close_payload(1000) + bytes(range(1, 124))))
        tcp.say(tcp.client, masked(packets.CLOSE, close_payload(1000) + bytes(range(128, 251))))
        path = self.write_capture(capture)
        self.check_nothing_raw(path)
        messages = of_type(self.records_of(path), "message")
        for text, message in zip(texts, messages):
            self.assertEqual(content(message), b"a" + text + b"z")
            self.assertEqual("text" in message, len(text) > 1 or text < b"\x80")

    def test_every_octet_is_harmless_as_a_reason(self):
        capture = Capture()
        reasons = [bytes([octet]) for octet in range(256)] + [text.encode() for text in AWKWARD]
        for number, reason in enumerate(reasons):
            tcp = captures.upgraded(capture, client=("192.0.2.10", 40000 + number))
            tcp.say(tcp.server, frame(packets.CLOSE, close_payload(1000) + b"a" + reason + b"z"))
            tcp.close(first=tcp.server)
        path = self.write_capture(capture)
        self.check_nothing_raw(path)
        self.assertEqual(len(of_type(self.records_of(path), "control")), len(reasons))

    def test_every_octet_is_harmless_in_a_handshake(self):
        capture = Capture()
        texts = [bytes([octet]) for octet in range(256)] + [text.encode() for text in AWKWARD]
        for number, text in enumerate(texts):
            tcp = Connection(capture, client=("192.0.2.10", 40000 + number)).open()
            fields = ("Origin: a@z", "User-Agent: a@z", "Sec-WebSocket-Protocol: a@z",
                      "Sec-WebSocket-Extensions: a@z; b=@")
            request = upgrade_request(*fields, path="/a@z", host="a@z")
            response = upgrade_response("Sec-WebSocket-Protocol: a@z", "Sec-WebSocket-Extensions: a@z; b=@")
            tcp.say(tcp.client, request.replace(b"@", text))
            tcp.say(tcp.server, response.replace(b"Switching Protocols", b"a@z").replace(b"@", text))
            packets.close_both(tcp)
        path = self.write_capture(capture)
        self.check_nothing_raw(path)
        handshakes = of_type(self.records_of(path), "handshake")
        shown = {handshake["user_agent"] for handshake in handshakes if "user_agent" in handshake}
        for octet in range(256):
            if octet not in NOT_IN_HEADS:
                text = {0x5C: r"\\"}.get(octet, chr(octet) if octet < 0x80 else f"\\x{octet:02x}")
                self.assertIn(f"a{text}z", shown)

    def test_every_octet_is_harmless_in_a_refusal(self):
        capture = Capture()
        for number in range(256):
            tcp = Connection(capture, client=("192.0.2.10", 40000 + number)).open()
            tcp.say(tcp.client, upgrade_request())
            tcp.say(tcp.server, head("HTTP/1.1 403 a@z", "Sec-WebSocket-Accept: a@z", "Sec-WebSocket-Version: a@z",
                                     "Content-Length: 0").replace(b"@", bytes([number])))
            tcp.close(first=tcp.server)
        self.check_nothing_raw(self.write_capture(capture))

    def test_control_characters_in_the_name_of_a_file_are_harmless(self):
        name = "\x1b[31mred\u202e.pcap"
        self.write_capture(captures.conversation(), name)
        self.check_nothing_raw(self.folder / name, SAMPLES / "curl.pcap")
        record = json.loads(self.analyze("-T", "ndjson", name, SAMPLES / "curl.pcap", cwd=self.folder).lines[0])
        self.assertEqual(record["file"], name)
