#!/usr/bin/env python3
"""Compares the values that `-T fields` prints with tshark's: fields_compare.py [--threads N,...] PROGRAM.

tshark prints a line a packet, wsdissect a line a frame: those of a packet are joined as tshark joins values. Packets in
which tshark errs (known_differences.json) are left out. Exit status 1 if anything differs.
"""

import argparse
import collections
import concurrent.futures
import sys

import tshark_side
from filter_compare import SAMPLES, lines_of
from tshark_compare import KNOWN, Known, packets_of

# Of the packet, and so of all its frames.
OF_PACKET = ("frame.number", "frame.time_epoch", "tcp.srcport", "tcp.dstport", "ip.src", "ipv6.dst")
OF_FRAME = ("websocket.fin", "websocket.rsv", "websocket.pmc", "websocket.opcode", "websocket.mask",
            "websocket.masking_key", "websocket.payload_length", "websocket.payload_length_ext_16",
            "websocket.payload_length_ext_64", "websocket.payload.close.status_code", "websocket.payload.close.reason",
            "websocket.payload.ping", "websocket.payload.pong")
FIELDS = (*OF_PACKET, *OF_FRAME)
COLUMNS = [argument for field in FIELDS for argument in ("-e", field)]

NO_UTF_8 = "\ufffd"  # In what tshark prints of it; wsdissect escapes such octets.

# Between them they have a value of each field, and packets with several frames.
CAPTURES = ("article.pcap", "broken-frames.pcap", "browser.pcap", "close-codes.pcap", "faye-to-node.pcap", "ipv6.pcap",
            "mid-stream.pcap", "networks.pcap", "nginx.pcap", "node-ws.pcap", "node-ws-deflate.pcap",
            "node-ws-large.pcap", "octet-segments.pcap", "pcapng.pcapng", "two-interfaces.pcapng",
            "undici-to-python.pcap", "websockets.pcap", "websockets-deflate.pcap", "websockets-large.pcap",
            "wrong-accept.pcap")


def by_tshark(capture, more_options):
    """{packet: its values}"""
    lines = lines_of("tshark", "-2", "-r", capture, *tshark_side.OPTIONS, *more_options, "-Y", "websocket.opcode",
                     "-T", "fields", *COLUMNS)
    return {values[0]: values for values in (line.split("\t") for line in lines)}


def by_wsdissect(program, capture, more_options):
    lines = lines_of(program, "analyze", "-T", "fields", "--only", "frame", *COLUMNS, *more_options, capture)
    by_packet = collections.defaultdict(list)
    for values in (line.split("\t") for line in lines):
        by_packet[values[0]].append(values)
    return {packet: joined(frames) for packet, frames in by_packet.items()}


def joined(frames):
    """The values of a packet's frames, as tshark has them of the packet."""
    of_packet = frames[0][:len(OF_PACKET)]
    if any(frame[:len(OF_PACKET)] != of_packet for frame in frames):
        raise SystemExit(f"frames of one packet disagree about it: {frames}")
    return [*of_packet, *(",".join(filter(None, values)) for values in list(zip(*frames))[len(OF_PACKET):])]


def differ(theirs, ours):
    """Of one packet, by field."""
    return theirs.keys() != ours.keys() or any(
        value != ours[field] for field, value in theirs.items() if NO_UTF_8 not in value)


def compare(program, capture, known, threads):
    """Prints what differs; returns how much that is, and how many values each field had."""
    options = known.options.get(capture.name, {})
    wrong = [packets_of(entry) for entry in known.entries if entry["capture"] == capture.name]
    left_out = {str(packet) for packets in wrong for packet in packets}
    theirs = by_tshark(capture, options.get("tshark", ()))
    different = 0
    for count in threads:
        ours = by_wsdissect(program, capture, [*options.get("wsdissect", ()), "-j", count])
        for packet in sorted((theirs.keys() | ours.keys()) - left_out, key=int):
            lines = [dict(zip(FIELDS, side.get(packet, []))) for side in (theirs, ours)]
            if differ(*lines):
                different += 1
                print(f"{capture.name} packet {packet}:\n    tshark:    {lines[0]}\n    wsdissect: {lines[1]}")
    compared = [values for packet, values in theirs.items() if packet not in left_out]
    return different, collections.Counter(
        field for values in compared for field, value in zip(FIELDS, values) if value)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("program", help="the wsdissect to test")
    parser.add_argument("--threads", default="1", metavar="N,...", help="with how many threads wsdissect is run")
    arguments = parser.parse_args()
    known = Known(KNOWN)
    threads = arguments.threads.split(",")
    with concurrent.futures.ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(lambda name: compare(arguments.program, SAMPLES / name, known, threads), CAPTURES))
    different = sum(count for count, _ in outcomes)
    values = sum((counter for _, counter in outcomes), collections.Counter())
    idle = [field for field in FIELDS if not values[field]]
    print("".join(f"Has no value anywhere: {field}\n" for field in idle), end="")
    print(f"{len(FIELDS)} fields over {len(CAPTURES)} captures, {values['frame.number']} packets: {different} differ")
    return 1 if different or idle else 0


if __name__ == "__main__":
    sys.exit(main())
