"""Memory stays bounded, whatever comes in and however much of it."""

import struct
import subprocess
import sys
import time

from captures import (PCAP_HEADER, Capture, conversation, flood, foreign_flow, frame, ipv4, masked, packets, pcap_file,
                      upgraded)
from program import DONE, FINDINGS, SECONDS, ProgramTest

MEBIBYTE = 2**20

IEEE802_11 = 105
# QoS data, to whom and from whom, its octets an aggregate of subframes (IEEE 802.11 section 9.3.2.2.2).
QOS_DATA = b"\x88\0\0\0" + bytes(18) + b"\0\0" + b"\x80\0"

# Runs a command and writes its greatest resident set, in KiB. A process of its own, since what a child of a large
# process is said to have used includes its parent's size.
MEASURE = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(status)
"""


def subframe(packet):
    octets = bytes(12) + struct.pack("!H", 8 + len(packet)) + b"\xaa\xaa\x03\0\0\0\x08\0" + packet
    return octets + bytes(-len(octets) % 4)


class BoundedMemory(ProgramTest):
    def setUp(self):
        super().setUp()
        if self.is_sanitized():
            self.skipTest("the sanitizer's memory would be measured")

    def stream(self, pieces, *options, subcommand="analyze", status=DONE):
        """Streams a capture into standard input; returns the lines printed, the greatest resident set in octets, and
        the seconds that it took."""
        begin = time.monotonic()
        process = self.start(subcommand, *options, command=[sys.executable, "-c", MEASURE],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for piece in pieces:
            process.stdin.write(piece)
        out, err = process.communicate(timeout=SECONDS)
        self.assertEqual(process.returncode, status, err)
        return out.decode().removesuffix("\n").split("\n"), int(err) * 1024, time.monotonic() - begin

    @staticmethod
    def around(foreign):
        """A capture in which the records of `foreign` stand inside a conversation, after its handshake."""
        packet_list = [packet for _, packet in conversation().packets]
        yield pcap_file(packet_list[:6])
        yield from foreign
        yield pcap_file(packet_list[6:])[PCAP_HEADER:]

    def check_conversation(self, lines, foreign_packets):
        self.assertEqual([line.split('"')[3] for line in lines],
                         ["handshake", "frame", "message", "frame", "control", "frame", "control", "connection",
                          "summary"])
        self.assertIn(f'"packets":{foreign_packets + len(conversation().packets)},', lines[-1])

    def test_a_million_packets_of_a_foreign_flow(self):
        lines, memory, seconds = self.stream(self.around(foreign_flow(1_000_000)), "-T", "ndjson", "-")
        self.check_conversation(lines, 1_000_000)
        self.assertLess(memory, 32 * MEBIBYTE)
        self.assertLess(seconds, 60)

    def test_a_flood_of_half_a_million_connections(self):
        lines, memory, seconds = self.stream(self.around(flood(500_000)), "-T", "ndjson", "-")
        self.check_conversation(lines, 500_000)
        self.assertLess(memory, 128 * MEBIBYTE)
        self.assertLess(seconds, 60)

    def test_a_flood_beyond_the_limit_ends_the_connections_that_are_silent_longest(self):
        lines, memory, _ = self.stream(self.around(flood(500_000)), "-T", "ndjson", "--max-memory", "16M", "-")
        self.assertIn('"ended_by":"timeout"', lines[1])
        self.assertLess(memory, 48 * MEBIBYTE)

    def test_unfinished_messages_are_kept_only_within_the_limit(self):
        capture = Capture()
        for number in range(8):
            tcp = upgraded(capture, client=("192.0.2.10", 40000 + number))
            tcp.say(tcp.server, frame(packets.BINARY, b"x" * 60000, fin=False))
            for _ in range(100):
                tcp.say(tcp.server, frame(packets.CONTINUATION, b"x" * 60000, fin=False))
        octets = self.write_capture(capture).read_bytes()
        lines, memory, _ = self.stream([octets], "-T", "ndjson", "--max-memory", "4M", "--only", "message", "-")
        self.assertLess(memory, 48 * MEBIBYTE)
        self.assertEqual(len(lines), 8)
        for line in lines:
            self.assertIn('"frames":101,"compressed":false,"wire_length":6060000,', line)
            self.assertTrue(line.endswith('"truncated":true}'), line[-100:])

    def test_connections_that_had_messages_in_pieces_keep_nothing_of_them(self):
        def pieces():
            yield pcap_file([])
            for number in range(20000):
                capture = Capture()
                tcp = upgraded(capture, client=(f"10.0.{number >> 8}.{number & 255}", 1000))
                for side, say in ((tcp.client, masked), (tcp.server, frame)):
                    tcp.say(side, say(packets.TEXT, b"x" * 1000, fin=False))
                    ping = say(packets.PING, b"x" * 1000)
                    tcp.say(side, ping[:500])
                    tcp.say(side, ping[500:])
                    tcp.say(side, say(packets.CONTINUATION))
                yield pcap_file([packet for _, packet in capture.packets])[PCAP_HEADER:]

        _, memory, _ = self.stream(pieces(), "-q", "-", subcommand="stats")
        self.assertLess(memory, 48 * MEBIBYTE)

    def test_octets_behind_holes_are_kept_only_within_the_limit(self):
        """Every flow lacks its first octet, so that all others wait for it."""
        capture = Capture()
        for number in range(64):
            tcp = packets.Connection(capture, client=("192.0.2.10", 40000 + number)).open()
            tcp.segment(tcp.client, 0, b"G", captured=False)
            for _ in range(14):
                tcp.segment(tcp.client, tcp.client.sent, b"x" * 60000)
        octets = self.write_capture(capture).read_bytes()
        lines, memory, _ = self.stream([octets], "-T", "ndjson", "--max-memory", "4M", "-")
        self.assertLess(memory, 32 * MEBIBYTE)
        self.assertIn('"tcp_streams":64,"connections":0,', lines[0])

    def test_what_blocks_of_open_connections_say_is_kept_only_within_the_limit(self):
        """Each handshake breaks a dozen rules at length, and no connection ends before the capture."""
        capture = Capture()
        for number in range(3000):
            tcp = packets.Connection(capture, client=("192.0.2.10", 1024 + number)).open()
            tcp.say(tcp.client, packets.head("POST / HTTP/1.0", "Upgrade: websocket", f"Sec-WebSocket-Key: {number:01000}",
                                             "Sec-WebSocket-Protocol: " + "a b" * 300,
                                             "Sec-WebSocket-Extensions: " + ";" * 900))
            tcp.say(tcp.server, packets.head("HTTP/1.1 101 Switching Protocols", "Sec-WebSocket-Accept: " + "y" * 900,
                                             "Sec-WebSocket-Protocol: " + "z" * 900,
                                             "Sec-WebSocket-Extensions: " + "=" * 900))
        octets = self.write_capture(capture).read_bytes()
        for output_format, block in (("text", "Connection "), ("junit", "<testcase ")):
            lines, memory, _ = self.stream([octets], "-T", output_format, "--max-memory", "16M", "-",
                                           subcommand="validate", status=FINDINGS)
            self.assertLess(memory, 28 * MEBIBYTE)
            self.assertEqual(sum(line.startswith(block) for line in lines), 3000)
            self.assertTrue(any("not kept: open connections took too much memory" in line for line in lines))

    def test_one_packet_of_many_segments_waits_once_to_be_written(self):
        """An aggregate of IEEE 802.11 that has segments, or fragments, of ten thousand flows."""
        for field, octets in ((0, bytes(12) + b"\x50\x10" + bytes(6)), (0x2000, b"12345678")):
            aggregate = QOS_DATA + b"".join(subframe(ipv4(number, octets, fragment=field)) for number in range(10_000))
            _, memory, _ = self.stream([pcap_file([aggregate], link_type=IEEE802_11)], "-q", "-w", self.folder / "out.pcapng",
                                       "-")
            self.assertLess(memory, 48 * MEBIBYTE)
