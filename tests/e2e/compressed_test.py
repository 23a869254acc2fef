"""Captures that are compressed: read as if they were not, from files, pipes and standard input."""

import bz2
import gzip
import lzma
import struct
import subprocess
import zlib

from captures import conversation, pcap_records
from program import DONE, INPUT_DAMAGED, SAMPLES, ProgramTest

SAMPLE = SAMPLES / "node-ws.pcap"


def command(*arguments):
    return lambda octets: subprocess.run(arguments, input=octets, stdout=subprocess.PIPE, check=True).stdout


COMPRESSIONS = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": command("zstd", "-qc"),
                "lz4": command("lz4", "-qc")}
LITTLE = 128 * 2**20  # Octets of address space with room for the program, but not for what is decompressed.


class Compressed(ProgramTest):
    def test_every_way_to_read_gives_what_the_capture_itself_gives(self):
        octets = SAMPLE.read_bytes()
        expected = self.analyze("-T", "ndjson", SAMPLE)
        for name, compress in COMPRESSIONS.items():
            with self.subTest(compression=name):
                # The name says nothing.
                path = self.write_file("capture.txt", compress(octets))
                self.assertEqual(self.analyze("-T", "ndjson", path), expected)
                self.assertEqual(self.analyze("-T", "ndjson", "-", input=path.read_bytes()), expected)
                with open(path, "rb") as file:
                    self.assertEqual(self.analyze("-T", "ndjson", "-", stdin=file), expected)

    def test_members_that_follow_each_other_are_one_capture(self):
        octets = SAMPLE.read_bytes()
        expected = self.analyze("-T", "ndjson", SAMPLE)
        for name, compress in COMPRESSIONS.items():
            with self.subTest(compression=name):
                path = self.write_file("parts", b"".join(compress(octets[begin:begin + 700])
                                                         for begin in range(0, len(octets), 700)))
                self.assertEqual(self.analyze("-T", "ndjson", path), expected)

    def test_frames_that_are_skipped_may_stand_before_and_between(self):
        """As pzstd writes them."""
        octets = SAMPLE.read_bytes()
        expected = self.analyze("-T", "ndjson", SAMPLE)
        for skipped in (struct.pack("<II", 0x184D2A50, 4) + b"abcd", struct.pack("<II", 0x184D2A5F, 0)):
            for name in ("zstd", "lz4"):
                with self.subTest(compression=name, skipped=skipped):
                    path = self.write_file("parts", b"".join(skipped + COMPRESSIONS[name](part)
                                                             for part in (octets[:700], octets[700:])) + skipped)
                    self.assertEqual(self.analyze("-T", "ndjson", path), expected)
                    self.assertEqual(self.analyze("-T", "ndjson", "-", input=path.read_bytes()), expected)

    def test_compressed_files_are_merged_like_others(self):
        whole = conversation()
        self.write_capture(whole, "whole.pcap")
        plain = self.records_of("whole.pcap", cwd=self.folder)
        octets = (self.folder / "whole.pcap").read_bytes()
        records = [octets[begin:end] for begin, end in pcap_records(octets)]
        for part, compress in enumerate((gzip.compress, lzma.compress)):
            self.write_file(f"{part}", compress(octets[:24] + b"".join(records[part::2])))
        merged = self.records_of("0", "1", cwd=self.folder)
        self.assertEqual([{key: value for key, value in record.items() if key != "file"} for record in merged], plain)


class DamagedCompressed(ProgramTest):
    def check(self, octets, packet, offset, words):
        self.write_file("bad", octets)
        outcome = self.analyze("-T", "ndjson", "bad", cwd=self.folder)
        self.assertEqual(outcome.status, INPUT_DAMAGED)
        self.assertEqual(outcome.remarks, [f"wsdissect: bad: packet {packet}, byte {offset} of what was decompressed: "
                                           f"{words}"])
        self.assertEqual(outcome.records[-1]["packets"], packet - 1)

    def test_all_before_the_end_of_a_cut_file_is_decoded(self):
        octets = SAMPLE.read_bytes()
        records = list(pcap_records(octets))
        for name, compress in COMPRESSIONS.items():
            with self.subTest(compression=name):
                whole_members = compress(octets[:records[20][0]])
                self.check(whole_members + compress(octets[records[20][0]:])[:10], 21, records[20][0],
                           f"file ends inside its {name} data")

    def test_all_before_damage_is_decoded(self):
        octets = SAMPLE.read_bytes()
        end, packets = len(octets), len(list(pcap_records(octets)))
        wrong_sum = bytearray(gzip.compress(octets))
        wrong_sum[-8] ^= 1
        self.check(bytes(wrong_sum), packets + 1, end, "gzip data is damaged: incorrect data check")
        self.check(gzip.compress(octets) + b"rest", packets + 1, end, "gzip data is damaged: incorrect header check")
        self.check(bz2.compress(octets) + b"rest", packets + 1, end, "bzip2 data is damaged: no bzip2 stream")

    def test_what_is_no_capture_is_none_however_damaged_it_is_behind(self):
        wrong_sum = bytearray(gzip.compress(b"no capture"))
        wrong_sum[-8] ^= 1
        self.check(bytes(wrong_sum), 1, 0, "neither pcap nor pcapng: unknown magic number 0x6e6f2063")
        wrong_sum = bytearray(gzip.compress(b"no"))
        wrong_sum[-8] ^= 1
        self.check(bytes(wrong_sum), 1, 2, "gzip data is damaged: incorrect data check")

    def test_damage_of_the_capture_inside_is_told_with_its_place_there(self):
        octets = SAMPLE.read_bytes()
        *_, (begin, _) = pcap_records(octets)
        self.write_file("cut", gzip.compress(octets[:-5]))
        outcome = self.analyze("cut", cwd=self.folder)
        self.assertEqual(outcome.status, INPUT_DAMAGED)
        self.assertRegex(outcome.remarks[0], f"byte {begin} of what was decompressed: file ends inside a packet")

    def test_a_bomb_costs_no_memory(self):
        record = struct.pack("<IIII", 0, 0, 60_000, 60_000) + bytes(60_000)
        # Where memory cannot be limited, a little shows as much.
        bomb = SAMPLE.read_bytes() + record * (100 if self.is_sanitized() else 2_400)
        for name, compress in COMPRESSIONS.items():
            with self.subTest(compression=name):
                self.write_file("bomb", compress(bomb))
                outcome = self.run_program("stats", "-T", "json", "bomb", cwd=self.folder,
                                           preexec_fn=self.limit_memory(LITTLE))
                self.assertEqual(outcome.status, DONE, outcome.err)

    def test_a_window_that_no_usual_file_needs_is_refused(self):
        octets = SAMPLE.read_bytes()
        huge = lzma.compress(octets, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 2**20}])
        # The dictionary's size stands in the block's header, under a CRC-32.
        header = bytearray(huge[12:24])
        header[4] = 40  # 4 GiB - 1
        header[-4:] = struct.pack("<I", zlib.crc32(header[:-4]))
        for name, content in (("xz", huge[:12] + header + huge[24:]),
                              ("zstd", command("zstd", "-qc", "--ultra", "--long=31")(octets * 40_000))):
            with self.subTest(compression=name):
                self.check(content, 1, 0, f"{name} data that takes more than 160 MiB to decompress")


class Several(ProgramTest):
    def test_version_names_the_compressions(self):
        self.assertRegex(self.run_program("--version").text, r"(?m)^compressed captures: gzip, zstd, xz, lz4, bzip2$")
