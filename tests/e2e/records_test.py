"""The shape of every record: keys, their order, types and values, over all samples."""

import base64
import collections
import functools
import json
import re

from program import DONE, INPUT_DAMAGED, ProgramTest, of_type, sample_files

# Keys in their order; those with a question mark may be absent.
COMMON = "connection time packet file?"
KEYS = {
    "handshake": f"{COMMON} client server transport http? method? path? host? origin? user_agent? version? key? "
                 "status? accept? accept_expected? accept_valid? subprotocols_offered? subprotocol? extensions_offered? "
                 "extensions? request_packet? response_packet? proxied_client? verdict",
    "frame": f"{COMMON} direction first_packet fin rsv opcode opcode_name masked masking_key? length_bits "
             "payload_length captured_length",
    "message": f"{COMMON} direction first_packet opcode_name frames compressed? wire_length length? complete text? "
               "data? truncated?",
    "control": f"{COMMON} direction opcode_name text? data? close_code? close_reason?",
    "finding": f"{COMMON} direction rule severity reference message",
    "gap": f"{COMMON} direction bytes resynchronized",
    "connection": f"{COMMON} client server start? duration? ended_by? close_first? tcp_first? close_code? close_reason? "
                  "reaction? handshake client_sent server_sent",
    "summary": "packets bytes tcp_streams connections handshakes frames messages payload_bytes findings "
               "not_fully_judged not_judged_because gaps lost_bytes malformed_packets wrong_checksums?",
}
TOTALS = ["bytes", "frames", "messages", "payload_bytes", "lost_bytes"]
OPCODE_NAMES = {0: "continuation", 1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong"}
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z"
ENDPOINT = r"(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:.]+\]):\d+"

# What each value looks like: a type, the words it may be, or a pattern.
VALUES = {
    "connection": int, "time": TIME, "packet": int, "file": str, "client": ENDPOINT, "server": ENDPOINT,
    "transport": {"tcp", "tls1.2", "tls1.3"}, "http": {"1.1", "1.0", "2"}, "method": str, "path": str, "host": str,
    "origin": str, "user_agent": str, "version": str, "key": str, "status": int, "accept": str,
    "accept_expected": r"[A-Za-z0-9+/]{27}=", "accept_valid": bool, "subprotocols_offered": list, "subprotocol": str,
    "extensions_offered": str, "extensions": str, "request_packet": int, "response_packet": int,
    "proxied_client": str, "verdict": {"valid", "invalid", "rejected", "incomplete"},
    "direction": {"client", "server"}, "first_packet": int, "fin": bool, "rsv": set(range(8)),
    "opcode": set(range(16)), "opcode_name": {*OPCODE_NAMES.values(), "reserved"}, "masked": bool,
    "masking_key": r"[0-9a-f]{8}", "length_bits": {7, 16, 64}, "payload_length": int, "captured_length": int,
    "frames": int, "compressed": bool, "wire_length": int, "length": int, "complete": bool, "text": str,
    "data": r"[A-Za-z0-9+/]*={0,2}", "truncated": {True}, "close_code": int, "close_reason": str,
    "rule": r"[a-z0-9-]+\.[a-z0-9-]+", "severity": {"error", "warning", "note"},
    "reference": r"RFC \d+ section \d+(\.\d+)*", "message": str, "bytes": int, "resynchronized": bool, "start": TIME,
    "duration": float, "ended_by": {"close", "fin", "rst", "timeout", "capture-end", "rejected"},
    "close_first": {"client", "server"}, "tcp_first": {"client", "server"}, "reaction": {"failed", "went-on"},
    "handshake": {"valid", "invalid", "rejected", "incomplete", "not-captured"}, "client_sent": dict,
    "server_sent": dict, "packets": int, "tcp_streams": int, "connections": int, "handshakes": dict, "messages": int,
    "payload_bytes": int, "findings": dict, "not_fully_judged": int, "not_judged_because": dict, "gaps": int,
    "lost_bytes": int, "malformed_packets": int, "wrong_checksums": int,
}
SUMMARY_TYPES = {"frames": dict}  # Where the summary's key means something else.

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
LINE = re.compile(r"^ *(?P<packet>\d+) +(?P<time>\d+\.\d{6}|\d+\.\d{9})  (?P<client>\S+) *(?P<arrow> (->|<-|--) )"
                  r"(?P<server>\S+) *  #(?P<connection>\d+) *  (?P<what>\S.*)$")
TREE_HEADLINE = re.compile(r"^Packet \d+, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6,9}, (\S+) -> (\S+), connection \d+$")


def unique_keys(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"repeated key: {keys}")
    return dict(pairs)


def looks_like(value, expected):
    if isinstance(expected, str):
        return isinstance(value, str) and re.fullmatch(expected, value) is not None
    if isinstance(expected, set):
        return value in expected
    return type(value) is expected


def for_each_sample(test):
    """Runs a test method once for each sample, as a subtest."""
    @functools.wraps(test)
    def run(self):
        for sample in sample_files():
            with self.subTest(sample=sample.name):
                test(self, sample)
    return run


class Shapes(ProgramTest):
    def outcome(self, sample, output_format):
        outcome = self.analyze("-T", output_format, sample)
        self.assertIn(outcome.status, (DONE, INPUT_DAMAGED))
        return outcome

    @for_each_sample
    def test_every_line_of_ndjson_is_one_compact_object_without_repeated_keys(self, sample):
        outcome = self.outcome(sample, "ndjson")
        self.assertTrue(outcome.out.endswith(b"}\n"))
        for line in outcome.lines:
            self.assertIsInstance(json.loads(line, object_pairs_hook=unique_keys), dict)
            self.assertNotRegex(STRING.sub("", line), r"\s")
            self.assertTrue(line.startswith('{"type":"'))

    @for_each_sample
    def test_keys_stand_in_the_documented_order(self, sample):
        for record in self.outcome(sample, "ndjson").records:
            documented = KEYS[record["type"]].split()
            order = [key.rstrip("?") for key in documented]
            required = [key for key in documented if not key.endswith("?")]
            self.assertEqual(list(record)[1:], [key for key in order if key in record], record)
            self.assertEqual([key for key in required if key not in record], [], record)

    @for_each_sample
    def test_values_are_of_the_documented_kind(self, sample):
        for record in self.outcome(sample, "ndjson").records:
            for key, value in list(record.items())[1:]:
                expected = SUMMARY_TYPES.get(key) if record["type"] == "summary" else None
                self.assertTrue(looks_like(value, expected or VALUES[key]), (key, value))

    @for_each_sample
    def test_totals_of_a_connection_have_their_keys(self, sample):
        for record in of_type(self.outcome(sample, "ndjson").records, "connection"):
            for side in ("client_sent", "server_sent"):
                self.assertEqual(list(record[side]), TOTALS)

    @for_each_sample
    def test_json_is_one_array_of_the_same_objects(self, sample):
        self.assertEqual(json.loads(self.outcome(sample, "json").out), self.outcome(sample, "ndjson").records)

    @for_each_sample
    def test_lines_have_columns_that_stay_aligned(self, sample):
        connections = of_type(self.outcome(sample, "ndjson").records, "connection")
        clients = {connection["client"] for connection in connections}
        positions = []
        for line in self.outcome(sample, "line").lines:
            match = LINE.match(line)
            self.assertIsNotNone(match, line)
            self.assertIn(match["client"], clients)
            positions.append((match.start("arrow"), match.start("connection")))
        self.assertEqual(positions, sorted(positions))
        if len(connections) == 1:
            self.assertEqual(len(set(positions)), 1, positions)

    @for_each_sample
    def test_tree_is_blocks_with_a_headline_and_an_empty_line_between(self, sample):
        for block in self.outcome(sample, "tree").text.removesuffix("\n").split("\n\n"):
            headline, title, *body = block.split("\n")
            self.assertRegex(headline, TREE_HEADLINE)
            self.assertRegex(title, "^(WebSocket|Gap)")
            for line in body:
                self.assertRegex(line, r"^(    |\[\d+ Reassembled websocket Fragments )")


class Meaning(ProgramTest):
    """Records that speak of the same thing agree."""

    @for_each_sample
    def test_the_summary_counts_what_the_records_say(self, sample):
        records = self.records_of(sample)
        summary = records[-1]
        self.assertEqual(summary["type"], "summary")
        self.assertEqual(summary["connections"], len(of_type(records, "connection")))
        for key, kind, counted in (("handshakes", "handshake", "verdict"), ("frames", "frame", "opcode_name"),
                                   ("findings", "finding", "rule")):
            self.assertEqual(summary[key], collections.Counter(record[counted] for record in of_type(records, kind)))
        self.assertEqual(summary["messages"], len(of_type(records, "message")))
        self.assertEqual(summary["payload_bytes"], sum(frame["captured_length"] for frame in of_type(records, "frame")))
        self.assertEqual(summary["gaps"], len(of_type(records, "gap")))
        self.assertEqual(summary["lost_bytes"], sum(gap["bytes"] for gap in of_type(records, "gap")))

    @for_each_sample
    def test_a_connection_counts_what_its_records_say(self, sample):
        records = self.records_of(sample)
        for connection in of_type(records, "connection"):
            for direction in ("client", "server"):
                totals = connection[f"{direction}_sent"]
                sent = [record for record in records if record.get("connection") == connection["connection"]
                        and record.get("direction") == direction]
                frames = of_type(sent, "frame")
                self.assertEqual(totals["frames"], len(frames))
                self.assertEqual(totals["messages"], len(of_type(sent, "message")))
                self.assertEqual(totals["payload_bytes"], sum(frame["captured_length"] for frame in frames))
                self.assertEqual(totals["lost_bytes"], sum(gap["bytes"] for gap in of_type(sent, "gap")))
                self.assertGreaterEqual(totals["bytes"], totals["payload_bytes"])

    @for_each_sample
    def test_connections_are_numbered_from_0_and_each_ends_once(self, sample):
        records = self.records_of(sample)
        ended = [record["connection"] for record in of_type(records, "connection")]
        self.assertEqual(sorted(ended), list(range(len(ended))))
        self.assertEqual({record["connection"] for record in records[:-1]}, set(ended))
        for number in ended:
            kinds = [record["type"] for record in records if record.get("connection") == number]
            self.assertEqual([kind for kind in kinds if kind != "finding"][-1], "connection")

    @for_each_sample
    def test_packets_of_a_connection_come_in_order_where_nothing_is_lost(self, sample):
        records = self.records_of(sample)
        if of_type(records, "gap"):
            return
        for connection in of_type(records, "connection"):
            if connection["handshake"] == "not-captured":
                continue  # picked up late
            numbers = [record["packet"] for record in records if record.get("connection") == connection["connection"]]
            self.assertEqual(numbers, sorted(numbers))

    @for_each_sample
    def test_frames_have_the_name_and_the_lengths_of_their_numbers(self, sample):
        for frame in of_type(self.records_of(sample), "frame"):
            self.assertEqual(frame["opcode_name"], OPCODE_NAMES.get(frame["opcode"], "reserved"))
            self.assertEqual("masking_key" in frame, frame["masked"])
            self.assertLessEqual(frame["captured_length"], frame["payload_length"])
            self.assertLessEqual(frame["first_packet"], frame["packet"])

    @for_each_sample
    def test_a_complete_message_is_as_long_as_it_says(self, sample):
        for message in of_type(self.records_of(sample), "message"):
            if message["complete"] and "length" in message:
                content = message["text"].encode() if "text" in message else base64.b64decode(message["data"])
                self.assertEqual(len(content), message["length"])

    @for_each_sample
    def test_a_verdict_agrees_with_what_it_was_drawn_from(self, sample):
        records = self.records_of(sample)
        ended = {record["connection"]: record for record in of_type(records, "connection")}
        broken = {record["connection"] for record in of_type(records, "finding")
                  if record["severity"] == "error" and record["rule"].startswith("handshake.")}
        for handshake in of_type(records, "handshake"):
            opening = 200 if handshake.get("http") == "2" else 101
            answered = "request_packet" in handshake and handshake.get("status") == opening
            self.assertEqual(handshake["verdict"] in ("valid", "invalid"), answered)
            self.assertEqual(handshake["verdict"] == "invalid", answered and handshake["connection"] in broken)
            if handshake["verdict"] == "valid":  # Over HTTP/2 there is nothing to prove.
                self.assertEqual(handshake.get("accept_valid"), None if opening == 200 else True)
            self.assertEqual(ended[handshake["connection"]]["handshake"], handshake["verdict"])
