"""`validate`: verdicts and findings for people, machines and CI systems; which findings; the exit status."""

import json
import pathlib
import xml.etree.ElementTree
import zlib
from collections import Counter

from captures import Capture, frame, masked, packets, pcap_file, upgraded
from program import DONE, FINDINGS, INPUT_DAMAGED, OUTPUT_FAILED, SAMPLES, USAGE, ProgramTest, of_type, sample_files

REPORTS = ("text", "junit", "sarif")
RECORDS = ("tree", "line", "ndjson", "json")
FORMATS = REPORTS + RECORDS
BROKEN = SAMPLES / "deflate-broken.pcap"
SOUND = SAMPLES / "node-ws.pcap"
HOSTILE = "\x1b]0;title\x07<&'\"]]>\u202e\uffff\uffff"


def forged(path="/", *fields, accept="s3pPLMBiTxaQ9kYGzzhZRbK+xOO="):
    """A server that answers with a wrong accept value, and a client that goes on."""
    capture = Capture()
    tcp = packets.Connection(capture).open()
    tcp.say(tcp.client, packets.upgrade_request(*fields, path=path))
    tcp.say(tcp.server, packets.head("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                                     f"Sec-WebSocket-Accept: {accept}", *fields))
    tcp.say(tcp.client, masked(packets.TEXT, b"\xff not text"))
    packets.close_both(tcp, reason="bye")
    return capture


class ValidateTest(ProgramTest):
    def validate(self, *arguments, **more):
        return self.run_program("validate", *arguments, **more)


class WhatIsSeen(ValidateTest):
    def records(self, capture, *options):
        return list(map(json.loads, self.validate("-T", "ndjson", *options, self.write_capture(capture)).lines))

    def rules(self, capture, *options):
        return [record["rule"] for record in self.records(capture, *options) if record["type"] == "finding"]

    def test_a_line_that_is_no_field_hides_no_connection(self):
        for line in ("Foo Bar: x", "FooBar", ": x", "F(oo): x"):
            for in_request, in_response in (((line,), ()), ((), (line,))):
                with self.subTest(request=in_request, response=in_response):
                    capture = Capture()
                    tcp = packets.Connection(capture).open()
                    tcp.say(tcp.client, packets.upgrade_request(*in_request))
                    tcp.say(tcp.server, packets.upgrade_response(*in_response))
                    packets.close_both(tcp)
                    ends = of_type(self.records(capture), "connection")
                    self.assertEqual([end["handshake"] for end in ends], ["valid"])
                    self.assertEqual([ends[0][sent]["frames"] for sent in ("client_sent", "server_sent")], [1, 1])

    def test_what_a_timeout_ended_before_its_response_is_not_unanswered(self):
        capture = Capture()
        tcp = packets.Connection(capture).open()
        tcp.say(tcp.client, packets.upgrade_request())
        capture.now += 60_000_000
        tcp.say(tcp.server, packets.upgrade_response())
        self.assertEqual(self.rules(capture, "--idle-timeout", "30"), [])

    def test_terms_in_a_folded_line_count(self):
        capture = Capture()
        offer = "Sec-WebSocket-Extensions: permessage-deflate"
        tcp = packets.Connection(capture).open()
        tcp.say(tcp.client, packets.upgrade_request(offer))
        tcp.say(tcp.server, packets.upgrade_response(offer + ";\r\n client_no_context_takeover"))
        compressor = zlib.compressobj(wbits=-15)
        for _ in range(2):
            compressed = compressor.compress(b"the same again and again") + compressor.flush(zlib.Z_SYNC_FLUSH)
            tcp.say(tcp.client, masked(packets.TEXT, compressed[:-4], rsv=4))
        packets.close_both(tcp)
        self.assertEqual(self.rules(capture), ["message.inflate"])


class ExitStatus(ValidateTest):
    def test_findings_of_severity_error_are_status_1_in_every_format(self):
        for output_format in FORMATS:
            with self.subTest(output_format):
                self.assertEqual(self.validate("-T", output_format, SOUND).status, DONE)
                self.assertEqual(self.validate("-T", output_format, BROKEN).status, FINDINGS)

    def test_what_is_printed_does_not_change_the_status(self):
        columns = ("-e", "frame.number", "-e", "http.host")
        for threads in ("1", "3"):
            for options in (("-T", "ndjson", "--only", "handshake"), ("-T", "line", "--only", "gap,summary"),
                            ("-T", "csv", *columns), ("-T", "fields", *columns), ("-w", "-")):
                for capture, status in ((SOUND, DONE), (BROKEN, FINDINGS), (SAMPLES / "broken-frames.pcap", FINDINGS)):
                    outcome = self.validate("-j", threads, *options, capture)
                    self.assertEqual((outcome.status, outcome.err), (status, b""), (options, capture))
        only = self.validate("-T", "ndjson", "--only", "handshake", BROKEN)
        self.assertEqual([each["type"] for each in only.records], ["handshake"])

    def test_only_those_left_count(self):
        ignored = [argument for rule in ("message.utf8", "message.inflate") for argument in ("--ignore-rule", rule)]
        self.assertEqual(self.validate(*ignored, BROKEN).status, DONE)
        self.assertEqual(self.validate(*ignored[:2], BROKEN).status, FINDINGS)
        self.assertEqual(self.validate("--rule", "message.window", BROKEN).status, DONE)
        self.assertEqual(self.validate("--rule", "message.window", "--rule", "message.utf8", BROKEN).status, FINDINGS)

    def test_damage_goes_before_findings_and_output_before_damage(self):
        cut = self.write_file("cut.pcap", BROKEN.read_bytes()[:-3])
        self.assertEqual(self.validate(cut).status, INPUT_DAMAGED)
        with open("/dev/full", "wb") as full:
            for output_format in FORMATS:
                self.assertEqual(self.validate("-T", output_format, cut, stdout=full).status, OUTPUT_FAILED)

    def test_analyze_and_stats_do_not_judge_by_their_status(self):
        self.assertEqual(self.analyze(BROKEN).status, DONE)
        self.assertEqual(self.run_program("stats", "--check", BROKEN).status, DONE)

    def test_packets_on_standard_output_leave_the_status(self):
        outcome = self.validate("-w", "-", BROKEN)
        self.assertEqual(outcome.status, FINDINGS)
        self.assertEqual(outcome.out[:4], b"\x0a\x0d\x0d\x0a")

    def test_a_missing_file_name_is_status_2(self):
        outcome = self.validate()
        self.assertEqual((outcome.status, outcome.out), (USAGE, b""))
        self.assertIn(b"FILE", outcome.err)


class Choice(ValidateTest):
    def test_analyze_tells_and_counts_only_what_was_chosen(self):
        whole = self.records_of(BROKEN)
        chosen = self.records_of("--rule", "message.utf8", BROKEN)
        self.assertLess({"message.utf8", "message.inflate"}, {each["rule"] for each in of_type(whole, "finding")})
        self.assertEqual({each["rule"] for each in of_type(chosen, "finding")}, {"message.utf8"})
        self.assertEqual(set(chosen[-1]["findings"]), {"message.utf8"})
        without = [each for each in whole if each.get("rule", "message.utf8") == "message.utf8"]
        without[-1] = {**whole[-1], "findings": chosen[-1]["findings"]}
        self.assertEqual(chosen, without)

    def test_every_format_tells_only_what_was_chosen(self):
        commands = [("analyze", "-T", name) for name in ("tree", "line", "ndjson", "json")]
        commands += [("validate", "-T", name) for name in ("text", "junit", *RECORDS)]
        commands += [("stats", "--check", "-T", name) for name in ("text", "json")]
        weak = "frame.masking-key-weak"
        choices = (((), {"frame.rsv", "frame.opcode", weak}),
                   (("--severity", "error"), {"frame.rsv", "frame.opcode"}),
                   (("--ignore-rule", "frame.rsv"), {"frame.opcode", weak}),
                   (("--rule", "frame.rsv", "--rule", weak, "--severity", "error"), {"frame.rsv"}))
        capture = SAMPLES / "broken-frames.pcap"
        for command in commands:
            for options, expected in choices:
                text = self.run_program(*command, *options, capture).text
                with self.subTest(command=command, options=options):
                    self.assertEqual({rule for rule in choices[0][1] if rule in text}, expected)
        for options, expected in choices:
            results = json.loads(self.validate("-T", "sarif", *options, capture).out)["runs"][0]["results"]
            self.assertEqual({each["ruleId"] for each in results} & choices[0][1], expected)

    def two_connections(self):
        """The first to /forged, where the server forges its answer and the client sends bad text; one that is sound."""
        capture = forged("/forged")
        tcp = upgraded(capture, client=("192.0.2.11", 40001))
        tcp.say(tcp.client, masked(packets.TEXT, b"all is well"))
        packets.close_both(tcp)
        return self.write_capture(capture)

    def test_a_display_filter_chooses_connections_of_reports(self):
        path = self.two_connections()
        for chosen, expected in (("websocket.rule == \"message.utf8\"", ["0"]), ("websocket.connection == 1", ["1"]),
                                 ("http.request.uri == \"/forged\"", ["0"]), ("websocket.opcode == 8", ["0", "1"]),
                                 ("websocket.payload.text contains \"well\"", ["1"]),
                                 ("websocket.handshake.verdict == \"rejected\"", [])):
            for threads in ("1", "3"):
                text = self.validate("-j", threads, "-Y", chosen, path).text
                blocks = [line.split()[1].rstrip(",") for line in text.splitlines() if line.startswith("Connection ")]
                self.assertEqual(blocks, expected, chosen)
                self.assertIn(f"Summary: 2 connections ({len(expected)} shown), ", text)
                junit = self.validate("-j", threads, "-T", "junit", "-Y", chosen, path).out
                suites = [suite.get("name").split()[1] for suite in xml.etree.ElementTree.fromstring(junit)]
                self.assertEqual(suites, expected)
        whole = self.validate(path).text.split("\n\n")
        self.assertEqual(self.validate("-Y", "websocket.connection == 0", path).text.split("\n\n")[0], whole[0])

    def test_a_display_filter_chooses_findings_of_sarif_and_records(self):
        path = self.two_connections()
        only_text = "websocket.rule == \"message.utf8\""
        results = json.loads(self.validate("-T", "sarif", "-Y", only_text, path).out)["runs"][0]["results"]
        self.assertEqual([each["ruleId"] for each in results], ["message.utf8"])
        records = self.validate("-T", "ndjson", "-Y", only_text, path).records
        self.assertEqual([each.get("rule", each["type"]) for each in records], ["message.utf8", "summary"])
        wrong = self.validate("-Y", "websocket.rule ==", path)
        self.assertEqual((wrong.status, wrong.out), (USAGE, b""))

    def test_the_status_speaks_of_all_whatever_a_display_filter_shows(self):
        path = self.two_connections()
        for output_format in FORMATS:
            outcome = self.validate("-T", output_format, "-Y", "websocket.connection == 1", path)
            self.assertEqual(outcome.status, FINDINGS)

    def test_a_display_filter_chooses_the_packets_written_too(self):
        path, written = self.two_connections(), self.folder / "written.pcapng"
        text = self.validate("-Y", "websocket.connection == 1", "-w", written, path).text
        self.assertIn("(1 shown)", text)
        self.assertEqual([end["handshake"] for end in of_type(self.records_of(written), "connection")], ["valid"])

    def test_summaries_count_the_findings_told(self):
        for path in sample_files():
            records = self.records_of(path)
            told = Counter(each["rule"] for each in of_type(records, "finding"))
            self.assertEqual(records[-1]["findings"], told, path.name)
            checked = json.loads(self.run_program("stats", "--check", "-T", "json", path).out)
            self.assertEqual(checked["findings"], told, path.name)

    def test_a_rule_that_does_not_exist_is_answered_with_the_one_meant(self):
        for command in ("analyze", "validate", "stats"):
            for option in ("--rule", "--ignore-rule"):
                outcome = self.run_program(command, option, "message.utf-8", SOUND)
                self.assertEqual((outcome.status, outcome.out), (USAGE, b""))
                self.assertIn("did you mean 'message.utf8'?", outcome.remarks[0])
        outcome = self.validate("--rule", "nothing.like-it", SOUND)
        self.assertIn("--list-rules", outcome.remarks[0])
        self.assertIn("urgent", self.validate("--severity", "urgent", SOUND).remarks[0])

    def test_the_rules_are_listed_as_they_are_documented(self):
        rows = [line.split(" | ") for line in (SAMPLES.parent / "docs/rules.md").read_text().splitlines()
                if line.startswith("| `")]
        documented = [(row[0].strip("| `"), row[1], row[2]) for row in rows]
        listed = json.loads(self.validate("--list-rules", "-T", "json").out)
        self.assertEqual([(row["rule"], row["severity"], row["reference"]) for row in listed], documented)
        table = self.validate("--list-rules")
        self.assertEqual(table.status, DONE)
        self.assertEqual([line.split()[0] for line in table.lines], ["rule", *(row["rule"] for row in listed)])
        chosen = json.loads(self.validate("--list-rules", "--severity", "error", "-T", "json").out)
        self.assertEqual({row["severity"] for row in chosen}, {"error"})
        self.assertEqual(self.validate("--list-rules", "-T", "sarif").status, USAGE)
        with open("/dev/full", "wb") as full:
            self.assertEqual(self.validate("--list-rules", stdout=full).status, OUTPUT_FAILED)


class Formats(ValidateTest):
    def hostile(self):
        return self.write_capture(forged("/" + HOSTILE, "Sec-WebSocket-Protocol: " + HOSTILE, accept=HOSTILE),
                                  "it's <&\".pcap")

    def test_text_says_what_differs_and_who_went_on(self):
        outcome = self.validate(self.write_capture(forged()))
        lines = outcome.lines
        accept = next(line for line in lines if "Sec-WebSocket-Accept:  " in line)
        mark = lines[lines.index(accept) + 2]
        self.assertEqual(accept[mark.index("^")], "O")
        self.assertIn("Reaction: the client went on", outcome.text)

    def test_text_has_nothing_that_a_terminal_must_not_see(self):
        out = self.validate(self.hostile()).text
        for character in "\x1b\x07\u202e":
            self.assertNotIn(character, out)

    def test_junit_is_xml_whatever_the_network_says(self):
        outcome = self.validate("-T", "junit", self.hostile())
        root = xml.etree.ElementTree.fromstring(outcome.out)
        self.assertEqual((root.tag, root[0].tag), ("testsuites", "testsuite"))
        [case] = root.iter("testcase")
        self.assertEqual(pathlib.Path(case.get("classname")).name, "it's <&\".pcap")
        [failure] = case.iter("failure")
        self.assertEqual(failure.get("type"), "handshake.subprotocol-offer")
        self.assertIn("message.utf8", failure.text)
        self.assertIn("<&'\"]]>", failure.text)

    def test_junit_has_a_suite_with_a_case_for_each_connection(self):
        for path in sample_files():
            root = xml.etree.ElementTree.fromstring(self.validate("-T", "junit", path).out)
            connections = of_type(self.records_of(path), "connection")
            self.assertEqual([suite.get("name") for suite in root],
                             [f"connection {each['connection']}" for each in connections], path.name)
            for suite in root:
                [case] = suite
                failures = len(list(case.iter("failure")))
                self.assertEqual([suite.get(count) for count in ("tests", "failures", "errors")],
                                 ["1", str(failures), "0"])

    def test_sarif_has_what_its_schema_requires(self):
        outcome = self.validate("-T", "sarif", self.hostile())
        log = json.loads(outcome.out)
        self.assertEqual(log["version"], "2.1.0")
        [run] = log["runs"]
        driver = run["tool"]["driver"]
        self.assertEqual(driver["name"], "wsdissect")
        rules = {rule["id"] for rule in driver["rules"]}
        self.assertEqual(len(rules), len(driver["rules"]))
        self.assertEqual({result["ruleId"] for result in run["results"]},
                         {"handshake.subprotocol-offer", "handshake.accept-mismatch", "message.utf8"})
        for result in run["results"]:
            self.assertIn(result["ruleId"], rules)
            self.assertEqual(result["level"], "error")
            self.assertTrue(result["message"]["text"])
            place = result["locations"][0]["physicalLocation"]
            self.assertRegex(place["artifactLocation"]["uri"], r"^[A-Za-z0-9%._~/-]+$")
            self.assertEqual(place["region"]["startLine"], result["properties"]["packet"])
        self.assertEqual(json.loads(self.validate("-T", "sarif", SOUND).out)["runs"][0]["results"], [])

    def test_records_are_those_of_analyze_without_the_traffic(self):
        for path in sample_files():
            kinds = ("handshake", "finding", "connection", "summary")
            expected = [each for each in self.records_of(path) if each["type"] in kinds]
            self.assertEqual(self.validate("-T", "ndjson", path).records, expected, path.name)
            self.assertEqual(json.loads(self.validate("-T", "json", path).out), expected, path.name)
            csv = ("-T", "csv", "-e", "frame.number", "-e", "websocket.rule")
            for options in (("-T", "tree"), ("-T", "line"), csv):
                told = self.analyze(*options, "--only", ",".join(kinds), path).out
                self.assertEqual(self.validate(*options, path).out, told, path.name)

    def test_the_kinds_of_records_are_for_the_user_to_choose(self):
        for output_format in RECORDS:
            options = ("-T", output_format, "--only", "frame,finding", BROKEN)
            self.assertEqual(self.validate(*options).out, self.analyze(*options).out)
        for output_format in REPORTS:
            outcome = self.validate("-T", output_format, "--only", "finding", BROKEN)
            self.assertEqual((outcome.status, outcome.out), (USAGE, b""))
            self.assertIn("--only finding needs a format of records", outcome.remarks[0])

    def test_messages_are_not_judged_without_payload(self):
        for output_format in FORMATS:
            outcome = self.validate("-T", output_format, "--no-payload", BROKEN)
            self.assertEqual(outcome.status, DONE)
            self.assertNotIn("message.inflate:", outcome.text)
        self.assertIn("messages were not looked into (--no-payload)\n", self.validate("--no-payload", BROKEN).text)

    def test_several_threads_tell_the_same(self):
        for output_format in FORMATS:
            for path in (BROKEN, SAMPLES / "node-ws-deflate.pcap", SAMPLES / "broken-frames.pcap"):
                one = self.validate("-T", output_format, "-j", "1", path)
                self.assertEqual(self.validate("-T", output_format, "-j", "3", path), one)


class Reactions(ValidateTest):
    def reaction(self, code, closes):
        """Of the server to text that is not UTF-8; with `closes` it sends a Close with `code` then."""
        capture = Capture()
        tcp = upgraded(capture)
        tcp.say(tcp.client, masked(packets.TEXT, b"\xff"))
        if closes:
            tcp.say(tcp.server, frame(packets.CLOSE, packets.close_payload(code)))
            tcp.say(tcp.client, masked(packets.CLOSE, packets.close_payload(code)))
            tcp.close(first=tcp.server)
        else:
            packets.close_both(tcp)
        outcome = self.validate("-T", "ndjson", self.write_capture(capture))
        return of_type(outcome.records, "connection")[0].get("reaction")

    def test_a_close_with_a_fitting_code_fails_the_connection(self):
        self.assertEqual(self.reaction(1007, closes=True), "failed")
        self.assertEqual(self.reaction(1002, closes=True), "failed")
        self.assertIsNone(self.reaction(1009, closes=True))

    def test_to_answer_a_close_is_to_go_on(self):
        self.assertEqual(self.reaction(1000, closes=False), "went-on")


class Memory(ValidateTest):
    def test_it_does_not_grow_with_the_findings_of_a_connection(self):
        capture = Capture()
        tcp = upgraded(capture)
        for _ in range(3000):
            tcp.say(tcp.client, masked(packets.TEXT, b"\xff"), acknowledged=False)
        packets.close_both(tcp)
        outcome = self.validate(self.write_file("many.pcap", pcap_file(packet for _, packet in capture.packets)))
        self.assertLess(len(outcome.lines), 20)
        self.assertIn("Again 2999 times, in packets ", outcome.text)
