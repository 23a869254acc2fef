#!/usr/bin/env python3
"""Holds what wsdissect prints for every sample against the files here: check.py PROGRAM [--threads N,...] [--update].

SAMPLE.FORMAT is the standard output of `wsdissect analyze -T FORMAT SAMPLE.pcap`, run in samples/, with the options of
OPTIONS if it is named there; SAMPLE.report is that of `wsdissect validate SAMPLE.pcap`, and SAMPLE.stats that of
`wsdissect stats SAMPLE.pcap`, for the samples of STATS. It has to be the same for every number of threads. Shows each
difference and names files that are missing or belong to no sample; then the exit status is 1. With --update it writes
the files anew instead: review them as a diff.
"""

import argparse
import difflib
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "samples"
FORMATS = ("tree", "line", "ndjson")

# What keeps outputs small enough to be read: messages of 70,000 octets add nothing to the lengths that stand there.
OPTIONS = {
    "node-ws-large.tree": ["--no-payload"],
    "node-ws-large.ndjson": ["--no-payload"],
    "websockets-large.tree": ["--no-payload"],
    "websockets-large.ndjson": ["--no-payload"],
}

# Between them they have every table of `stats`.
STATS = ("broken-frames", "close-codes", "length-with-highest-bit", "lost-in-payload", "nginx", "refused-then-accepted",
         "server-only", "wrong-accept")

# Samples of which something is to be said on standard error.
REMARKS = {
    "http2-lost.pcap": "wsdissect: HTTP/2 that could not be followed to its end (octets of it are missing, wrong, or "
                       "beyond a limit): 1 TCP connection\n",
}


def expectations():
    """{golden file name: arguments of the program}"""
    captures = {path.stem: path.name for path in sorted([*SAMPLES.glob("*.pcap"), *SAMPLES.glob("*.pcapng")])}
    expected = {f"{stem}.stats": ["stats", captures[stem]] for stem in STATS}
    for stem, capture in captures.items():
        expected[f"{stem}.report"] = ["validate", capture]
        for each in FORMATS:
            name = f"{stem}.{each}"
            expected[name] = ["analyze", "-T", each, *OPTIONS.get(name, []), capture]
    return expected


def output_of(command):
    done = subprocess.run(command, cwd=SAMPLES, capture_output=True, stdin=subprocess.DEVNULL)
    may_find = "validate" in command
    remarks = "".join(REMARKS.get(argument, "") for argument in command)
    if done.returncode not in ((0, 1) if may_find else (0,)) or done.stderr.decode(errors="replace") != remarks:
        print(f"{' '.join(command)}: status {done.returncode}\n{done.stderr.decode(errors='replace')}", end="")
        return None
    return done.stdout


def difference(name, expected, got):
    def lines(octets):
        return octets.decode(errors="backslashreplace").split("\n")

    return "\n".join(difflib.unified_diff(lines(expected), lines(got), f"golden/{name}", "got", lineterm=""))


def is_as_expected(name, command):
    """Says what is wrong where it is not."""
    got = output_of(command)
    path = HERE / name
    if got is None:
        return False
    if not path.exists():
        print(f"{name}: missing; this is what `{' '.join(command[1:])}` prints now:\n{got.decode(errors='replace')}")
        return False
    expected = path.read_bytes()
    if got != expected:
        print(difference(name, expected, got))
    return got == expected


def stale_files(names):
    """Files here that look like an expected output and are none."""
    return [path for each in (*FORMATS, "report", "stats") for path in sorted(HERE.glob(f"*.{each}")) if path.name not in names]


def update(program, expected):
    for path in stale_files(expected):
        path.unlink()
    outputs = {name: output_of([program, *arguments]) for name, arguments in expected.items()}
    for name, output in outputs.items():
        if output is not None:
            (HERE / name).write_bytes(output)
    return None not in outputs.values()


def check(program, expected, threads):
    stale = stale_files(expected)
    for path in stale:
        print(f"{path.name}: belongs to no sample")
    results = [is_as_expected(name, [program, *arguments, "-j", count])
               for name, arguments in expected.items() for count in threads]
    print(f"{results.count(True)} of {len(results)} outputs are as expected")
    return all(results) and not stale


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("program", type=pathlib.Path, help="the wsdissect to test")
    parser.add_argument("--threads", default="1", metavar="N,...", help="with how many threads each is checked")
    parser.add_argument("--update", action="store_true", help="write the files anew")
    arguments = parser.parse_args()
    program = str(arguments.program.resolve(strict=True))
    if arguments.update:
        return 0 if update(program, expectations()) else 1
    return 0 if check(program, expectations(), arguments.threads.split(",")) else 1


if __name__ == "__main__":
    sys.exit(main())
