"""Several threads tell what one does, on standard output and on standard error, with the same exit status."""

import base64
import json
import random
import subprocess
import time
import zlib

from captures import PCAP_HEADER, Capture, conversation, frame, packets, pcap_file, upgraded
from program import DONE, FINDINGS, INPUT_DAMAGED, OUTPUT_FAILED, SAMPLES, USAGE, ProgramTest, sample_files

FORMATS = ("tree", "line", "ndjson", "json")
COUNTS = (1, 2, 5)
SAMPLE = SAMPLES / "nginx.pcap"


def many_conversations(count):
    """A pcap file of conversations one after the other, larger than several blocks of the input."""
    packet_list = []
    for number in range(count):
        text = b"message of conversation %d " % number + b"x" * (number * 37 % 3000)
        packet_list += [packet for _, packet in conversation(text, client=("192.0.2.10", 10_000 + number)).packets]
    return pcap_file(packet_list)


def long_messages(texts):
    """A pcap file of compressed messages that come side by side, each on a connection of its own: its text, and then a
    part of that again."""
    capture, talks = Capture(), []
    for number, text in enumerate(texts):
        tcp = upgraded(capture, "Sec-WebSocket-Extensions: permessage-deflate", client=("192.0.2.10", 40000 + number))
        deflate = zlib.compressobj(1, wbits=-15)
        wires = [deflate.compress(part) + deflate.flush(zlib.Z_SYNC_FLUSH)[:-4] for part in (text, text[-500:])]
        talks.append((tcp, b"".join(frame(packets.TEXT, wire, rsv=4) for wire in wires)))
    for begin in range(0, max(len(octets) for _, octets in talks), 40_000):
        for tcp, octets in talks:
            if begin < len(octets):
                tcp.say(tcp.server, octets[begin:begin + 40_000])
    return pcap_file(packet for _, packet in capture.packets)


class SameOutput(ProgramTest):
    def check(self, *arguments, status, formats=FORMATS, **more):
        for output_format in formats:
            outcomes = [self.analyze("-j", count, "-T", output_format, *arguments, **more) for count in COUNTS]
            for count, outcome in zip(COUNTS, outcomes):
                with self.subTest(arguments=arguments, format=output_format, threads=count):
                    self.assertEqual(outcome.status, status, outcome.err)
                    self.assertTrue(outcome == outcomes[0], "what it tells differs from what one thread tells")

    def test_every_sample(self):
        for path in sample_files():
            self.check(path, status=DONE)

    def test_a_capture_of_many_blocks_as_a_file_as_a_pipe_and_damaged(self):
        octets = many_conversations(800)
        self.assertGreater(len(octets), 1_000_000)
        path = self.write_file("many.pcap", octets)
        self.check(path, status=DONE)
        self.check("-", input=octets, status=DONE)
        self.check("-Y", 'http.host and websocket.payload.text matches "[37]0? x*$" or websocket.severity', path,
                   status=DONE)
        self.check("-f", "portrange 10100-10600", "-c", 3000, path, status=DONE)
        self.check(path, SAMPLE, "missing.pcap", status=INPUT_DAMAGED)
        broken = bytearray(octets[:-7])
        for position in range(PCAP_HEADER + 16 + 14, len(broken), 5003):
            broken[position] ^= 0x5A
        broken = self.write_file("broken.pcap", bytes(broken))
        self.check(broken, status=INPUT_DAMAGED)
        self.check("-v", broken, status=INPUT_DAMAGED)
        with open("/dev/full", "wb") as full:
            self.check("-v", broken, stdout=full, status=OUTPUT_FAILED)

    def test_messages_that_are_inflated_while_they_come(self):
        generator = random.Random(4)
        texts = [base64.b64encode(generator.randbytes(length)) for length in (1_200_000, 900_000, 1_500_000)]
        path = self.write_file("long.pcap", long_messages(texts))
        self.check(path, status=DONE)
        self.check("--max-message", "1000", path, status=DONE, formats=("ndjson",))
        self.check("--max-memory", "1M", path, status=DONE, formats=("ndjson",))
        # What the handshakes say is known for all blocks behind theirs.
        chosen = "http.response.code == 101 and websocket.message.length > 1000 or websocket.connection == 1"
        self.check("-Y", chosen, path, status=DONE)
        self.assertEqual(len(self.analyze("-j", 2, "-T", "ndjson", "--only", "message", "-Y", chosen, path).lines), 4)
        messages = [json.loads(line) for line in
                    self.analyze("-j", 2, "-T", "ndjson", "--only", "message", path).out.splitlines()]
        told = {(message["connection"], message["text"].encode()) for message in messages}
        self.assertEqual(told, {(number, part) for number, text in enumerate(texts) for part in (text, text[-500:])})

    def test_stats(self):
        path = self.write_file("many.pcap", many_conversations(400))
        for output_format in ("text", "json"):
            outcomes = [self.run_program("stats", "-j", count, "-T", output_format, path) for count in COUNTS]
            self.assertEqual(outcomes[0].status, DONE)
            self.assertEqual(outcomes, [outcomes[0]] * len(COUNTS))

    def test_what_judges_messages_and_has_one_printer(self):
        text = base64.b64encode(random.Random(5).randbytes(900_000))
        captures = [self.write_file("many.pcap", many_conversations(400)),
                    self.write_file("long.pcap", long_messages([text, b"\xff" + text])),
                    *(SAMPLES / name for name in ("deflate-broken.pcap", "broken-frames.pcap", "websockets-deflate.pcap"))]
        commands = [("validate", "-T", name) for name in ("text", "junit", "sarif", "ndjson")]
        commands += [("stats", "--check", "-T", name) for name in ("text", "json")]
        for command in commands:
            for path in captures:
                outcomes = [self.run_program(*command, "-j", count, path) for count in COUNTS]
                with self.subTest(command=command, capture=path.name):
                    self.assertIn(outcomes[0].status, (DONE, FINDINGS))
                    self.assertTrue(outcomes == [outcomes[0]] * len(COUNTS), "what it tells differs")
        with open("/dev/full", "wb") as full:
            self.assertEqual(self.run_program("validate", "-j", 2, captures[0], stdout=full).status, OUTPUT_FAILED)


class NumberOfThreads(ProgramTest):
    def test_one_to_sixty_four(self):
        expected = self.analyze("-j", 1, SAMPLE)
        for arguments in (["-j", 64], ["-j64"], ["--threads=3"]):
            self.assertEqual(self.analyze(*arguments, SAMPLE), expected)
        for wrong in ("0", "65", "-1", "two", "1.5", "", "99999999999999999999"):
            with self.subTest(threads=wrong):
                outcome = self.analyze("--threads", wrong, SAMPLE)
                self.assertEqual((outcome.status, outcome.out), (USAGE, b""))
                self.assertEqual(len(outcome.remarks), 1, outcome.err)


class ClosedOutput(ProgramTest):
    def test_a_closed_pipe_ends_several_threads_at_once_though_the_input_is_silent(self):
        """Whoever reads it leaves after a line; what comes next cannot be written, and nothing more comes."""
        first = pcap_file(packet for _, packet in conversation().packets)
        second = pcap_file(packet for _, packet in conversation(client=("192.0.2.10", 50_001)).packets)[PCAP_HEADER:]
        for count in (2, 5):
            with self.subTest(threads=count):
                process = self.start("analyze", "-j", count, "-T", "line", "-", stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)
                process.stdin.write(first)
                self.assertIn(b"101 Switching Protocols", process.stdout.readline())
                time.sleep(0.1)  # Until the rest of it is written.
                process.stdout.close()
                process.stdin.write(second)
                self.assertEqual(process.wait(20), DONE)
                self.assertEqual(process.stderr.read(), b"")
