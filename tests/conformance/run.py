#!/usr/bin/env python3
"""Plays the cases of the conformance suite: run.py PROGRAM [--table]

Each is a connection of one capture, played with the client and with the server as the one who breaks the rule; the
findings of `wsdissect analyze` have to be exactly those that the case states. --table prints the groups and their
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
from stage import Stage, packets

PEERS_RULES = ("close.status-echo",)  # Broken by who answers the offender, where a case does not say it.


def roles():
    """(case, offender) of everything that is played."""
    for each in autobahn.cases():
        for offender in beyond.BOTH:
            yield each, offender
    for each, offenders in beyond.cases():
        for offender in offenders:
            yield each, offender


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
    """Writes the cases, and tells what is expected of them; without those that lack octets where `lacking` is false."""
    capture = packets.Capture()
    expected = []
    for number, (case, offender) in enumerate(roles()):
        if case[0] == beyond.LACKING and not lacking:
            continue
        case[2](Stage(capture, number, offender))
        expected.append((f"{case[0]}: {case[1]} ({offender})", expectation(case, offender)))
    capture.write(path)
    return expected


def findings_in(program, path, threads):
    done = subprocess.run([program, "analyze", "-T", "ndjson", "--only", "handshake,finding", "-j", threads, path],
                          stdout=subprocess.PIPE, check=True)
    found = collections.defaultdict(list)
    ports = {}
    for record in map(json.loads, done.stdout.splitlines()):
        if record["type"] == "handshake":
            ports[record["connection"]] = int(record["client"].rpartition(":")[2])
        else:
            found[ports[record["connection"]] - 1024].append((record["direction"], record["rule"]))
    return done.stdout, found


def table():
    counts = collections.Counter(case[0] for case in autobahn.cases())
    counts.update(case[0] for case, _ in beyond.cases())
    breaking = collections.Counter(case[0] for case in autobahn.cases() if case[3])
    breaking.update(case[0] for case, _ in beyond.cases() if case[3])
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
        output, found = findings_in(program, path, "1")
        same = findings_in(program, path, "2")[0] == output
    wrong = [(name, rules, sorted(found[number])) for number, (name, rules) in enumerate(expected)
             if sorted(found[number]) != rules]
    for name, rules, got in wrong:
        print(f"{name}\n    expected {rules}\n    found    {got}")
    if not same:
        print("two threads print something else than one")
    print(f"{len(expected) - len(wrong)} of {len(expected)} cases are as expected")
    return 1 if wrong or not same else 0


if __name__ == "__main__":
    sys.exit(main())
