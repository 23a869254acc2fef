#!/usr/bin/env python3
"""Plays the cases of the conformance suite: run.py PROGRAM [--table]

Each is a connection of one capture, played with the client and with the server as the one who breaks the rule; the
findings of `wsdissect analyze` have to be exactly those that the case states, and where it states none, the handshakes
and frames have to be as many as were sent. --table prints the groups and their
numbers of cases instead.
"""

import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

import autobahn
import beyond
import over_http2
from stage import Stage, packets

PEERS_RULES = ("close.status-echo",)  # Broken by who answers the offender, where a case does not say it.


def cases():
    """(case, who plays it)"""
    yield from ((each, beyond.BOTH) for each in autobahn.cases())
    yield from beyond.cases()
    yield from over_http2.cases()


def roles():
    """(case, offender) of everything that is played."""
    return ((case, offender) for case, offenders in cases() for offender in offenders)


def expectation(case, offender):
    """Sorted (direction, rule)."""
    group, _, _, rules = case
    peer = {"client": "server", "server": "client"}[offender]
    expected = []
    for rule in rules:
        direction, colon, name = rule.rpartition(":")
        answers = name in PEERS_RULES and "another code" not in case[1]
        expected.append((direction if colon else peer if answers else offender, name))
    return sorted(expected)


def play(path, lacking=True):
    """Writes the cases, and tells what is expected of them: (name, findings, counts of what was sent if that is all).
    Leaves out those that lack octets where `lacking` is false."""
    capture = packets.Capture()
    expected = []
    for number, (case, offender) in enumerate(roles()):
        if case[0] == beyond.LACKING and not lacking:
            continue
        stage = Stage(capture, number, offender)
        case[2](stage)
        is_counted = not case[3] and case[0] != beyond.LACKING
        expected.append((f"{case[0]}: {case[1]} ({offender})", expectation(case, offender),
                         stage.counts if is_counted else None))
    capture.write(path)
    return expected


def found_in(program, path, threads):
    """The output, and by case (direction, rule) of its findings and counts of its other records."""
    done = subprocess.run([program, "analyze", "-T", "ndjson", "--only", "handshake,frame,finding", "-j", threads, path],
                          stdout=subprocess.PIPE, check=True)
    findings = collections.defaultdict(list)
    counts = collections.defaultdict(collections.Counter)
    numbers = {}
    for record in map(json.loads, done.stdout.splitlines()):
        kind, connection = record["type"], record["connection"]
        if kind == "handshake":
            numbers[connection] = int(record["client"].rpartition(":")[2]) - 1024
        if kind == "finding":
            findings[numbers[connection]].append((record["direction"], record["rule"]))
        else:
            counts[numbers.get(connection)][kind + "s"] += 1
    return done.stdout, findings, counts


def differences(expected, findings, counts):
    """(name, what is expected, what was found)"""
    for number, (name, rules, sent) in enumerate(expected):
        if sorted(findings[number]) != rules:
            yield name, rules, sorted(findings[number])
        elif sent is not None and counts[number] != sent:
            yield name, dict(sent), dict(counts[number])


def table():
    counts = collections.Counter(case[0] for case, _ in cases())
    breaking = collections.Counter(case[0] for case, _ in cases() if case[3])
    played = collections.Counter(case[0] for case, _ in roles())
    for group, count in counts.items():
        print(f"| {group} | {count} | {breaking[group]} | {played[group]} |")
    print(f"| all | {sum(counts.values())} | {sum(breaking.values())} | {sum(played.values())} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("program", type=pathlib.Path, help="the wsdissect to test")
    parser.add_argument("--table", action="store_true", help="print the groups and their numbers of cases")
    arguments = parser.parse_args()
    if arguments.table:
        return table()
    program = arguments.program.resolve(strict=True)
    with tempfile.TemporaryDirectory(prefix="wsdissect-conformance-") as folder:
        path = pathlib.Path(folder, "cases.pcap")
        expected = play(path)
        output, findings, counts = found_in(program, path, "1")
        same = found_in(program, path, "2")[0] == output
    wrong = list(differences(expected, findings, counts))
    for name, right, found in wrong:
        print(f"{name}\n    expected {right}\n    found    {found}")
    if not same:
        print("two threads print something else than one")
    print(f"{len(expected) - len(wrong)} of {len(expected)} cases are as expected")
    return 1 if wrong or not same else 0


if __name__ == "__main__":
    sys.exit(main())
