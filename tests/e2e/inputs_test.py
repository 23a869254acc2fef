"""Where captures come from: files, several of them, standard input, pipes."""

import array
import fcntl
import os
import select
import signal
import subprocess
import termios
import threading
import time

from captures import Capture, conversation, pcap_records
from program import DONE, INPUT_DAMAGED, SAMPLES, ProgramTest, of_type

SAMPLE = SAMPLES / "node-ws.pcap"


def without_file(records):
    return [{key: value for key, value in record.items() if key != "file"} for record in records]


class SeveralFiles(ProgramTest):
    def parts(self, choose):
        """Writes one conversation into two files; `choose` names the file of the packet with this index."""
        whole = conversation()
        for part in (0, 1):
            capture = Capture()
            capture.packets = [packet for index, packet in enumerate(whole.packets) if choose(index) == part]
            self.write_capture(capture, f"{part}.pcap")
        self.write_capture(whole, "whole.pcap")
        return [record for record in self.records_of("whole.pcap", cwd=self.folder)]

    def test_files_that_follow_each_other_are_one_capture(self):
        whole = self.parts(lambda index: 0 if index < 6 else 1)
        records = self.records_of("0.pcap", "1.pcap", cwd=self.folder)
        self.assertEqual(without_file(records), whole)
        self.assertEqual(of_type(records, "handshake")[0]["file"], "0.pcap")
        self.assertEqual(of_type(records, "connection")[0]["file"], "1.pcap")

    def test_files_whose_times_overlap_are_merged_packet_by_packet(self):
        whole = self.parts(lambda index: index % 2)
        for order in (["0.pcap", "1.pcap"], ["1.pcap", "0.pcap"]):
            with self.subTest(order=order):
                self.assertEqual(without_file(self.records_of(*order, cwd=self.folder)), whole)

    def test_every_record_but_the_summary_names_its_file(self):
        self.parts(lambda index: index % 2)
        for record in self.records_of("0.pcap", "1.pcap", cwd=self.folder):
            if record["type"] == "summary":
                self.assertNotIn("file", record)
            else:
                self.assertIn(record["file"], ("0.pcap", "1.pcap"))
                self.assertEqual(list(record).index("file"), 4)

    def test_a_single_file_is_not_named(self):
        for record in self.records_of(SAMPLE):
            self.assertNotIn("file", record)

    def test_packets_are_numbered_over_all_files(self):
        self.write_capture(conversation(b"early"), "early.pcap")
        late = conversation(b"late", client=("192.0.2.10", 40001))
        late.packets = [(time + 10_000_000, packet) for time, packet in late.packets]
        self.write_capture(late, "late.pcap")
        count = len(late.packets)
        first, second = of_type(self.records_of("late.pcap", "early.pcap", cwd=self.folder), "handshake")
        self.assertEqual((first["file"], second["file"]), ("early.pcap", "late.pcap"))
        self.assertEqual(second["packet"] - first["packet"], count)

    def test_all_but_a_missing_file_are_decoded(self):
        outcome = self.analyze("-T", "ndjson", "missing.pcap", SAMPLE, cwd=self.folder)
        self.assertEqual(outcome.status, INPUT_DAMAGED)
        self.assertEqual(outcome.remarks, ["wsdissect: missing.pcap: cannot be opened: No such file or directory"])
        self.assertEqual(without_file(outcome.records), self.records_of(SAMPLE))


class NotACapture(ProgramTest):
    def check(self, path, words):
        outcome = self.analyze("-T", "ndjson", path, cwd=self.folder)
        self.assertEqual(outcome.status, INPUT_DAMAGED)
        self.assertEqual(outcome.remarks, [f"wsdissect: {path}: {words}"])
        self.assertEqual([record["type"] for record in outcome.records], ["summary"])
        self.assertEqual(outcome.records[0]["packets"], 0)

    def test_a_text_file_is_named_as_no_capture(self):
        self.write_file("notes.txt", b"GET / HTTP/1.1\r\n\r\n" * 10)
        self.check("notes.txt", "packet 1, byte 0: neither pcap nor pcapng: unknown magic number 0x47455420")

    def test_an_empty_file_is_named_as_empty(self):
        self.write_file("empty.pcap", b"")
        self.check("empty.pcap", "packet 1, byte 0: file is empty")

    def test_a_file_without_permission_cannot_be_opened(self):
        if os.geteuid() == 0:
            self.skipTest("root may read everything")
        self.write_file("secret.pcap", b"").chmod(0)
        self.check("secret.pcap", "cannot be opened: Permission denied")

    def test_a_file_name_cannot_reach_the_terminal_raw(self):
        outcome = self.analyze("\x1b[31mred\n.pcap", cwd=self.folder)
        self.assertEqual(outcome.err,
                         b"wsdissect: \\u{1b}[31mred\\n.pcap: cannot be opened: No such file or directory\n")

    def test_a_capture_without_packets_is_whole(self):
        self.write_capture(Capture(), "none.pcap")
        self.assertEqual(self.analyze("none.pcap", cwd=self.folder), (DONE, b"", b""))


class Pipes(ProgramTest):
    def test_standard_input_is_read_as_a_file(self):
        expected = self.analyze("-T", "ndjson", SAMPLE)
        self.assertEqual(expected.status, DONE)
        self.assertEqual(self.analyze("-T", "ndjson", "-", input=SAMPLE.read_bytes()), expected)
        with open(SAMPLE, "rb") as file:
            self.assertEqual(self.analyze("-T", "ndjson", "-", stdin=file), expected)

    def test_damage_of_standard_input_is_named_so(self):
        outcome = self.analyze("-", input=b"")
        self.assertEqual(outcome.status, INPUT_DAMAGED)
        self.assertEqual(outcome.remarks, ["wsdissect: standard input: packet 1, byte 0: file is empty"])

    def test_the_first_interrupt_is_for_who_writes_into_the_pipe(self):
        """As Ctrl-C in `tcpdump -w - | wsdissect stats -`, which both get."""
        for command in (("stats", "-"), ("analyze", "-T", "json", "-"), ("validate", "-T", "sarif", "-")):
            expected = self.run_program(*command, input=SAMPLE.read_bytes())
            for interrupts in (1, 2):
                process = self.start(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                process.stdin.write(SAMPLE.read_bytes())
                process.stdin.flush()
                self.wait_until_it_reads(process)
                for _ in range(interrupts):
                    process.send_signal(signal.SIGINT)
                    time.sleep(0.1)
                if interrupts == 2:
                    self.assertEqual(process.wait(), -signal.SIGINT)
                    continue
                self.assertIsNone(process.poll())
                out, _ = process.communicate()
                self.assertEqual((process.returncode, out), (expected.status, expected.out))

    def wait_until_it_reads(self, process):
        """What was written into its standard input is taken out by then, and so the signal is looked after."""
        while array.array("i", fcntl.ioctl(process.stdin, termios.FIONREAD, bytes(4)))[0] > 0:
            time.sleep(0.01)

    def test_a_named_pipe_is_read_as_a_file(self):
        path = self.folder / "pipe"
        os.mkfifo(path)
        writer = threading.Thread(target=path.write_bytes, args=(SAMPLE.read_bytes(),))
        writer.start()
        outcome = self.analyze("-T", "ndjson", path)
        writer.join()
        self.assertEqual(outcome, self.analyze("-T", "ndjson", SAMPLE))

    def test_an_input_that_comes_octet_by_octet_is_shown_as_it_comes(self):
        octets = SAMPLE.read_bytes()
        expected = self.analyze("-T", "ndjson", SAMPLE).out
        until_first_frame = expected[:expected.index(b'"type":"message"')].count(b"\n") + 1
        packet = of_type(self.records_of(SAMPLE), "frame")[0]["packet"]
        end = list(pcap_records(octets))[packet - 1][1]
        process = self.start("analyze", "-T", "ndjson", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        for position in range(end):
            process.stdin.write(octets[position:position + 1])
        got = b""
        deadline = time.monotonic() + 20
        while got.count(b"\n") < until_first_frame and time.monotonic() < deadline:
            if select.select([process.stdout], [], [], 0.5)[0]:
                got += process.stdout.read(65536)
        self.assertGreater(len(got), 0, "nothing was printed while the input was open")
        self.assertIn(b'"type":"message"', got)
        self.assertTrue(expected.startswith(got))
        process.stdin.write(octets[end:])
        process.stdin.close()
        got += b"".join(iter(lambda: process.stdout.read(65536), b""))
        self.assertEqual(got, expected)
        self.assertEqual(process.wait(20), DONE)
