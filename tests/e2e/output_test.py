"""Where results go: a closed pipe, a full disk, a terminal and its colours."""

import fcntl
import os
import pty
import struct
import subprocess
import termios
import time

from captures import PCAP_HEADER, conversation, pcap_file
from program import DONE, INPUT_DAMAGED, OUTPUT_FAILED, SAMPLES, ProgramTest

SAMPLE = SAMPLES / "terminal-attack.pcap"
FORMATS = ("tree", "line", "ndjson", "json")
ESCAPE = b"\x1b"


class WhereOutputGoes(ProgramTest):
    def test_a_closed_pipe_ends_the_program_quietly(self):
        for output_format in FORMATS:
            with self.subTest(format=output_format):
                command = f'"$0" analyze -T {output_format} "$1" | head -n 1; echo "${{PIPESTATUS[0]}}"'
                done = subprocess.run(["bash", "-c", command, self.program, SAMPLES / "node-ws-large.pcap"],
                                      capture_output=True, timeout=60)
                self.assertEqual((done.stdout.split(b"\n")[-2], done.stderr), (b"0", b""))

    def test_a_closed_pipe_ends_the_reading_of_an_endless_input(self):
        process = self.start("analyze", "-T", "line", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        process.stdin.write(pcap_file(packet for _, packet in conversation().packets))
        process.stdin.flush()
        self.assertIn(b"101 Switching Protocols", process.stdout.readline())
        process.stdout.close()
        with self.assertRaises(BrokenPipeError):  # When the program ends.
            for port in range(1024, 65536):
                packet_list = [packet for _, packet in conversation(client=("192.0.2.10", port)).packets]
                process.stdin.write(pcap_file(packet_list)[PCAP_HEADER:])
                process.stdin.flush()
        self.assertEqual((process.wait(60), process.stderr.read()), (DONE, b""))

    def test_a_full_disk_is_status_4_and_says_so(self):
        for output_format in FORMATS:
            with self.subTest(format=output_format), open("/dev/full", "wb") as full:
                outcome = self.analyze("-T", output_format, SAMPLE, stdout=full)
                self.assertEqual(outcome.status, OUTPUT_FAILED)
                self.assertEqual(outcome.remarks,
                                 ["wsdissect: standard output: cannot be written: No space left on device"])

    def test_a_full_disk_goes_before_a_missing_file(self):
        with open("/dev/full", "wb") as full:
            self.assertEqual(self.analyze("missing.pcap", SAMPLE, stdout=full).status, OUTPUT_FAILED)

    def test_a_closed_standard_output_is_status_4(self):
        done = subprocess.run(["bash", "-c", '"$0" analyze "$1" >&-', self.program, SAMPLE], capture_output=True)
        self.assertEqual(done.returncode, OUTPUT_FAILED)
        self.assertIn(b"Bad file descriptor", done.stderr)

    def test_what_is_meant_for_closed_descriptors_reaches_no_file(self):
        damaged = self.write_file("cut.pcap", SAMPLE.read_bytes()[:-3])
        for arguments, closed, status in (((SAMPLE,), (1,), OUTPUT_FAILED), ((damaged,), (2,), INPUT_DAMAGED),
                                          ((damaged,), (0, 1, 2), OUTPUT_FAILED)):
            for output_format in FORMATS:
                with self.subTest(arguments=arguments, closed=closed, format=output_format):
                    command = ("analyze", "-T", output_format, "-w", "out.pcapng", *arguments)
                    expected = self.run_program(*command, cwd=self.folder, stdout=subprocess.DEVNULL)
                    self.assertIn(expected.status, (DONE, INPUT_DAMAGED))
                    octets = (self.folder / "out.pcapng").read_bytes()
                    closing = " ".join(f"{number}>&-" for number in closed)
                    done = subprocess.run(["bash", "-c", f'exec "$0" "$@" {closing}', self.program, *map(str, command)],
                                          cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
                    self.assertEqual(done.returncode, status, done.stderr)
                    self.assertEqual((self.folder / "out.pcapng").read_bytes(), octets)

    def test_a_closed_standard_input_cannot_be_read(self):
        done = subprocess.run(["bash", "-c", 'exec "$0" analyze - <&-', self.program], capture_output=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (INPUT_DAMAGED, b""))
        self.assertIn(b"Bad file descriptor", done.stderr)

    def test_no_output_is_no_failure_on_a_full_disk(self):
        with open("/dev/full", "wb") as full:
            self.assertEqual(self.analyze("--only", "gap", SAMPLE, stdout=full).status, DONE)


class Progress(ProgramTest):
    def test_it_fits_the_terminals_line(self):
        columns = 20
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        process = self.start("stats", "-", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=theirs)
        os.close(theirs)
        capture = pcap_file(packet for _, packet in conversation().packets)
        process.stdin.write(capture)
        end = time.monotonic() + 2.5
        while time.monotonic() < end:  # a block each, and nothing shows in the first second
            process.stdin.write(capture[PCAP_HEADER:])
            process.stdin.flush()
            time.sleep(0.002)
        process.stdin.close()
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:  # The other end is closed.
            pass
        os.close(ours)
        self.assertEqual(process.wait(60), DONE)
        lines = shown.split(b"\r\x1b[K")
        self.assertTrue(any(b" MiB, " in line for line in lines), shown)
        self.assertLess(max(map(len, lines)), columns, shown)


class Colours(ProgramTest):
    def on_a_terminal(self, *arguments, environment=None):
        """What the program writes to a terminal."""
        ours, theirs = pty.openpty()
        variables = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        process = self.start("analyze", *arguments, SAMPLE, stdout=theirs, stdin=subprocess.DEVNULL,
                             env={**variables, **(environment or {})})
        os.close(theirs)
        written = b""
        try:
            while piece := os.read(ours, 65536):
                written += piece
        except OSError:  # The other end is closed.
            pass
        os.close(ours)
        self.assertEqual(process.wait(60), DONE)
        return written

    def test_auto_colours_a_terminal(self):
        self.assertIn(ESCAPE, self.on_a_terminal())
        self.assertIn(ESCAPE, self.on_a_terminal("--color", "auto"))

    def test_auto_colours_no_pipe(self):
        for output_format in FORMATS:
            self.assertNotIn(ESCAPE, self.analyze("-T", output_format, SAMPLE).out)

    def test_no_color_is_obeyed_where_it_is_not_empty(self):
        self.assertNotIn(ESCAPE, self.on_a_terminal(environment={"NO_COLOR": "1"}))
        self.assertIn(ESCAPE, self.on_a_terminal(environment={"NO_COLOR": ""}))

    def test_never_colours_no_terminal(self):
        self.assertNotIn(ESCAPE, self.on_a_terminal("--color", "never"))

    def test_always_colours_a_pipe_whatever_no_color_says(self):
        outcome = self.analyze("--color", "always", SAMPLE, environment={"NO_COLOR": "1"})
        self.assertIn(b"\x1b[", outcome.out)

    def test_colours_are_all_that_always_adds(self):
        for output_format in FORMATS:
            with self.subTest(format=output_format):
                plain = self.analyze("-T", output_format, SAMPLE).text
                coloured = self.analyze("-T", output_format, "--color", "always", SAMPLE).text
                for code in ("0", "1", "31", "32", "33"):
                    coloured = coloured.replace(f"\x1b[{code}m", "")
                self.assertEqual(coloured, plain)

    def test_json_is_never_coloured(self):
        for output_format in ("ndjson", "json"):
            self.assertNotIn(ESCAPE, self.analyze("-T", output_format, "--color", "always", SAMPLE).out)
