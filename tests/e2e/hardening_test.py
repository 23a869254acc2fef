"""What the built program says of itself: see cmake/Hardening.cmake. readelf (Debian: binutils, which every compiler
brings along) reads it."""

import functools
import pathlib
import platform
import re
import subprocess
import unittest
from typing import NamedTuple

from program import ProgramTest

LANDING_PAD = bytes.fromhex("f30f1efa")  # endbr64


class Segment(NamedTuple):
    kind: str
    offset: int
    address: int
    length: int
    rights: str


class Hardening(ProgramTest):
    @functools.cache
    def readelf(self, *options, program=None):
        return subprocess.run(["readelf", "--wide", *options, program or self.program], capture_output=True, text=True,
                              check=True).stdout

    def segments(self):
        number = r" +0x([0-9a-f]+)"
        pattern = rf"^ +([A-Z_]+){number}{number} +\S+{number} +\S+ ([R ][W ][E ])"
        found = re.findall(pattern, self.readelf("--program-headers"), re.MULTILINE)
        return [Segment(kind, *(int(each, 16) for each in numbers), rights) for kind, *numbers, rights in found]

    def checks_called(self, program=None):
        """Functions of the C library that end the program where something was overwritten, or would be."""
        return set(re.findall(r" FUNC +GLOBAL +DEFAULT +UND +(\w+_chk|__stack_chk_fail)\b",
                              self.readelf("--dyn-syms", program=program)))

    def properties(self):
        found = re.search(r"x86 feature: (.*)", self.readelf("--notes"))
        return set(found[1].split(", ")) if found else set()

    def begin_of(self, function):
        """Its first four octets."""
        found = re.search(rf"([0-9a-f]+) +\d+ FUNC +GLOBAL +DEFAULT +\d+ {function}\n", self.readelf("--symbols"))
        address = int(found[1], 16)
        segment, = (each for each in self.segments()
                    if each.kind == "LOAD" and each.address <= address < each.address + each.length)
        with open(self.program, "rb") as octets:
            octets.seek(segment.offset + address - segment.address)
            return octets.read(len(LANDING_PAD))

    def test_it_lies_where_nobody_knows(self):
        self.assertRegex(self.readelf("--file-header"), r"Type: +DYN\b")
        self.assertIn("INTERP", [segment.kind for segment in self.segments()])

    def test_what_is_looked_up_in_libraries_is_read_only(self):
        self.assertRegex(self.readelf("--dynamic"), r"\bBIND_NOW\b|\(FLAGS_1\) .*\bNOW\b")
        self.assertIn("GNU_RELRO", [segment.kind for segment in self.segments()])

    def test_no_memory_is_both_written_and_executed(self):
        self.assertIn("GNU_STACK", [segment.kind for segment in self.segments()])
        self.assertEqual([segment for segment in self.segments() if segment.rights in ("RWE", " WE")], [])
        self.assertNotIn("TEXTREL", self.readelf("--dynamic"))

    def test_frames_of_functions_are_guarded(self):
        self.assertIn("__stack_chk_fail", self.checks_called())

    def test_the_c_library_checks_lengths(self):
        """In a program that is compiled alike: in this one the compiler proves those that it knows. Not where a sanitizer
        checks them."""
        beside = pathlib.Path(self.program).with_name("wsdissect_fortified")
        self.assertEqual("__memcpy_chk" in self.checks_called(beside), not self.is_sanitized())

    @unittest.skipIf(platform.machine() != "x86_64", "control-flow enforcement is looked for on x86-64 only")
    def test_control_flow_can_be_enforced(self):
        if not self.is_sanitized():  # whose own mark of a function's type stands there
            self.assertEqual(self.begin_of("main"), LANDING_PAD)
        self.assertIn("SHSTK", self.properties())
        # Where the C library's start files lack landing pads, to claim them would be wrong.
        self.assertEqual("IBT" in self.properties(), self.begin_of("_start") == LANDING_PAD)
