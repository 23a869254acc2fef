"""`-Y`: which records a display filter shows."""

import re

from program import DONE, SAMPLES, USAGE, ProgramTest, of_type

SAMPLE = SAMPLES / "node-ws.pcap"
DEFLATE = SAMPLES / "node-ws-deflate.pcap"
KINDS = ("handshake", "frame", "message", "control", "gap", "connection")  # Findings depend on other connections.


class Choosing(ProgramTest):
    def test_it_shows_what_it_chooses_of_all_there_is_and_the_summary(self):
        everything = self.records_of(SAMPLE)
        for expression, chosen in (
                ("websocket.opcode == Ping", lambda record: record.get("opcode_name") == "ping"),
                ("tcp.port == 8080", lambda record: True),
                ("http.host contains \"127\"", lambda record: True),
                ("websocket.handshake.verdict == invalid", lambda record: False),
                ("websocket.connection == 0 and not websocket", lambda record: record["type"] in (
                    "handshake", "finding", "connection")),
                ("websocket.payload_length > 125", lambda record: record.get("payload_length", 0) > 125)):
            with self.subTest(expression):
                expected = [record for record in everything[:-1] if chosen(record)]
                self.assertEqual(self.records_of("-Y", expression, SAMPLE), [*expected, everything[-1]])

    def test_an_empty_or_blank_one_is_none(self):
        for expression in ("", "  "):
            self.assertEqual(self.analyze("-Y", expression, SAMPLE), self.analyze(SAMPLE))

    def test_what_always_holds_changes_nothing(self):
        for format in ("tree", "line", "ndjson", "json"):
            for sample in ("node-ws.pcap", "broken-frames.pcap", "lost-header.pcap"):
                with self.subTest(format=format, sample=sample):
                    options = ("-T", format, SAMPLES / sample)
                    self.assertEqual(self.analyze("-Y", "tcp.port", *options), self.analyze(*options))

    def test_text_is_found_in_compressed_messages_that_nothing_else_inflates(self):
        texts = [record["text"] for record in of_type(self.records_of(DEFLATE), "message") if "text" in record]
        word = max(texts, key=len)[:8]
        frames = self.records_of("--only", "frame", "-Y", f'websocket.message.text contains "{word}"', DEFLATE)
        messages = [record for record in of_type(self.records_of(DEFLATE), "message") if word in record.get("text", "")]
        self.assertEqual([frame["packet"] for frame in frames], [message["packet"] for message in messages])
        self.assertTrue(frames)

    def test_findings_are_told_under_headlines_of_their_own(self):
        lines = self.analyze("-Y", "websocket.severity == error", SAMPLES / "broken-frames.pcap").lines
        findings = sum("[Expert Info (Error" in line for line in lines)
        self.assertEqual(findings, len(of_type(self.records_of("--severity", "error", SAMPLES / "broken-frames.pcap"),
                                               "finding")))
        self.assertFalse(any("= Opcode: " in line for line in lines))

    def test_several_connections_are_told_apart_by_their_handshakes(self):
        records = self.records_of("-Y", "http.response.code == 101", SAMPLES / "refused-then-accepted.pcap")
        self.assertEqual({record["connection"] for record in records[:-1]}, {2})
        self.assertEqual(records[-1]["connections"], 3)


class Written(ProgramTest):
    """Of connections of which a record is chosen, all packets are written."""

    def comparable(self, records, connections):
        """Records of these connections, as if there were no others: numbered anew, without numbers of packets."""
        numbers = {connection: number for number, connection in enumerate(sorted(connections))}
        hidden = ("packet", "first_packet", "request_packet", "response_packet", "file")
        return [{**{key: value for key, value in record.items() if key not in hidden},
                 "connection": numbers[record["connection"]]}
                for record in records if record["type"] in KINDS and record["connection"] in numbers]

    def test_the_connections_are_those_of_the_records_chosen(self):
        written = self.folder / "written.pcapng"
        samples = [SAMPLE, DEFLATE, *(SAMPLES / f"{name}.pcap" for name in ("broken-frames", "curl", "reset", "no-accept"))]
        whole = self.records_of(*samples)
        for expression in ("websocket.opcode == Ping", "websocket.severity == error",
                           "websocket.message.text contains o", "websocket.payload.close.status_code > 1000", "tcp.stream == 2"):
            with self.subTest(expression=expression):
                outcome = self.analyze("-T", "ndjson", "-Y", expression, "-w", written, *samples)
                self.assertEqual((outcome.status, outcome.err), (DONE, b""))
                chosen = {record["connection"] for record in outcome.records[:-1]}
                self.assertGreater(len(chosen), 0)
                self.assertLess(len(chosen), outcome.records[-1]["connections"])
                self.assertEqual(self.comparable(self.records_of(written), range(len(chosen))),
                                 self.comparable(whole, chosen))

    def test_what_its_tcp_connection_carried_goes_along(self):
        written = self.folder / "written.pcapng"
        sample = SAMPLES / "refused-then-accepted.pcap"
        records = self.records_of("-Y", "http.response.code == 426", "-w", written, sample)
        self.assertEqual({record["connection"] for record in records[:-1]}, {1})
        self.assertEqual(self.records_of(written), self.records_of(sample))

    def test_what_is_not_printed_chooses_all_the_same(self):
        expected = self.folder / "expected.pcapng"
        samples = [SAMPLE, DEFLATE, SAMPLES / "broken-frames.pcap"]
        for expression in ("websocket.opcode == Ping", "websocket.rule == message.utf8",
                           "websocket.message.text contains o", "websocket.message.length > 300", "http.host contains 127"):
            self.analyze("-T", "ndjson", "-Y", expression, "-w", expected, *samples)
            self.assertGreater(len(self.records_of(expected)), 10)
            for arguments in (["--only", "handshake"], ["--only", "summary", "-j", 2], ["-T", "tree", "-j", 5]):
                with self.subTest(expression=expression, arguments=arguments):
                    written = self.folder / "written.pcapng"
                    outcome = self.analyze(*arguments, "-Y", expression, "-w", written, *samples)
                    self.assertEqual(written.read_bytes(), expected.read_bytes())
                    self.assertEqual(outcome.out, self.analyze(*arguments, "-Y", expression, *samples).out)
            piped = self.analyze("-Y", expression, "-w", "-", *samples)
            self.assertEqual(piped.out, expected.read_bytes())

    def test_where_nothing_is_chosen_nothing_is_written(self):
        written = self.folder / "written.pcapng"
        self.analyze("-Y", "http.host == nobody", "-w", written, SAMPLE)
        self.assertEqual(len(self.records_of(written)), 1)


class Documentation(ProgramTest):
    def test_each_example_is_an_expression(self):
        examples = re.findall(r"-Y '([^']+)'", (SAMPLES.parent / "docs/filter.md").read_text())
        self.assertGreater(len(examples), 4)
        for expression in examples:
            with self.subTest(expression):
                self.assertEqual(self.analyze("-Y", expression, SAMPLE).status, DONE)


class Faults(ProgramTest):
    def check(self, *options, said):
        for command in ("analyze", "sniff"):
            source = ("-i", "lo") if command == "sniff" else (SAMPLE,)
            outcome = self.run_program(command, *options, *source)
            self.assertEqual(outcome.status, USAGE)
            self.assertEqual(outcome.out, b"")
            self.assertEqual(outcome.remarks, said)

    def test_the_place_is_shown_and_nothing_is_read(self):
        self.check("-Y", "websocket.opcod == 1", said=[
            "wsdissect: display filter: 'websocket.opcod' is no field; did you mean 'websocket.opcode'?",
            "    websocket.opcod == 1",
            "    ^^^^^^^^^^^^^^^"])

    def test_letters_are_not_cut_where_the_expression_is(self):
        remarks = self.analyze("-Y", 'http.host == "' + "\u00e9" * 80 + '" nor "x' + "\u00e9" * 80 + '"', SAMPLE).remarks
        self.assertEqual(remarks[1:], [
            "    ..." + "\u00e9" * 29 + '" nor "x' + "\u00e9" * 29 + "...",
            "    " + " " * 34 + "^^^"])
        self.assertEqual(self.analyze("-Y", 'http.host == "\\\u00e9"', SAMPLE).remarks[1:], [
            '    http.host == "\\\\\u00e9"', "                  ^^^"])

    def test_a_hundred_thousand_parentheses(self):
        remarks = self.analyze("-Y", "(" * 100_000, SAMPLE).remarks
        self.assertEqual(remarks[0], "wsdissect: display filter: more than 200 parentheses in each other")

    def test_payload_that_is_left_out_is_not_looked_at(self):
        self.check("--no-payload", "-Y", "websocket.message.text contains a", said=[
            "wsdissect: display filter: websocket.message.text is not known with --no-payload, which leaves payload out"])
        self.assertEqual(self.analyze("--no-payload", "-Y", "websocket.opcode == Text", SAMPLE).status, DONE)
