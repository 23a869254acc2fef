#!/usr/bin/env python3
"""Compares what display filters choose with tshark: filter_compare.py PROGRAM.

Each expression is held against a few samples by both programs. tshark judges a packet by all that is in it, wsdissect
each record for itself; so packets with one frame are compared, and of these no packet in which tshark errs
(known_differences.json). Exit status 1 if anything differs.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

import tshark_side
from tshark_compare import KNOWN, Known, packets_of

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
CAPTURES = ("node-ws.pcap", "broken-frames.pcap", "close-codes.pcap", "websockets-deflate.pcap", "ipv6.pcap")

# {TEXT} is the beginning of a text of the capture.
EXPRESSIONS = (
    "websocket",
    "websocket.fin",
    "websocket.fin == False and websocket.mask == 1",
    "websocket.rsv != 0",
    "websocket.pmc == True",
    "websocket.opcode == Text or websocket.opcode == \"Connection Close\"",
    "websocket.opcode & 8",
    "websocket.opcode & 3 == 1",
    "websocket.opcode not in {0..2, 0xa}",
    "websocket.payload_length >= 126 && !(websocket.payload_length_ext_64 > 100000)",
    "websocket.payload_length_ext_16 in {126..5000}",
    "websocket.masking_key[0] >= 80",
    "websocket.masking_key[3] < 0x80 and websocket.masking_key > ff:ff",
    "websocket.payload.text[5:] or websocket.payload.text[010:1] or websocket.payload.text[-2--1] > \"z\"",
    "len(websocket.payload.text) & 4 and not websocket.payload.text contains \"not UTF-8\"",  # of which tshark shows more
    "websocket.masking_key[1:2] or websocket.masking_key[2-3] < 7f:ff",
    "websocket.payload.text",
    "websocket.payload.text contains \"{TEXT}\"",
    "lower(websocket.payload.text) contains \"e\" and len(websocket.payload.text) < 20",
    "websocket.payload.text matches r\"^\\W*[A-M]\\w+\"",
    "websocket.payload.text[0:1] > \"H\"",
    "websocket.payload.close.status_code == \"Normal Closure\"",
    "websocket.payload.close.status_code > 1001 or websocket.payload.close.reason contains \"e\"",
    "count(websocket.payload.ping) == 1 or websocket.payload.pong",
    "ip.src == 127.0.0.0/8 and tcp.srcport != 8080",
    "ipv6.dst == ::/1 and tcp.dstport < 10000",
    "all tcp.port > 8000 and any tcp.port != 8080",
    "tcp.stream == 0 and frame.number in {1..20, 30..40}",
    "frame.time_epoch > 1500000000.25",
)


def lines_of(*command):
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    done = subprocess.run([str(each) for each in command], capture_output=True, env=environment)
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode("utf-8", "replace").splitlines()


def by_tshark(capture, expression):
    lines = lines_of("tshark", "-2", "-r", capture, *tshark_side.OPTIONS, "-Y", expression, "-T", "fields",
                     "-e", "frame.number")
    return set(map(int, lines))


def by_wsdissect(program, capture, expression, *options):
    lines = lines_of(program, "analyze", "-T", "ndjson", "--only", "frame", "-Y", expression, *options, capture)
    return [json.loads(line)["packet"] for line in lines]


def text_in(program, capture):
    """The beginning of a message that both programs show as it is."""
    for line in lines_of(program, "analyze", "-T", "ndjson", "--only", "message", capture):
        beginning = json.loads(line).get("text", "")[:4]
        if len(beginning) == 4 and beginning.isascii() and beginning.isalnum():
            return beginning
    return "none"


def compare(program, capture, expression, comparable):
    expression = expression.replace("{TEXT}", text_in(program, capture))
    theirs = by_tshark(capture, expression) & comparable
    ours = set(by_wsdissect(program, capture, expression)) & comparable
    if theirs == ours:
        return len(ours)
    print(f"{capture.name}: {expression}\n    only by tshark: {sorted(theirs - ours)}\n"
          f"    only by wsdissect: {sorted(ours - theirs)}")
    return None


def comparable_packets(program, capture, known):
    frames = collections.Counter(by_wsdissect(program, capture, "websocket"))
    wrong = [packets_of(entry) for entry in known.entries if entry["capture"] == capture.name]
    return {packet for packet, count in frames.items() if count == 1}.difference(*wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("program", help="the wsdissect to test")
    program = parser.parse_args().program
    known = Known(KNOWN)
    chosen = collections.Counter()
    different = 0
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for capture in (SAMPLES / name for name in CAPTURES):
            packets = comparable_packets(program, capture, known)
            outcomes = pool.map(lambda each: compare(program, capture, each, packets), EXPRESSIONS)
            for expression, count in zip(EXPRESSIONS, list(outcomes)):
                different += count is None
                chosen[expression] += count or 0
    idle = [expression for expression in EXPRESSIONS if not chosen[expression]]
    print("".join(f"Chooses nothing anywhere: {expression}\n" for expression in idle), end="")
    print(f"{len(EXPRESSIONS)} expressions over {len(CAPTURES)} captures: {different} differences")
    return 1 if different or idle else 0


if __name__ == "__main__":
    sys.exit(main())
