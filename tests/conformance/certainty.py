#!/usr/bin/env python3
"""Removes packets at random from crafted captures: certainty.py PROGRAM [--seeds N]

Whatever the capture lacks, no finding may appear that the whole capture does not have: of the same rule, side and TCP
connection. Takes the cases of the conformance suite and the crafted samples.
"""

import argparse
import collections
import json
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

from run import play

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
PER_MILLE = (10, 50, 200, 500)  # Packets that are missing.
FILE_HEADER, RECORD_HEADER = 24, 16
# Those that packets missing may show elsewhere, or first, by what they mean: of two connections with one key the later
# one that is seen, and what has no response as far as the capture goes.
BY_WHAT_IS_CAPTURED = ("handshake.key-reused", "handshake.unanswered")


def records_of(octets):
    """The packet records of a little-endian pcap file."""
    begin = FILE_HEADER
    while begin < len(octets):
        end = begin + RECORD_HEADER + struct.unpack_from("<I", octets, begin + 8)[0]
        yield octets[begin:end]
        begin = end


def crafted_samples():
    """Those that no script in record/ has recorded from real implementations; pcapng files are left out."""
    recorded = {path.stem for path in (SAMPLES / "record").glob("*.sh")}
    return [path for path in sorted(SAMPLES.glob("*.pcap")) if path.stem not in recorded]


def findings_of(program, octets):
    """Counter of (both ends, direction, rule)."""
    done = subprocess.run([program, "analyze", "-q", "-T", "ndjson", "--only", "finding,connection", "-"], input=octets,
                          stdout=subprocess.PIPE, check=False)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    ends = {each["connection"]: frozenset((each["client"], each["server"])) for each in records
            if each["type"] == "connection"}
    return collections.Counter((ends[each["connection"]], each["direction"], each["rule"]) for each in records
                               if each["type"] == "finding" and each["rule"] not in BY_WHAT_IS_CAPTURED)


def check(program, name, octets, seeds):
    """How many findings appear that the whole does not have."""
    header, packets = octets[:FILE_HEADER], list(records_of(octets))
    whole = findings_of(program, octets)
    false = 0
    for per_mille in PER_MILLE:
        for seed in range(seeds):
            choose = random.Random(f"{name} {per_mille} {seed}")
            kept = [each for each in packets if choose.random() * 1000 >= per_mille]
            for (ends, direction, rule), count in (findings_of(program, header + b"".join(kept)) - whole).items():
                false += count
                print(f"{name}, {per_mille} of 1000 packets missing, seed {seed}: {direction} {rule} x {count} "
                      f"between {' and '.join(sorted(ends))}")
    return false


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("program", type=pathlib.Path, help="the wsdissect to test")
    parser.add_argument("--seeds", type=int, default=5, help="of each capture and share of missing packets")
    arguments = parser.parse_args()
    program = arguments.program.resolve(strict=True)
    with tempfile.TemporaryDirectory(prefix="wsdissect-certainty-") as folder:
        cases = pathlib.Path(folder, "cases.pcap")
        play(cases, lacking=False)
        captures = {"cases": cases.read_bytes()}
    captures.update((path.stem, path.read_bytes()) for path in crafted_samples())
    false = sum(check(program, name, octets, arguments.seeds) for name, octets in captures.items())
    print(f"{len(captures)} captures, {len(PER_MILLE) * arguments.seeds} times with packets missing: "
          f"{false} findings that the whole ones do not have")
    return 1 if false else 0


if __name__ == "__main__":
    sys.exit(main())
