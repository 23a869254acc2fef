"""Folders of captures, and rotated captures by the thousand."""

import gzip
import resource

from captures import Capture, conversation
from program import DONE, INPUT_DAMAGED, SAMPLES, ProgramTest


def without_file(records):
    return [{key: value for key, value in record.items() if key != "file"} for record in records]


class Folders(ProgramTest):
    def rotate(self, capture, files):
        """The capture as `files` files of a folder, of equally many packets each."""
        folder = self.folder / "folder"
        folder.mkdir()
        each = -(-len(capture.packets) // files)
        for number in range(files):
            part = Capture()
            part.packets = capture.packets[number * each:(number + 1) * each]
            part.write(folder / f"{number:05}.pcap")
        return folder

    def test_a_folder_is_the_captures_in_it(self):
        whole = self.records_of(self.write_capture(conversation()))
        folder = self.rotate(conversation(), 4)
        (folder / "00001.pcap").write_bytes(gzip.compress((folder / "00001.pcap").read_bytes()))
        (folder / "deeper").mkdir()
        (folder / "deeper" / "a.pcap").write_bytes((SAMPLES / "curl.pcap").read_bytes())
        records = self.records_of("folder", cwd=self.folder)
        self.assertEqual(without_file(records), whole)
        self.assertEqual(records[0]["file"], "folder/00001.pcap")

    def test_files_that_are_no_captures_are_named_and_no_damage(self):
        folder = self.rotate(conversation(), 2)
        (folder / "README").write_text("captured on a Friday")
        outcome = self.analyze("folder", cwd=self.folder)
        self.assertEqual((outcome.status, outcome.remarks),
                         (DONE, ["wsdissect: folder/README: no capture: passed over"]))
        self.assertEqual(self.analyze("-q", "folder", cwd=self.folder).remarks, [])

    def test_ten_are_named_and_the_others_counted(self):
        folder = self.rotate(conversation(), 2)
        for number in range(12):
            (folder / f"note{number:02}").write_text("no capture")
        remarks = self.analyze("folder", cwd=self.folder).remarks
        self.assertEqual(len(remarks), 11)
        self.assertEqual(remarks[-1],
                         "wsdissect: 2 more files passed over that are no captures (-v names each)")
        self.assertEqual(len(self.analyze("-v", "--no-sandbox", "folder", cwd=self.folder).remarks), 12)

    def test_a_folder_without_captures_is_an_input_that_cannot_be_read(self):
        (self.folder / "folder").mkdir()
        outcome = self.analyze("folder", SAMPLES / "curl.pcap", cwd=self.folder)
        self.assertEqual((outcome.status, outcome.remarks),
                         (INPUT_DAMAGED, ["wsdissect: folder: no captures in this folder"]))
        self.assertIn(b"Packet", outcome.out)

    def test_two_thousand_rotated_files_need_few_descriptors(self):
        capture = Capture()
        for number in range(200):
            part = conversation(client=("192.0.2.10", 10_000 + number))
            capture.packets += [(time + number * 1_000_000, packet) for time, packet in part.packets[:10]]
        whole = self.records_of(self.write_capture(capture))
        folder = self.rotate(capture, 2_000)
        records = self.records_of(folder, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))
        self.assertEqual(without_file(records), whole)
