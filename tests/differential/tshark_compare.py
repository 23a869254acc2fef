#!/usr/bin/env python3
"""Compares wsdissect with tshark, frame by frame: tshark_compare.py [--threads N,...] PROGRAM CAPTURE...

Both programs dissect every capture, wsdissect with each number of threads. Each frame must be reported at the same
packet with the same header, content and tree lines, unless known_differences.json says that tshark is wrong there. An
entry of that file for one of the given captures that no longer comes true is an error too. Exit status 1 if anything
differs.
"""

import argparse
import json
import pathlib
import sys

import tshark_side
import wsdissect_side
from frames import FIELDS, NOT_INFLATED

KNOWN = pathlib.Path(__file__).with_name("known_differences.json")


class Known:
    """The differences that are tshark's defects, and which of them were met."""

    def __init__(self, path):
        content = json.loads(path.read_text())
        self.options = content["options"]
        self.defects = content["defects"]
        self.entries = content["differences"]
        self.unmet = set()
        for index, entry in enumerate(self.entries):
            if entry["defect"] not in self.defects:
                raise SystemExit(f"{path.name}: no defect is called {entry['defect']}")
            self.unmet |= {(index, packet, field) for packet in packets_of(entry) for field in entry["fields"]}

    def explain(self, capture, packet, field):
        """The defect that explains this difference, or None."""
        for index, entry in enumerate(self.entries):
            if entry["capture"] == capture and packet in packets_of(entry) and field in entry["fields"]:
                self.unmet.discard((index, packet, field))
                return entry["defect"]
        return None

    def stale(self, captures):
        """Lines about entries for `captures` that did not come true."""
        for index, packet, field in sorted(self.unmet):
            entry = self.entries[index]
            if entry["capture"] in captures:
                yield f"{entry['capture']} packet {packet}: {field} no longer differs ({entry['defect']})"


def packets_of(entry):
    """The packet numbers of an entry; a string FIRST-LAST is a range, STEP apart in FIRST-LAST/STEP."""
    numbers = set()
    for item in entry["packets"]:
        if isinstance(item, int):
            numbers.add(item)
        else:
            ends, _, step = item.partition("/")
            first, last = map(int, ends.split("-"))
            numbers |= set(range(first, last + 1, int(step or 1)))
    return numbers


def differences(expected, got):
    """Yields (packet, field, what tshark says, what wsdissect says); the field `frame` means that only one has it."""
    for packet in sorted(expected.keys() | got.keys()):
        theirs, ours = expected.get(packet, []), got.get(packet, [])
        if len(theirs) != len(ours):
            yield packet, "frame", describe(theirs), describe(ours)
            continue
        for their_frame, our_frame in zip(theirs, ours):
            for field in FIELDS:
                their_value, our_value = getattr(their_frame, field), getattr(our_frame, field)
                if our_value is not NOT_INFLATED and their_value != our_value:
                    yield packet, field, their_value, our_value


def describe(frames):
    return [f"{frame.sender} opcode {frame.opcode} length {frame.payload_length}" for frame in frames]


def show(value):
    if isinstance(value, list):
        return "\n" + "\n".join(f"        |{line}" for line in value)
    text = repr(value)
    return " " + (text if len(text) <= 200 else f"{text[:200]}... ({len(value)})")


def compare(program, capture, known, threads):
    """Prints what differs in one capture, and returns how much of it is not known."""
    options = known.options.get(capture.name, {})
    expected = tshark_side.frames(str(capture), options.get("tshark", ()))
    unknown = 0
    for count in threads:
        got = wsdissect_side.frames(program, str(capture), [*options.get("wsdissect", ()), "-j", count])
        unknown += report(capture, expected, got, known)
    return unknown


def report(capture, expected, got, known):
    unknown = explained = 0
    for packet, field, theirs, ours in differences(expected, got):
        if known.explain(capture.name, packet, field):
            explained += 1
            continue
        unknown += 1
        print(f"{capture.name} packet {packet}: {field} differs\n    tshark:{show(theirs)}\n    wsdissect:{show(ours)}")
    frames = sum(map(len, expected.values()))
    print(f"{capture.name}: {frames} frames by tshark, {unknown} differences, {explained} known defects of tshark")
    return unknown


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("program", help="the wsdissect to test")
    parser.add_argument("captures", nargs="+", type=pathlib.Path)
    parser.add_argument("--threads", default="1", metavar="N,...", help="with how many threads wsdissect is run")
    parser.add_argument("--known", type=pathlib.Path, default=KNOWN, help="the list of tshark's defects")
    arguments = parser.parse_args()
    known = Known(arguments.known)
    unknown = sum(compare(arguments.program, capture, known, arguments.threads.split(","))
                  for capture in arguments.captures)
    stale = list(known.stale({capture.name for capture in arguments.captures}))
    print("".join(f"{line}\n" for line in stale), end="")
    return 1 if unknown or stale else 0


if __name__ == "__main__":
    sys.exit(main())
