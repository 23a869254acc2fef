#!/usr/bin/env python3
"""Removes packets at random from crafted captures: certainty.py PROGRAM [--seeds N]

Whatever the capture lacks, no finding may appear that the whole capture does not have: of the same rule, side and TCP
connection. Nor may anything be said of how a connection ended that the whole capture does not say of it. Takes the
cases of the conformance suite and the crafted samples.
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

# What is said of a connection's end. Packets missing may take it away, but not change it.
FACTS = ("tcp_first", "reaction")
# The same, unless the connection goes on behind the end of the capture.
FACTS_OF_CLOSE = ("close_first", "close_code", "close_reason")


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


def told_of(program, octets):
    """Findings: Counter of (both ends, direction, rule); and by both ends the record of their only connection."""
    done = subprocess.run([program, "analyze", "-q", "-T", "ndjson", "--only", "finding,connection", "-"], input=octets,
                          stdout=subprocess.PIPE, check=False)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    connections = {each["connection"]: each for each in records if each["type"] == "connection"}
    ends = {number: frozenset((each["client"], each["server"])) for number, each in connections.items()}
    findings = collections.Counter((ends[each["connection"]], each["direction"], each["rule"]) for each in records
                                   if each["type"] == "finding" and each["rule"] not in BY_WHAT_IS_CAPTURED)
    many = collections.Counter(ends.values())
    return findings, {ends[number]: each for number, each in connections.items() if many[ends[number]] == 1}


def contradictions(connection, whole):
    """What the record of a connection says that the whole capture's does not."""
    if whole.get("ended_by") == "rejected":
        return []  # it ends with the response, or where that is missing, later
    is_open = connection.get("ended_by") == "capture-end"
    facts = FACTS if is_open else FACTS + FACTS_OF_CLOSE
    said = [f"{fact} {connection[fact]!r}" for fact in facts
            if fact in connection and connection[fact] != whole.get(fact)]
    without_close = connection.get("ended_by") in ("fin", "rst")
    if without_close and whole.get("ended_by") == "close":
        said.append(f"ended_by {connection['ended_by']}")
    return said


def check(program, name, octets, seeds):
    """How many findings appear that the whole does not have, and how much else that is not so."""
    header, packets = octets[:FILE_HEADER], list(records_of(octets))
    whole, connections = told_of(program, octets)
    false = 0
    for per_mille in PER_MILLE:
        for seed in range(seeds):
            choose = random.Random(f"{name} {per_mille} {seed}")
            kept = [each for each in packets if choose.random() * 1000 >= per_mille]
            findings, left = told_of(program, header + b"".join(kept))
            where = f"{name}, {per_mille} of 1000 packets missing, seed {seed}"
            for (ends, direction, rule), count in (findings - whole).items():
                false += count
                print(f"{where}: {direction} {rule} x {count} between {' and '.join(sorted(ends))}")
            for ends in connections.keys() & left.keys():
                for said in contradictions(left[ends], connections[ends]):
                    false += 1
                    print(f"{where}: {said} between {' and '.join(sorted(ends))}")
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
          f"{false} findings, or facts of an end, that the whole ones do not have")
    return 1 if false else 0


if __name__ == "__main__":
    sys.exit(main())
