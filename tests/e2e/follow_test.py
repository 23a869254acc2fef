"""`follow`: one conversation, message by message, as people read a chat."""

import re
import subprocess

from captures import Capture, conversation, frame, masked, packets, pcap_file, upgraded
from output_safety_test import COLOUR, NOT_RAW
from program import DONE, INPUT_DAMAGED, SAMPLES, USAGE, ProgramTest, of_type, sample_files

ROW = re.compile(r"( *\d+\.\d+)  (client|server) ([><! ]) ?(.*)")
COUNTS = (1, 2, 5)


def mixed_conversations(count):
    """A pcap file in which one connection speaks while many others come and go, larger than several blocks."""
    capture = Capture()
    talk = upgraded(capture)
    for number in range(count):
        tcp = upgraded(capture, client=("192.0.2.10", 10_000 + number))
        tcp.say(tcp.client, masked(packets.TEXT, b"other %d " % number + b"x" * 500))
        packets.close_both(tcp)
        sender, frame_of = (talk.client, masked) if number % 2 else (talk.server, frame)
        talk.say(sender, frame_of(packets.TEXT, b"message %d" % number))
    packets.close_both(talk)
    return pcap_file(packet for _, packet in capture.packets)


class Follow(ProgramTest):
    def follow(self, connection, *arguments, **more):
        return self.run_program("follow", "--connection", connection, *arguments, **more)

    def chat(self, connection, *arguments):
        outcome = self.follow(connection, *arguments)
        self.assertEqual((outcome.status, outcome.err), (DONE, b""))
        return outcome.text

    def rows(self, connection, *arguments):
        """(seconds, who, sign, text) of each row."""
        return [match.groups() for match in map(ROW.fullmatch, self.chat(connection, *arguments).split("\n")) if match]

    def capture_of(self, *texts):
        capture = Capture()
        tcp = upgraded(capture)
        for text in texts:
            tcp.say(tcp.client, masked(packets.TEXT, text))
        return self.write_capture(capture)

    def test_the_messages_are_those_of_ndjson_at_the_seconds_of_line(self):
        for sample, connection in (("node-ws.pcap", 0), ("node-ws-deflate.pcap", 0), ("http2-node.pcap", 0),
                                   ("http2-haproxy.pcap", 2), ("lost-in-payload.pcap", 0)):
            with self.subTest(sample):
                path = SAMPLES / sample
                said = [message for message in of_type(self.records_of(path), "message")
                        if message["connection"] == connection and message["complete"] and message.get("text")]
                rows = self.rows(connection, path)
                self.assertGreater(len(said), 1)
                self.assertEqual([(who, sign, text) for _, who, sign, text in rows if sign in "<>"],
                                 [(message["direction"], "><"[message["direction"] == "server"],
                                   message["text"].replace("\\", "\\\\")) for message in said])
                seconds = {line.split()[1] for line in
                           self.analyze("-T", "line", "--only", "frame,gap,finding", path).lines}
                self.assertLessEqual({row[0].strip() for row in rows}, seconds)

    def test_the_head_says_who_speaks_and_how_it_began(self):
        head = self.chat(0, SAMPLES / "wrong-accept.pcap").split("\n\n")[0].split("\n")
        self.assertEqual(head[0], "Connection 0, 127.0.0.1:56518 -> 127.0.0.1:8080, GET /, "
                                  "2026-11-22 15:07:04.582853 UTC")
        self.assertEqual(head[1], "  Handshake: INVALID (packets 4 and 6)")
        self.assertIn("  ! error handshake.accept-mismatch: ", head[-1])
        head = self.chat(0, SAMPLES / "http2-node.pcap").split("\n\n")[0].split("\n")
        self.assertIn(", CONNECT /echo, ", head[0])
        self.assertTrue(head[1].startswith("  Handshake: valid over HTTP/2 (packets "), head[1])
        self.assertIn("  Handshake: not captured\n\n", self.chat(0, SAMPLES / "mid-stream.pcap"))
        refused = self.chat(0, SAMPLES / "refused-then-accepted.pcap")
        self.assertIn("  Handshake: rejected with ", refused)
        self.assertNotIn("\n\n", refused)

    def test_the_end_is_that_of_validate(self):
        for path in sample_files():
            for block in self.run_program("validate", path).text.split("\n\n"):
                connection = re.match(r"Connection (\d+), ", block)
                how, end = block.partition("\n  End: ")[1:]
                if connection and end:
                    with self.subTest(path=path.name, connection=connection[1]):
                        self.assertIn(f"{how}{end}\n", self.follow(connection[1], path).text)

    def test_a_text_of_several_lines_stands_in_several(self):
        path = self.capture_of(b'{\n  "a": [1,\n    2]\n}', b"one line", b"\x1b[2J\r\n\xe2\x80\xae\n",
                               b"x" * 5000)
        chat = self.chat(0, path).split("\n\n", 2)
        rows = "\n\n".join(chat[1:]).split("\n")
        indent = " " * 21
        self.assertRegex(rows[0], r"^  0\.\d{6}  client > \{$")
        self.assertEqual(rows[1:4], [indent + '  "a": [1,', indent + "    2]", indent + "}"])
        self.assertTrue(rows[4].endswith("client > one line"))
        self.assertTrue(rows[5].endswith(r"client > \u{1b}[2J\r"))
        self.assertEqual(rows[6:8], [indent + r"\u{202e}", ""])
        self.assertTrue(rows[8].endswith("client > " + "x" * 5000))

    def test_no_text_can_look_like_a_row(self):
        forged = b"hello\n  0.000001  server < forged\n  End: forged\n\n  ! error forged\n" + b" " * 19 + b"! forged"
        for line in self.chat(0, self.capture_of(forged)).split("\n"):
            if "forged" in line:
                self.assertTrue(line.startswith(" " * 21), line)

    def test_nothing_reaches_a_terminal_raw(self):
        capture = Capture()
        tcp = upgraded(capture)
        for text in [*(bytes([octet]) for octet in range(256)), "\u202e\u2028\u200b\ufeff\x9b31m".encode()]:
            for opcode in (packets.TEXT, packets.BINARY, packets.PING, packets.PONG, 3):
                tcp.say(tcp.client, masked(opcode, b"a" + text + b"z"))
        tcp.say(tcp.client, masked(packets.CLOSE, packets.close_payload(1000) + b"\x1b[2J\n\xff"))
        hostile = self.write_capture(capture)
        for connection, path in ((0, hostile), (0, SAMPLES / "terminal-attack.pcap")):
            for options in ((), ("-x",), ("--no-payload",), ("--color", "always")):
                with self.subTest(path=path.name, options=options):
                    text = self.chat(connection, *options, path)
                    found = NOT_RAW.search(COLOUR.sub("", text) if "always" in options else text)
                    self.assertIsNone(found, found and text[max(found.start() - 80, 0):found.end()])

    def test_without_payload_there_are_lengths(self):
        path = SAMPLES / "node-ws.pcap"
        chat = self.chat(0, "--no-payload", path)
        for message in of_type(self.records_of(path), "message"):
            word = message["opcode_name"].capitalize()
            self.assertIn(f" {message['direction']}   {word}, {message['wire_length']} byte", chat)
            self.assertNotIn(message.get("text") or "never", chat.partition("\n\n")[2].partition("\n  End:")[0])

    def test_a_hex_dump_of_all_payload(self):
        path = SAMPLES / "article.pcap"
        self.assertNotIn("  0020  ", self.chat(0, path))
        binary = self.write_capture(conversation())
        self.assertIn("                     0000  68 65 6c 6c 6f    ", self.chat(0, "-x", binary))

    def test_a_longer_message_than_is_kept_is_marked(self):
        chat = self.chat(0, "--max-message", 3, self.write_capture(conversation()))
        self.assertIn("  client   Text, 5 bytes, truncated, 3 bytes shown\n                   > hel\n", chat)

    def test_gaps_and_what_they_leave(self):
        chat = self.chat(0, SAMPLES / "lost-in-payload.pcap")
        self.assertRegex(chat, r"(client|server)   gap, \d+ bytes not captured, decoding goes on\n")
        self.assertRegex(chat, r"(Text|Binary), \d+ bytes, incomplete, \d+ bytes shown\n")

    def test_findings_are_chosen_as_always(self):
        path = SAMPLES / "broken-frames.pcap"
        findings = {(each["connection"], each["rule"]) for each in of_type(self.records_of(path), "finding")}
        for connection in {number for number, _ in findings}:
            told = set(re.findall(r"! \w+ ([\w.-]+): ", self.chat(connection, path)))
            self.assertEqual(told, {rule for number, rule in findings if number == connection})
            self.assertNotIn("! note", self.chat(connection, "--severity", "warning", path))

    def test_several_files_are_one_capture(self):
        capture = Capture()
        tcp = upgraded(capture)
        for number in range(6):
            tcp.say(tcp.client, masked(packets.TEXT, b"message %d" % number))
        half = len(capture.packets) // 2
        parts = []
        for some in (capture.packets[:half], capture.packets[half:]):
            part = Capture()
            part.packets = some
            parts.append(self.write_capture(part, f"part{len(parts)}.pcap"))
        named = self.chat(0, *parts)
        self.assertIn(f" UTC, {parts[0]}\n", named)
        self.assertEqual(named.count(" > message "), 6)
        self.assertEqual(named.replace(f" UTC, {parts[0]}\n", " UTC\n"), self.chat(0, self.write_capture(capture)))

    def test_the_threads_make_no_difference(self):
        for capture in sample_files():
            for connection in (0, 1):
                outcomes = [self.follow(connection, "-j", count, capture) for count in COUNTS]
                with self.subTest(capture=capture.name, connection=connection):
                    self.assertTrue(all(outcome == outcomes[0] for outcome in outcomes))
        path = self.write_file("mixed.pcap", mixed_conversations(1500))
        self.assertGreater(path.stat().st_size, 1_500_000)
        outcomes = [self.follow(0, "-j", count, path) for count in COUNTS]
        self.assertTrue(all(outcome == outcomes[0] for outcome in outcomes))
        said = re.findall(r"^ +\d+\.\d+  (client >|server <) message (\d+)$", outcomes[0].text, re.MULTILINE)
        self.assertEqual(said, [(("server <", "client >")[number % 2], str(number)) for number in range(1500)])
        self.assertNotIn("other", outcomes[0].text)

    def test_only_its_packets_are_written(self):
        path = self.write_file("mixed.pcap", mixed_conversations(20))
        written = self.folder / "written.pcapng"
        self.assertEqual(self.chat(3, "-w", written, path), self.chat(3, path))
        again = self.records_of(written)
        self.assertEqual(len(of_type(again, "connection")), 1)
        self.assertEqual(of_type(again, "message")[0]["text"][:8], "other 2 ")
        to_output = self.follow(3, "-w", "-", path)
        self.assertEqual((to_output.status, to_output.out, to_output.err), (DONE, written.read_bytes(), b""))

    def test_a_connection_that_is_not_there_is_said_not_to_be(self):
        three = SAMPLES / "refused-then-accepted.pcap"
        empty = self.write_capture(Capture(), "empty.pcap")
        for connection, path, words in (
                (3, three, "there is no connection 3: the capture has 3, from 0 to 2"),
                (18446744073709551615, three,
                 "there is no connection 18446744073709551615: the capture has 3, from 0 to 2"),
                (7, SAMPLES / "wrong-accept.pcap", "there is no connection 7: the capture has one, number 0"),
                (0, empty, "there is no connection 0: the capture has none")):
            for count in COUNTS:
                outcome = self.follow(connection, "-j", count, path)
                self.assertEqual((outcome.status, outcome.out, outcome.remarks), (DONE, b"", [f"wsdissect: {words}"]))
            self.assertEqual(self.follow(connection, "-q", path), (DONE, b"", b""))
        self.assertEqual(self.follow(2, three).err, b"")
        missing = self.follow(0, self.folder / "missing.pcap")
        self.assertEqual((missing.status, missing.out), (INPUT_DAMAGED, b""))

    def test_damage_is_told_as_always(self):
        octets = self.write_capture(conversation()).read_bytes()
        outcome = self.follow(0, self.write_file("cut.pcap", octets[:-7]))
        self.assertEqual(outcome.status, INPUT_DAMAGED)
        self.assertIn("client > hello\n", outcome.text)
        self.assertEqual(len(outcome.remarks), 1)

    def test_a_closed_pipe_ends_it_quietly(self):
        path = self.write_file("mixed.pcap", mixed_conversations(1500))
        process = subprocess.Popen([self.program, "follow", "--connection", "0", str(path)], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        head = subprocess.run(["head", "-1"], stdin=process.stdout, capture_output=True)
        process.stdout.close()
        with process.stderr:
            self.assertEqual(process.stderr.read(), b"")
        self.assertTrue(head.stdout.startswith(b"Connection 0, "))
        self.assertEqual(process.wait(), DONE)

    def test_a_wrong_number_is_status_2_before_anything_is_read(self):
        missing = self.folder / "missing.pcap"
        for arguments, words in ((("follow", missing), "--connection"),
                                 (("follow", "--connection", "-1", missing), "-1"),
                                 (("follow", "--connection", "first", missing), "'first' is no number from 0 upwards"),
                                 (("follow", "--connection", "1.5", missing), "'1.5' is no number from 0 upwards"),
                                 (("follow", "--connection", "18446744073709551616", missing), "is no number")):
            outcome = self.run_program(*arguments)
            self.assertEqual((outcome.status, outcome.out), (USAGE, b""), outcome.err)
            self.assertEqual(len(outcome.remarks), 1)
            self.assertIn(words, outcome.remarks[0])
