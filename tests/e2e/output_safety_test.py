"""Every octet and every character that a terminal must not see, in every place where text from a capture is shown, in
every format of every command: nothing of it gets through raw, and what machines read parses."""

import csv
import json
import os
import re
import struct
import unicodedata
import xml.etree.ElementTree

from captures import Capture, block, conversation, frame, masked, packets, pcapng_blocks
from packets import Connection, close_payload, head
from program import DONE, FINDINGS, INPUT_DAMAGED, OUTPUT_FAILED, SAMPLES, ProgramTest, of_type

# All there are.
FIELDS = re.findall(r"^\| `([a-z0-9_.]+)` \| ", (SAMPLES.parent / "docs/filter.md").read_text().partition("\n## Fields\n")[2],
                    re.MULTILINE)

# Format characters that show as a sign of their own (Prepended_Concatenation_Mark).
SIGNS = {*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD}
# Default_Ignorable_Code_Point, beyond the format characters: to be shown as nothing.
IGNORABLE = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x2065, 0x3164, *range(0xFE00, 0xFE10),
             0xFFA0, *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000)}


def is_unsafe(code_point):
    category = unicodedata.category(chr(code_point))
    return code_point in IGNORABLE or (category in ("Cc", "Cf", "Zl", "Zp") and code_point not in SIGNS)


# No plane between these two has a format character, and the private ones have none either.
UNSAFE = [code_point for code_point in (*range(0x20000), *range(0xE0000, 0xE1000)) if is_unsafe(code_point)]


def ranges(code_points):
    """As (first, last), in order: a pattern of single characters would be slow."""
    begun = []
    for point in code_points:
        if begun and begun[-1][1] == point - 1:
            begun[-1][1] = point
        else:
            begun.append([point, point])
    return begun


NOT_RAW = re.compile("[" + "".join(f"\\U{first:08x}-\\U{last:08x}"
                                   for first, last in ranges(point for point in UNSAFE if point != 0x0A)) + "]")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def octet_texts():
    return [bytes([octet]) for octet in range(256)]


def character_texts():
    """Those beyond ASCII, twenty to a text; of the ignorable ones that no version of Unicode assigns, the edges."""
    shown = [chr(point) for point in UNSAFE if point >= 0x80 and not 0xE01F0 < point < 0xE0FFF]
    return ["z".join(shown[begin:begin + 20]).encode() for begin in range(0, len(shown), 20)]


TEXTS = octet_texts() + character_texts()
MALFORMED = b"\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80\xf8\x80\xe2\x82"  # No UTF-8 in any part of it.


def fields(*lines):
    return head("@", *lines).removeprefix(b"@\r\n")


class Hostile:
    """A capture in which `text` stands wherever a client or a server can put it."""

    def __init__(self):
        self.capture = Capture()
        self.connections = 0

    def connection(self):
        self.connections += 1
        return Connection(self.capture, client=("192.0.2.10", 20000 + self.connections)).open()

    def add(self, text):
        self.add_names(text)
        self.add_proofs(text)
        self.add_refusal(text)
        self.add_payloads(text)

    def add_names(self, text):
        """What ends may say of themselves and of each other; every part of it is shown somewhere."""
        tcp = self.connection()
        lines = ("Upgrade: websocket", "Connection: Upgrade")
        offers = ("Sec-WebSocket-Protocol: a@z, chat", "Sec-WebSocket-Extensions: a@z; b=@")
        request = head("GET /a@z?q=@ HTTP/1.1", *lines, "Host: a@z", "Origin: a@z", "User-Agent: a@z", *offers,
                       "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {packets.KEY}")
        response = head("HTTP/1.1 101 a@z", *lines, f"Sec-WebSocket-Accept: {packets.accept(packets.KEY)}",
                        "Sec-WebSocket-Protocol: b@z", "Sec-WebSocket-Extensions: c@z; d=@", "Server: a@z")
        tcp.say(tcp.client, b"PROXY UNKNOWN a" + text[:80] + b"z\r\n" + request.replace(b"@", text))
        tcp.say(tcp.server, response.replace(b"@", text))
        packets.close_both(tcp)

    def add_proofs(self, text):
        """Wrong in every field that a rule looks at and quotes."""
        tcp = self.connection()
        request = head("GET /proofs HTTP/1.1", "Upgrade: websocket, a@z", "Connection: Upgrade, a@z", "Host: a",
                       "Sec-WebSocket-Key: a@z", "Sec-WebSocket-Version: 13@", "Sec-WebSocket-Protocol: @",
                       "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=@")
        response = head("HTTP/1.1 101 OK", "Upgrade: a@z", "Connection: a@z", "Sec-WebSocket-Accept: a@z",
                        "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=@")
        tcp.say(tcp.client, request.replace(b"@", text))
        tcp.say(tcp.server, response.replace(b"@", text))
        packets.close_both(tcp)

    def add_refusal(self, text):
        tcp = self.connection()
        tcp.say(tcp.client, packets.upgrade_request(path="/refused"))
        tcp.say(tcp.server, head("HTTP/1.1 403 a@z", "Sec-WebSocket-Accept: a@z", "Sec-WebSocket-Version: a@z",
                                 "Content-Length: 0").replace(b"@", text))
        tcp.close(first=tcp.server)

    def add_payloads(self, text):
        tcp = self.connection()
        payload = b"a" + text + b"z"
        tcp.say(tcp.client, packets.upgrade_request(path="/payloads"))
        tcp.say(tcp.server, packets.upgrade_response())
        for opcode in (packets.TEXT, packets.BINARY, packets.PING, packets.PONG, 3, 11):
            tcp.say(tcp.client, masked(opcode, payload[:125]))
            tcp.say(tcp.server, frame(opcode, payload[:125]))
        tcp.say(tcp.client, masked(packets.TEXT, payload, fin=False))
        tcp.say(tcp.client, masked(packets.CONTINUATION, payload))
        for sender, close in ((tcp.server, frame), (tcp.client, masked)):
            tcp.say(sender, close(packets.CLOSE, close_payload(1000) + payload[:123]))
        tcp.close(first=tcp.client)


def hostile_capture():
    hostile = Hostile()
    for text in [*TEXTS, MALFORMED]:
        hostile.add(text)
    return hostile.capture


class OutputSafety(ProgramTest):
    def check_text(self, octets, said_by):
        """UTF-8, and nothing in it that a terminal takes for more than a sign."""
        text = COLOUR.sub("", octets.decode()) if "always" in said_by else octets.decode()
        # Tabs stand between columns; that there are no others, who reads the rows sees.
        found = NOT_RAW.search(text.replace("\t", " ") if "fields" in said_by else text)
        self.assertIsNone(found, f"{said_by}: {found and text[max(found.start() - 80, 0):found.end()]!r}")
        return text

    def check(self, *arguments, statuses=(DONE,), parse=None, **more):
        outcome = self.run_program(*arguments, **more)
        self.assertIn(outcome.status, statuses, outcome.err[-1000:])
        self.check_text(outcome.err, arguments)
        text = self.check_text(outcome.out, arguments)
        if parse:
            self.assertTrue(text)
            parse(text)
        return outcome

    def check_all(self, *files, statuses=(DONE, FINDINGS), **more):
        """Every command on captures, in every format."""
        def json_lines(text):
            return [json.loads(line) for line in text.removesuffix("\n").split("\n")]

        xml_text = xml.etree.ElementTree.fromstring
        formats = {
            "analyze": {"tree": None, "line": None, "ndjson": json_lines, "json": json.loads},
            "validate": {"text": None, "ndjson": json_lines, "json": json.loads, "junit": xml_text,
                         "sarif": json.loads},
            "stats": {"text": None, "json": json.loads},
        }
        every_field = [argument for field in FIELDS for argument in ("-e", field)]
        for output_format, separator in (("fields", "\t"), ("csv", ",")):
            def rows(text, separator=separator):
                lines = text.removesuffix("\n").split("\n")
                quoting = csv.QUOTE_NONE if separator == "\t" else csv.QUOTE_MINIMAL
                for row in csv.reader(lines, delimiter=separator, quoting=quoting, strict=True):
                    self.assertEqual(len(row), len(FIELDS))

            self.check("analyze", "-T", output_format, *every_field, *files, statuses=statuses, parse=rows, **more)
        for command, parsers in formats.items():
            for output_format, parse in parsers.items():
                self.check(command, "-T", output_format, *files, statuses=statuses, parse=parse, **more)
        for connection in range(4):
            self.check("follow", "--connection", connection, "-x", *files, statuses=statuses, **more)
        for more_arguments in (("analyze", "-x", "-v"), ("analyze", "--color", "always"), ("stats", "--check"),
                               ("follow", "--connection", "0", "--color", "always"),
                               ("validate", "--color", "always"), ("analyze", "-T", "line", "--color", "always")):
            self.check(*more_arguments, "--no-sandbox", *files, statuses=statuses, **more)

    def test_text_of_the_network_in_every_place_and_every_format(self):
        path = self.write_capture(hostile_capture())
        self.check_all(path)
        # That it was there: each of the texts came through as JSON, where JSON can hold it.
        records = self.analyze("-T", "ndjson", path).records
        messages = {record.get("text") for record in of_type(records, "message")}
        agents = {record.get("user_agent") for record in of_type(records, "handshake")}
        for text in character_texts():
            self.assertIn(f"a{text.decode()}z", messages)
            self.assertIn(f"a{text.decode()}z", agents)
        # A head with NUL, CR, LF or a space in the wrong place is none.
        self.assertGreater(len(of_type(records, "handshake")), 4 * len(TEXTS) - 20)

    def test_names_of_files(self):
        """In records, in remarks on damage, on files that are missing, and on files that cannot be written."""
        octets = [bytes([octet]) for octet in range(1, 256) if octet != ord("/")]
        names = [b"a" + b"".join(part) + b".pcap"
                 for part in (octets[:60], octets[60:130], octets[130:], [MALFORMED])]
        names += [text[:200].decode(errors="ignore").encode() + b".pcap" for text in character_texts()]
        made = self.write_capture(conversation()).read_bytes()
        files = [os.path.join(os.fsencode(self.folder), name) for name in names]
        for file in files:
            with open(file, "wb") as opened:
                opened.write(made[:-20])
        files = [os.fsdecode(file) for file in files]
        missing = [f"{file}-missing" for file in files]
        for file in files:
            self.check("analyze", "-T", "tree", file, statuses=(INPUT_DAMAGED,))
        self.check_all(*files, statuses=(INPUT_DAMAGED,))
        self.check_all(files[0], statuses=(INPUT_DAMAGED,))
        self.check("analyze", *missing, statuses=(INPUT_DAMAGED,))
        for file in files:
            self.check("analyze", "-w", f"{file}/no-folder", self.folder / "made.pcap", statuses=(OUTPUT_FAILED,))

    def test_names_and_comments_in_a_pcapng(self):
        section, interface, *blocks = pcapng_blocks(conversation())
        text = b"".join(TEXTS)[:4000]

        def option(code):
            return struct.pack("<HH", code, len(text)) + text + b"\0" * (-len(text) % 4)

        named = block(1, interface[8:-4] + option(2) + option(3) + b"\0" * 4)
        commented = [block(6, each[8:-4] + option(1) + b"\0" * 4) for each in blocks]
        path = self.write_file("commented.pcapng", b"".join([section, named, *commented]))
        self.check_all(path)
        self.check("analyze", "-w", self.folder / "written.pcapng", path)
        self.assertIn(text, (self.folder / "written.pcapng").read_bytes())  # It was an option of the packets.
        self.check_all(self.folder / "written.pcapng")
