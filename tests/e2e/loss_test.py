"""Captures that lack something: what the snap length cut, what was missed, what came before their beginning."""

import json
import struct

from captures import Capture, conversation, frame, masked, packets, upgraded
from program import SAMPLES, ProgramTest, of_type

HEADS = 54  # Octets before a segment's payload: Ethernet, IPv4, TCP.


def header_length(octets):
    return 2 + {126: 2, 127: 8}.get(octets[1] & 0x7F, 0) + (4 if octets[1] & 0x80 else 0)


class SnapLength(ProgramTest):
    def conversation(self):
        """Segments with the frames in each; segments of two are followed by some of one."""
        capture = Capture()
        tcp = upgraded(capture)
        heads = len(capture.packets)
        said = []
        for number in range(60):
            segments = [(tcp.client, [masked(packets.TEXT, b"q" * (20 + 7 * number))]),
                        (tcp.server, [frame(packets.BINARY, b"a" * (13 + 23 * number % 1300))])]
            if number % 10 == 9:
                segments[1][1].append(frame(packets.PING, b"behind another frame"))
            for sender, frames in segments:
                said.append((sender.name, frames))
                tcp.say(sender, b"".join(frames), acknowledged=False)
        packets.close_both(tcp)
        return capture, heads, said

    def expected(self, said, payload):
        """Direction and length of the frames whose header is among a segment's first `payload` octets."""
        frames = []
        for sender, octets_of_frames in said:
            at = 0
            for octets in octets_of_frames:
                if at + header_length(octets) <= payload:
                    frames.append((sender, len(octets) - header_length(octets)))
                at += len(octets)
        return sorted(frames)

    def test_every_header_that_is_there_is_decoded_and_nothing_is_damage(self):
        for snap_length in (68, 96, 128, 262, 1514):
            with self.subTest(snap_length=snap_length):
                capture, heads, said = self.conversation()
                capture.cut(snap_length, heads)
                records = self.records_of(self.write_capture(capture))
                told = sorted((each["direction"], each["payload_length"]) for each in of_type(records, "frame")
                              if each["opcode_name"] != "close")
                self.assertEqual(told, self.expected(said, snap_length - HEADS))

    def test_captured_length_is_what_the_snap_length_left(self):
        capture, heads, _ = self.conversation()
        capture.cut(96, heads)
        for each in of_type(self.records_of(self.write_capture(capture)), "frame"):
            header = 2 + (2 if each["length_bits"] == 16 else 0) + (4 if each["masked"] else 0)
            if each["opcode_name"] in ("text", "binary"):
                self.assertEqual(each["captured_length"], min(each["payload_length"], 96 - HEADS - header))


class Middle(ProgramTest):
    def one_direction(self):
        capture = Capture()
        tcp = upgraded(capture, server=("192.0.2.80", 9000))
        heads = len(capture.packets)
        for number in range(6):
            tcp.say(tcp.client, masked(packets.TEXT, b"question" * (1 + number)))
        mac = tcp.client.mac
        capture.packets = [each for each in capture.packets[heads:] if each[1][6:12] == mac]
        return self.write_capture(capture)

    def test_a_port_is_decoded_as_websocket_where_that_is_said(self):
        path = self.one_direction()
        self.assertEqual(of_type(self.records_of(path), "message"), [])
        self.assertEqual(of_type(self.records_of("-d", "tcp.port==9001,websocket", path), "message"), [])
        records = self.records_of("-d", "tcp.port==1,websocket", "--decode-as", "tcp.port == 9000 , websocket", path)
        self.assertEqual([each["text"] for each in of_type(records, "message")],
                         ["question" * (1 + number) for number in range(6)])
        connection, = of_type(records, "connection")
        self.assertEqual(connection["handshake"], "not-captured")
        self.assertNotIn("start", connection)
        self.assertNotIn("duration", connection)
        self.assertEqual(connection["server"], "192.0.2.80:9000")

    def test_a_connection_is_found_in_the_middle(self):
        records = self.records_of(SAMPLES / "mid-stream.pcap")
        messages = of_type(records, "message")
        self.assertEqual(len(messages), 13)
        opaque = messages[-1]
        self.assertEqual([key for key in ("compressed", "length", "text", "data") if key in opaque], [])
        stats = json.loads(self.run_program("stats", "-T", "json", SAMPLES / "mid-stream.pcap").out)
        self.assertNotIn("start", stats["largest_connections"][0])
        self.assertEqual(stats["connection_durations"]["connections"], 0)


class AcknowledgementsOfNothing(ProgramTest):
    def test_they_do_not_part_a_response_from_its_request(self):
        """As in captures that were made up, which begin behind the SYNs."""
        capture = conversation()
        capture.packets = [(time, self.without_acknowledgement(packet)) for time, packet in capture.packets[3:]]
        records = self.records_of(self.write_capture(capture))
        self.assertEqual([each["verdict"] for each in of_type(records, "handshake")], ["valid"])

    @staticmethod
    def without_acknowledgement(packet):
        return packet[:42] + bytes(4) + packet[46:] if packet[34:36] == struct.pack("!H", 80) else packet
