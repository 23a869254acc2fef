"""Runs the program under test, and what all tests of it share."""

import contextlib
import json
import os
import pathlib
import resource
import signal
import subprocess
import tempfile
import unittest
from typing import NamedTuple

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
SECONDS = 120  # Until a run counts as hanging.

DONE, FINDINGS, USAGE, INPUT_DAMAGED, OUTPUT_FAILED = 0, 1, 2, 3, 4  # Exit statuses.


def sample_files():
    return sorted([*SAMPLES.glob("*.pcap"), *SAMPLES.glob("*.pcapng")])


class Outcome(NamedTuple):
    status: int
    out: bytes
    err: bytes

    @property
    def text(self):
        return self.out.decode()

    @property
    def lines(self):
        return self.text.removesuffix("\n").split("\n") if self.out else []  # splitlines() splits at U+2028 too.

    @property
    def remarks(self):
        return self.err.decode().splitlines()

    @property
    def records(self):
        return [json.loads(line) for line in self.lines]


def heed_signals():
    """For preexec_fn: nothing is ignored of what the tests were started to ignore, as in the background of a shell."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class ProgramTest(unittest.TestCase):
    program = None  # Path of the program under test.
    threads = None  # How many it uses where a test does not say it; None: its own choice.
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="wsdissect-e2e-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    @classmethod
    def is_sanitized(cls):
        """Whether a sanitizer is in the program, which takes memory of its own and a huge address space."""
        octets = pathlib.Path(cls.program).read_bytes()
        return b"__asan_init" in octets or b"__tsan_init" in octets

    def limit_memory(self, octets):
        """For preexec_fn: lets the program have no more than this address space."""
        return None if self.is_sanitized() else lambda: resource.setrlimit(resource.RLIMIT_AS, (octets, octets))

    def run_program(self, *arguments, environment=None, **more):
        """Runs `wsdissect ARGUMENTS` to its end, with nothing on standard input unless `more` says otherwise."""
        more.setdefault("stdout", subprocess.PIPE)
        if "input" not in more:
            more.setdefault("stdin", subprocess.DEVNULL)
        done = subprocess.run([self.program, *self.with_threads(arguments)], stderr=subprocess.PIPE, timeout=SECONDS,
                              env={**os.environ, **(environment or {})}, **more)
        return Outcome(done.returncode, done.stdout or b"", done.stderr)

    def with_threads(self, arguments):
        """The arguments of the program or of a command of its, with the number of threads behind the command."""
        arguments = [str(each) for each in arguments]
        dissects = arguments and arguments[0] in ("analyze", "follow", "stats", "validate") and len(arguments) > 1
        said = any(each.startswith(("-j", "--threads")) for each in arguments)
        if self.threads is None or not dissects or said:
            return arguments
        return [arguments[0], "-j", self.threads, *arguments[1:]]

    def analyze(self, *arguments, **more):
        return self.run_program("analyze", *arguments, **more)

    def records_of(self, *arguments, status=DONE, **more):
        """The ndjson records of a run that has to end with `status`."""
        outcome = self.analyze("-T", "ndjson", *arguments, **more)
        self.assertEqual(outcome.status, status, outcome.err)
        return outcome.records

    def start(self, *arguments, command=None, **more):
        """Starts the program, by means of `command` where that is given, and does not wait; the test's end kills it."""
        more.setdefault("preexec_fn", heed_signals)
        process = subprocess.Popen([*(command or ()), self.program, *self.with_threads(arguments)], **more)
        self.addCleanup(self._finish, process)
        return process

    @staticmethod
    def _finish(process):
        process.kill()
        for stream in (process.stdin, process.stdout, process.stderr):
            with contextlib.suppress(BrokenPipeError):
                if stream:
                    stream.close()
        process.wait()

    def write_file(self, name, octets):
        path = self.folder / name
        path.write_bytes(octets)
        return path

    def write_capture(self, capture, name="made.pcap"):
        path = self.folder / name
        capture.write(path)
        return path


def of_type(records, kind):
    return [record for record in records if record["type"] == kind]
