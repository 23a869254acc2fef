"""Captures that end anywhere: what is there is decoded, and the place is named."""

import functools

import captures
from captures import PACKET_BLOCK_HEAD, PCAP_HEADER, RECORD_HEADER, conversation, pcap_records, pcapng_blocks
from program import DONE, INPUT_DAMAGED, SAMPLES, ProgramTest, of_type

# Octets from one cut to the next where sanitizers take ten times as long; there, every sample is cut in one process by
# the unit tests.
SANITIZED_STRIDE = 13


class CutCaptures(ProgramTest):
    """A capture cut at any octet is decoded as one whose last packet was snapped there, and the place is named."""

    def check_every_cut(self, capture, heads, records, record_head):
        """The file is `heads`, then a record or block for each packet, with `record_head` octets before the packet."""
        stride = SANITIZED_STRIDE if self.is_sanitized() else 1
        file, skipped = b"", 0
        for index, unit in enumerate([*heads, *records], -len(heads)):
            cuts = range(skipped, len(unit), stride)
            for octets in cuts:
                decoded = [(time, packet, len(packet)) for time, packet in capture.packets[:max(index, 0)]]
                if index >= 0 and octets >= record_head:
                    time, packet = capture.packets[index]
                    decoded.append((time, packet[:octets - record_head], len(packet)))
                damaged_at = len(file) if octets or not file else None
                self.check_cut(file + unit[:octets], tuple(decoded), max(index, 0) + 1, damaged_at)
            file += unit
            skipped = skipped + len(cuts) * stride - len(unit)

    def check_cut(self, file, decoded, packet, damaged_at):
        """`packet` and `damaged_at`: the place of the damage; None: there is none."""
        with self.subTest(cut=len(file)):
            self.write_file("cut", file)
            outcome = self.analyze("-T", "ndjson", "cut", cwd=self.folder)
            self.assertEqual(outcome.out, self.decoding_of(decoded))
            if damaged_at is None:
                self.assertEqual((outcome.status, outcome.err), (DONE, b""))
            else:
                self.assertEqual((outcome.status, len(outcome.remarks)), (INPUT_DAMAGED, 1))
                self.assertRegex(outcome.remarks[0], f"^wsdissect: cut: packet {packet}, byte {damaged_at}: "
                                 r"file (is empty|ends inside (its header|a packet|a block|a packet or block header): "
                                 r"\d+ of \d+ bytes)$")

    @functools.lru_cache(maxsize=1)  # All cuts in a record's head leave the same packets.
    def decoding_of(self, records):
        self.write_file("whole", captures.pcap_of_records(records))
        return self.analyze("-T", "ndjson", "whole", cwd=self.folder).out

    def test_a_pcap_cut_at_any_octet_is_decoded_up_to_there(self):
        capture = conversation()
        capture.packets = capture.packets[3:8]
        octets = self.write_capture(capture).read_bytes()
        records = [octets[begin:end] for begin, end in pcap_records(octets)]
        self.check_every_cut(capture, [octets[:PCAP_HEADER]], records, RECORD_HEADER)

    def test_a_pcapng_cut_at_any_octet_is_decoded_up_to_there(self):
        capture = conversation()
        capture.packets = capture.packets[3:8]
        section, interface, *records = pcapng_blocks(capture)
        self.check_every_cut(capture, [section, interface], records, PACKET_BLOCK_HEAD)

    def test_the_other_files_are_decoded_whole(self):
        self.write_file("cut.pcap", (SAMPLES / "curl.pcap").read_bytes()[:-5])
        whole = SAMPLES / "reset.pcap"
        outcome = self.analyze("-T", "ndjson", "cut.pcap", whole, cwd=self.folder)
        self.assertEqual(outcome.status, INPUT_DAMAGED)
        self.assertRegex(outcome.remarks[0], "^wsdissect: cut.pcap: packet 10 of this file, byte 1098: file ends inside a packet: 61 of 66")
        self.assertEqual(len(of_type(outcome.records, "handshake")), 2)
