"""Runs wsdissect and reads its records: {packet: [Frame]}."""

import base64
import collections
import json
import os
import subprocess

from frames import NOT_INFLATED, Frame, attach_trees, tree_blocks

DAMAGED_INPUT = 3  # All that could be read was printed.


def frames(program, capture, more_options=()):
    lines = run(program, capture, more_options, "ndjson").split("\n")  # splitlines() would split at U+2028 too.
    records = [json.loads(line) for line in lines if line]
    ends = {record["connection"]: record for record in records
            if record["type"] in ("handshake", "connection") and "client" in record and "server" in record}
    by_packet = collections.defaultdict(list)
    latest = {}  # (connection, direction): the frame that a message or control record speaks of.
    for record in records:
        sender = (record.get("connection"), record.get("direction"))
        if record["type"] == "frame":
            latest[sender] = read_frame(record, ends[sender[0]][sender[1]])
            by_packet[record["packet"]].append(latest[sender])
        elif record["type"] == "control":
            add_control(latest[sender], record)
        elif record["type"] == "message" and record["complete"] and not record.get("truncated"):
            add_message(latest[sender], record)
    attach_trees(by_packet, tree_blocks(run(program, capture, more_options, "tree")))
    return by_packet


def run(program, capture, more_options, output_format):
    command = [program, "analyze", "-T", output_format, *more_options, capture]
    done = subprocess.run(command, capture_output=True, env={**os.environ, "NO_COLOR": "1"})
    if done.returncode not in (0, DAMAGED_INPUT):
        raise SystemExit(f"{' '.join(command)}: status {done.returncode}\n{done.stderr.decode(errors='replace')}")
    return done.stdout.decode("utf-8")


def read_frame(record, sender):
    return Frame(
        sender=sender,
        fin=record["fin"],
        rsv=record["rsv"],
        opcode=record["opcode"],
        masked=record["masked"],
        payload_length=record["payload_length"],
        masking_key=record.get("masking_key"))


def add_control(frame, record):
    if record["opcode_name"] == "close":
        frame.close_code = record.get("close_code")
        frame.close_reason = record.get("close_reason")
    else:
        # tshark has no such field for an empty payload.
        setattr(frame, record["opcode_name"], content(record) or None)


def add_message(frame, record):
    if record.get("compressed") and "length" not in record:
        frame.text = NOT_INFLATED
    elif record["opcode_name"] == "text" and (frame.payload_length or content(record)):
        frame.text = content(record)


def content(record):
    if "text" in record:
        return record["text"].encode()
    return base64.b64decode(record["data"]) if "data" in record else b""
