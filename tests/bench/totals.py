"""Holds what the program says of a capture against what the generator knows of it."""

import collections
import json
import subprocess


def read_truth(capture):
    return json.loads(capture.with_name(capture.name + ".truth.json").read_text())


def summary_errors(program, capture):
    """What the `summary` record says otherwise than the truth."""
    command = [program, "analyze", "-T", "ndjson", "--only", "summary", str(capture)]
    said = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return differences("summary", read_truth(capture)["summary"], said)


def record_errors(program, capture):
    """The same of the records, one by one; of a capture without loss, small enough to be read whole."""
    truth = read_truth(capture)
    if truth["capture"]["lost_packets"]:
        return []
    expected = {"handshake": truth["summary"]["connections"], "connection": truth["summary"]["connections"],
                "message": truth["sent"]["messages"], "frame": sum(truth["sent"]["frames"].values())}
    command = [program, "analyze", "-T", "ndjson", str(capture)]
    records = collections.Counter()
    lengths = []
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        for line in process.stdout:
            record = json.loads(line)
            records[record["type"]] += 1
            if record["type"] == "message":
                lengths.append(record.get("length"))
    errors = differences("records", expected, records)
    if process.returncode != 0:
        errors.append(f"exit status {process.returncode}")
    if None not in lengths and sum(lengths) != truth["sent"]["message_bytes"]:
        errors.append(f"messages of {sum(lengths)} bytes, not {truth['sent']['message_bytes']}")
    return errors


def differences(what, expected, said):
    return [f"{what}: {name} is {json.dumps(said.get(name))}, not {json.dumps(value)}"
            for name, value in expected.items() if said.get(name) != value]
