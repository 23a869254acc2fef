"""Holds what the program says of a capture against what the generator knows of it."""

import collections
import hashlib
import json
import subprocess


def read_truth(capture):
    return json.loads(capture.with_name(capture.name + ".truth.json").read_text())


def errors(program, capture, threads=1):
    """What the `summary` record, and the object that `stats` prints, say otherwise than the truth."""
    found = differences("summary", read_truth(capture)["summary"], object_of(
        program.command("analyze", "-T", "ndjson", "--only", "summary", capture, threads=threads)))
    if program.has_stats:
        found += differences("stats", read_truth(capture)["summary"], object_of(
            program.command("stats", "-T", "json", capture, threads=threads)))
    return found


def record_errors(program, capture, threads=1):
    """The same of the records, one by one; of a capture without loss, small enough to be read whole."""
    truth = read_truth(capture)
    if truth["capture"]["lost_packets"]:
        return []
    expected = {"handshake": truth["summary"]["connections"], "connection": truth["summary"]["connections"],
                "message": truth["sent"]["messages"], "frame": sum(truth["sent"]["frames"].values())}
    command = program.command("analyze", "-T", "ndjson", capture, threads=threads)
    records = collections.Counter()
    lengths = []
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        for line in process.stdout:
            record = json.loads(line)
            records[record["type"]] += 1
            if record["type"] == "message":
                lengths.append(record.get("length"))
    found = differences("records", expected, records)
    if process.returncode != 0:
        found.append(f"exit status {process.returncode}")
    if None not in lengths and sum(lengths) != truth["sent"]["message_bytes"]:
        found.append(f"messages of {sum(lengths)} bytes, not {truth['sent']['message_bytes']}")
    return found


def thread_errors(program, capture, counts):
    """What is printed otherwise by some number of threads than by the first of `counts`."""
    commands = [["analyze", "-T", "tree"], ["analyze", "-T", "line"], ["analyze", "-T", "ndjson"]]
    if program.has_stats:
        commands += [["stats"], ["stats", "-T", "json"]]
    found = []
    for words in commands:
        digests = [hashlib.sha256(output_of(program.command(*words, capture, threads=threads))).digest()
                   for threads in counts]
        found += [f"{' '.join(words)}: {threads} threads print something else than {counts[0]}"
                  for threads, digest in zip(counts, digests) if digest != digests[0]]
    return found


def output_of(command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def object_of(command):
    return json.loads(output_of(command))


def differences(what, expected, said):
    return [f"{what}: {name} is {json.dumps(said.get(name))}, not {json.dumps(value)}"
            for name, value in expected.items() if said.get(name) != value]
