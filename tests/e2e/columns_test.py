"""`-T fields` and `-T csv`: a line a record, in it the values of the fields that `-e` names."""

import csv
import io
import subprocess

from captures import Capture, conversation, frame, packets, pcap_file, upgraded
from program import DONE, SAMPLES, USAGE, ProgramTest, of_type, sample_files

SAMPLE = SAMPLES / "node-ws.pcap"
EVERYTHING = ("frame.number", "frame.time_epoch", "ip.src", "ipv6.src", "tcp.port", "http.host", "http.request.uri",
              "http.sec_websocket_extensions", "websocket", "websocket.rsv", "websocket.masking_key",
              "websocket.payload.text", "websocket.message.length", "websocket.payload.close.reason",
              "websocket.payload.ping", "websocket.direction", "websocket.handshake.verdict", "websocket.rule",
              "websocket.severity")


def columns(*fields):
    return [argument for field in fields for argument in ("-e", field)]


class Columns(ProgramTest):
    def rows(self, *arguments, format="fields", status=DONE):
        outcome = self.analyze("-T", format, *arguments)
        self.assertEqual(outcome.status, status, outcome.err)
        if format == "csv":
            return list(csv.reader(io.StringIO(outcome.text, newline="")))
        return [line.split("\t") for line in outcome.lines]

    def test_the_frames_that_end_a_text(self):
        expected = [[str(message["packet"]), message["text"].replace("\\", "\\\\")]
                    for message in of_type(self.records_of(SAMPLE), "message") if message.get("text")]
        self.assertGreater(len(expected), 3)
        asked = columns("frame.number", "websocket.payload.text")
        self.assertEqual(self.rows(*asked, SAMPLE), expected)
        self.assertEqual(self.rows(*asked, SAMPLE, format="csv"),
                         [["frame.number", "websocket.payload.text"], *expected])

    def test_the_frames_are_those_of_ndjson(self):
        for sample in ("node-ws-deflate", "broken-frames", "http2-node", "lost-header"):
            with self.subTest(sample):
                capture = SAMPLES / f"{sample}.pcap"
                expected = [[str(each["packet"]), str(each["connection"]), each["direction"], str(int(each["fin"])),
                             f"0x{each['rsv']:02x}", str(each["opcode"]), each.get("masking_key", ""),
                             str(each["payload_length"])]
                            for each in of_type(self.records_of(capture), "frame")]
                self.assertEqual(self.rows(*columns(
                    "frame.number", "websocket.connection", "websocket.direction", "websocket.fin", "websocket.rsv",
                    "websocket.opcode", "websocket.masking_key", "websocket.length"), capture), expected)

    def test_findings_are_told_where_a_column_has_them(self):
        capture = SAMPLES / "broken-frames.pcap"
        findings = of_type(self.records_of(capture), "finding")
        self.assertGreater(len(findings), 3)
        self.assertEqual(self.rows(*columns("frame.number", "websocket.rule", "websocket.severity"), capture),
                         [[str(each["packet"]), each["rule"], each["severity"]] for each in findings])

    def test_lengths_of_messages_that_nothing_else_inflates(self):
        capture = SAMPLES / "node-ws-deflate.pcap"
        self.assertEqual(self.rows(*columns("frame.number", "websocket.message.length"), capture),
                         [[str(each["packet"]), str(each["length"])]
                          for each in of_type(self.records_of(capture), "message")])

    def test_fields_of_any_record_print_all_that_tree_and_line_do(self):
        lines = self.analyze("-T", "line", SAMPLE).lines
        self.assertEqual(self.rows(*columns("frame.number"), SAMPLE), [[line.split()[0]] for line in lines])
        for only in ("frame", "message,control", "gap"):
            self.assertEqual(len(self.rows("--only", only, *columns("tcp.stream"), SAMPLE)),
                             len(self.records_of("--only", only, SAMPLE)))

    def test_a_display_filter_chooses_as_always(self):
        chosen = self.rows("-Y", "websocket.opcode == Ping", *columns("frame.number", "websocket.opcode"), SAMPLE)
        self.assertEqual([opcode for _, opcode in chosen], ["9"] * len(chosen))
        self.assertTrue(chosen)

    def test_csv_has_its_header_without_records_too(self):
        empty = self.write_capture(Capture())
        for options in ((empty,), ("-Y", "frame.number == 0", SAMPLE), ("-c", "1", SAMPLE)):
            outcome = self.analyze("-T", "csv", *columns("frame.number", "websocket"), *options)
            self.assertEqual((outcome.status, outcome.out), (DONE, b"frame.number,websocket\n"), outcome.err)

    def test_text_from_the_network_is_escaped_quoted_and_no_formula(self):
        capture = Capture()
        tcp = upgraded(capture)
        texts = ["=cmd|' /C calc'!A0", "+1", "-1", "@a", "a,b", 'say "hi", twice', "tab\tline\r\nend", "\x1b[2J\u202e",
                 "back\\slash", "Grüße 👋"]
        shown = ["=cmd|' /C calc'!A0", "+1", "-1", "@a", "a,b", 'say "hi", twice', "tab\\tline\\r\\nend",
                 "\\u{1b}[2J\\u{202e}", "back\\\\slash", "Grüße 👋"]
        for text in texts:
            tcp.say(tcp.server, frame(packets.TEXT, text.encode()))
        path = self.write_capture(capture)
        asked = columns("websocket.payload.text")
        self.assertEqual(self.rows(*asked, path), [[text] for text in shown])
        self.assertEqual(self.rows(*asked, path, format="csv")[1:],
                         [["'" + text if text[0] in "=+-@" else text] for text in shown])

    def test_the_threads_make_no_difference(self):
        for capture in sample_files():
            for format in ("fields", "csv"):
                for asked in (columns(*EVERYTHING), columns("frame.number"), columns("websocket.message.length")):
                    with self.subTest(capture=capture.name, format=format, asked=asked):
                        outcomes = [self.analyze("-j", count, "-T", format, *asked, capture) for count in (1, 2)]
                        self.assertTrue(outcomes[0] == outcomes[1])
                        self.assertEqual(outcomes[0].status, DONE)

    def test_one_header_in_front_of_many_blocks(self):
        packet_list = [packet for number in range(3000) for _, packet in
                       conversation(b"text %d" % number + b"x" * 500, client=("192.0.2.10", 10_000 + number)).packets]
        whole = self.write_file("many.pcap", pcap_file(packet_list))
        asked = columns("frame.number", "websocket.payload.text")
        outcomes = [self.analyze("-j", count, "-T", "csv", *asked, whole) for count in (1, 2, 5)]
        self.assertEqual(outcomes[0].out.count(b"frame.number"), 1)
        self.assertGreater(len(outcomes[0].lines), 3000)
        self.assertTrue(all(outcome == outcomes[0] for outcome in outcomes))

    def test_a_closed_pipe_ends_it_quietly(self):
        command = [self.program, "analyze", "-T", "csv", *columns("frame.number"), *map(str, sample_files())]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        head = subprocess.run(["head", "-1"], stdin=process.stdout, capture_output=True)
        process.stdout.close()
        with process.stderr:
            process.stderr.read()
        self.assertEqual(head.stdout, b"frame.number\n")
        self.assertEqual(process.wait(), DONE)


class WrongColumns(ProgramTest):
    def test_each_is_one_line_before_anything_is_read(self):
        for arguments, words in (
                (("-T", "fields"), "-T fields needs columns, such as -e frame.number -e websocket.opcode"),
                (("-T", "csv"), "-T csv needs columns, such as -e frame.number -e websocket.opcode"),
                (columns("frame.number"), "-e frame.number needs -T fields or -T csv, tree has no columns"),
                (("-T", "json", *columns("frame.number")),
                 "-e frame.number needs -T fields or -T csv, json has no columns"),
                (("-T", "csv", *columns("frame.number", "websocket.opcod")),
                 "-e: 'websocket.opcod' is no field; did you mean 'websocket.opcode'?"),
                (("-T", "fields", *columns("zebra")), "-e: 'zebra' is no field; docs/filter.md lists them"),
                (("-T", "fields", *columns("a\x1b[2J")), "-e: 'a\\u{1b}[2J' is no field; docs/filter.md lists them"),
                (("-T", "csv", "--no-payload", *columns("frame.number", "websocket.message.length")),
                 "-e websocket.message.length is not known with --no-payload, which leaves payload out"),
                (("-T", "fields", "--no-payload", *columns("websocket.payload.ping")),
                 "-e websocket.payload.ping is not known with --no-payload, which leaves payload out")):
            with self.subTest(arguments):
                outcome = self.analyze(*arguments, self.folder / "missing.pcap")
                self.assertEqual((outcome.status, outcome.out), (USAGE, b""))
                self.assertEqual(len(outcome.remarks), 1)
                self.assertTrue(outcome.remarks[0].startswith(f"wsdissect: {words}"), outcome.remarks)
