"""The totals of captures: they agree with the records of `analyze`, and read well."""

import fcntl
import json
import pathlib
import re
import struct
import subprocess
import termios
import time
from collections import Counter
from decimal import Decimal

import captures
from captures import PCAP_HEADER, Capture, conversation, frame, masked, packets, pcap_file, upgraded
from memory_test import MEBIBYTE
from program import DONE, INPUT_DAMAGED, OUTPUT_FAILED, SAMPLES, ProgramTest, of_type, sample_files

SAMPLE = SAMPLES / "node-ws.pcap"
SENT = ("client_sent", "server_sent")
SEEN_TO_THEIR_END = ("close", "fin", "rst")


class StatsTest(ProgramTest):
    def stats(self, *arguments, **more):
        return self.run_program("stats", *arguments, **more)

    def json_of(self, *arguments, status=DONE, **more):
        """The object of a run that has to end with `status`; its numbers with a point as decimals."""
        outcome = self.stats("-T", "json", *arguments, **more)
        self.assertEqual(outcome.status, status, outcome.err)
        self.assertEqual(len(outcome.lines), 1)
        return json.loads(outcome.text, parse_float=Decimal)


class AgreesWithTheRecords(StatsTest):
    def of_every_sample(self):
        """Each sample's object and records, in a subtest."""
        for path in sample_files():
            with self.subTest(sample=path.name):
                # `stats` does not look into messages either.
                outcome = self.analyze("-T", "ndjson", "--no-payload", path)
                yield self.json_of(path), [json.loads(line, parse_float=Decimal) for line in outcome.lines]

    def test_the_fields_of_the_summary_come_first_and_as_they_are(self):
        for stats, records in self.of_every_sample():
            summary = list(records[-1].items())
            # `stats` does not look into frames either, and judges each handshake by itself.
            findings = {rule: count for rule, count in records[-1]["findings"].items()
                        if rule.startswith("handshake.") and rule not in ("handshake.key-reused", "handshake.early-data")}
            summary = [(name, findings if name == "findings" else value) for name, value in summary]
            self.assertEqual(list(stats.items())[:len(summary)], summary)

    def test_connections_add_up(self):
        for stats, records in self.of_every_sample():
            connections = of_type(records, "connection")
            self.assertEqual(stats["ended_by"], Counter(each.get("ended_by", "unseen") for each in connections))
            for sent in SENT:
                for field, total in stats[sent].items():
                    self.assertEqual(total, sum(each[sent][field] for each in connections), field)
            lasted = [each["duration"] for each in connections
                      if "duration" in each and each.get("ended_by") in SEEN_TO_THEIR_END]
            durations = stats["connection_durations"]
            self.assertEqual(durations["connections"], len(lasted))
            self.assertEqual((durations.get("min"), durations.get("max")),
                             (min(lasted, default=None), max(lasted, default=None)))
            for row in durations["counts"]:
                inside = [each for each in lasted if row["from"] <= each < row.get("below", Decimal("Infinity"))]
                self.assertEqual(row["connections"], len(inside))
            self.assertEqual(sum(row["connections"] for row in durations["counts"]), len(lasted))

    def test_close_codes_are_those_of_the_first_closes(self):
        for stats, records in self.of_every_sample():
            expected = Counter((each.get("close_code"), each["close_first"])
                               for each in of_type(records, "connection") if "close_first" in each)
            got = Counter({(row.get("close_code"), sender): count for row in stats["close_codes"]
                           for sender, count in row["close_first"].items()})
            self.assertEqual(+got, expected)
            for row in stats["close_codes"]:
                self.assertEqual(row["connections"], sum(row["close_first"].values()))
            self.assertEqual(stats["without_close"], sum("close_first" not in each and each.get("ended_by") in ("fin", "rst")
                                                         for each in of_type(records, "connection")))

    def test_messages_are_counted_by_their_lengths(self):
        for stats, records in self.of_every_sample():
            for sent in SENT:
                lengths = [each["wire_length"] for each in of_type(records, "message")
                           if each["direction"] + "_sent" == sent]
                rows = stats["message_lengths"][sent]
                for row in rows:
                    self.assertEqual(row["messages"], sum(row["from"] <= each <= row["to"] for each in lengths))
                self.assertEqual(sum(row["messages"] for row in rows), len(lengths))

    def test_every_ping_is_counted(self):
        for stats, records in self.of_every_sample():
            for sent in SENT:
                pings = [each for each in of_type(records, "control")
                         if each["opcode_name"] == "ping" and each["direction"] + "_sent" == sent]
                row = stats["pings"][sent]
                self.assertEqual(row["pings"], len(pings))
                self.assertLessEqual(row["answered"] + row["unanswered"], row["pings"])

    def test_the_largest_connections_are_the_largest(self):
        for stats, records in self.of_every_sample():
            def payload(connection):
                return sum(connection[sent]["payload_bytes"] for sent in SENT)
            connections = [each for each in of_type(records, "connection") if payload(each) > 0]
            connections.sort(key=lambda each: (-payload(each), each["connection"]))
            self.assertEqual(len(stats["largest_connections"]), min(len(connections), 10))
            for row, connection in zip(stats["largest_connections"], connections):
                self.assertEqual(row.pop("payload_bytes"), payload(connection))
                self.assertEqual(row, {field: connection[field] for field in row})

    def test_rates_are_counts_over_the_time_between_the_packets(self):
        capture = conversation()
        times = [time for time, _ in capture.packets]
        stats = self.json_of(self.write_capture(capture))
        self.assertEqual(stats["duration"], Decimal(max(times) - min(times)) / 1_000_000)
        for rate, count in (("packets_per_second", stats["packets"]), ("bits_per_second", stats["bytes"] * 8),
                            ("messages_per_second", stats["messages"]),
                            ("payload_bytes_per_second", stats["payload_bytes"])):
            self.assertAlmostEqual(float(stats[rate]), count / float(stats["duration"]), places=6)


class Pings(StatsTest):
    def test_round_trips_are_from_ping_to_pong(self):
        capture = Capture()
        tcp = upgraded(capture)
        start = capture.packets[-1][0] + 1000
        tcp.say(tcp.client, masked(packets.PING, b"one"), at=start)
        tcp.say(tcp.server, frame(packets.PONG, b"one"), at=start + 2500)
        tcp.say(tcp.server, frame(packets.PING), at=start + 3000)
        tcp.say(tcp.client, masked(packets.PONG), at=start + 3100)
        tcp.say(tcp.server, frame(packets.PING), at=start + 4000)
        tcp.say(tcp.client, masked(packets.PONG), at=start + 4300)
        tcp.say(tcp.client, masked(packets.PING, b"two"), at=start + 5000)
        packets.close_both(tcp)
        client, server = self.json_of(self.write_capture(capture))["pings"].values()
        once = {"min": Decimal("0.0025"), "mean": Decimal("0.0025"), "max": Decimal("0.0025")}
        self.assertEqual(client, {"pings": 2, "answered": 1, "unanswered": 1, "round_trip": once})
        self.assertEqual(server, {"pings": 2, "answered": 2, "unanswered": 0,
                                  "round_trip": {"min": Decimal("0.0001"), "mean": Decimal("0.0002"),
                                                 "max": Decimal("0.0003")}})

    def test_a_ping_of_a_connection_that_outlives_the_capture_is_not_said_to_be_unanswered(self):
        capture = Capture()
        tcp = upgraded(capture)
        tcp.say(tcp.client, masked(packets.PING))
        pings = self.json_of(self.write_capture(capture))["pings"]["client_sent"]
        self.assertEqual(pings, {"pings": 1, "answered": 0, "unanswered": 0})

    def test_a_pong_that_was_cut_off_leaves_its_ping_unknown(self):
        capture = Capture(snap_length=14 + 20 + 20 + 10)
        tcp = upgraded(capture)
        tcp.say(tcp.client, masked(packets.PING, b"longer than the snap length"))
        tcp.say(tcp.server, frame(packets.PONG, b"longer than the snap length"))
        packets.close_both(tcp)
        for sent in self.json_of(self.write_capture(capture))["pings"].values():
            self.assertEqual((sent["answered"], sent["unanswered"]), (0, 0))

    def test_a_ping_whose_pong_may_lie_in_a_hole_is_not_said_to_be_unanswered(self):
        capture = Capture()
        tcp = upgraded(capture)
        tcp.say(tcp.server, frame(packets.PING, b"ping"))
        tcp.say(tcp.client, masked(packets.PING, b"never answered"))
        octets = masked(packets.TEXT, bytes(200)) + masked(packets.PONG, b"ping")
        tcp.segment(tcp.client, tcp.client.sent, octets[:100])
        tcp.acknowledge(tcp.server)
        tcp.segment(tcp.client, tcp.client.sent, octets[100:], captured=False)
        tcp.acknowledge(tcp.server)
        for number in range(8):
            tcp.say(tcp.client, masked(packets.TEXT, bytes([number])))
        packets.close_both(tcp)
        client, server = self.json_of(self.write_capture(capture))["pings"].values()
        self.assertEqual(server, {"pings": 1, "answered": 0, "unanswered": 0})
        self.assertEqual(client, {"pings": 1, "answered": 0, "unanswered": 1})

    def test_a_ping_before_one_that_was_answered_is_not_said_to_be_unanswered(self):
        capture = Capture()
        tcp = upgraded(capture)
        for payload in (b"1", b"2", b"3"):
            tcp.say(tcp.server, frame(packets.PING, payload))
        tcp.say(tcp.client, masked(packets.PONG, b"2"))
        packets.close_both(tcp)
        server = self.json_of(self.write_capture(capture))["pings"]["server_sent"]
        self.assertEqual((server["pings"], server["answered"], server["unanswered"]), (3, 1, 1))

    def test_pings_without_payload_that_overlap_have_no_round_trip(self):
        """One a second, each answered after 1.5 seconds."""
        capture = Capture()
        tcp = upgraded(capture)
        start = capture.packets[-1][0]
        said = [(number * 1_000_000, tcp.client, masked(packets.PING)) for number in range(6)]
        said += [(number * 1_000_000 + 1_500_000, tcp.server, frame(packets.PONG)) for number in range(6)]
        for after, sender, octets in sorted(said, key=lambda each: each[0]):
            tcp.say(sender, octets, at=start + after)
        packets.close_both(tcp)
        client = self.json_of(self.write_capture(capture))["pings"]["client_sent"]
        last = Decimal("1.5")
        self.assertEqual(client, {"pings": 6, "answered": 6, "unanswered": 0,
                                  "round_trip": {"min": last, "mean": last, "max": last}})


class Text(StatsTest):
    def test_every_sample_gives_aligned_lines_of_ascii(self):
        for path in sample_files():
            with self.subTest(sample=path.name):
                outcome = self.stats(path)
                remarks = 1 if path.name == "http2-lost.pcap" else 0
                self.assertEqual((outcome.status, len(outcome.remarks)), (DONE, remarks))
                self.assertTrue(outcome.out.isascii())
                for line in outcome.lines:
                    self.assertRegex(line, r"^$|^[ -~]*[!-~]$")
                titles = ["Capture", "Totals", "Connections ended", "Sent"]
                if path.name != "mid-stream.pcap":
                    titles.append("Handshakes")
                for title in titles:
                    self.assertRegex(outcome.text, rf"(?m)^{title}(   .*)?$")

    def test_it_says_what_json_says(self):
        for path in sample_files():
            with self.subTest(sample=path.name):
                text, stats = self.stats(path).text, self.json_of(path)
                for row, field in (("packets", "packets"), ("bytes", "bytes"), ("connections", "connections"),
                                   ("messages", "messages"), ("payload bytes", "payload_bytes")):
                    self.assertIsNotNone(re.search(rf"(?m)^    {row} +{stats[field]:,}( |$)", text), row)
                for verdict, count in stats["handshakes"].items():
                    self.assertRegex(text, rf"(?m)^    {verdict} +{count:,} ")
                for opcode, count in stats["frames"].items():
                    self.assertRegex(text, rf"(?m)^    {opcode} +{count:,} ")

    def test_text_is_the_default(self):
        self.assertEqual(self.stats(SAMPLE), self.stats("-T", "text", SAMPLE))

    def test_colours_are_all_that_always_adds(self):
        plain, coloured = self.stats(SAMPLE).text, self.stats("--color", "always", SAMPLE).text
        self.assertIn("\x1b[1mCapture\x1b[0m\n", coloured)
        self.assertEqual(re.sub("\x1b\\[[01]m", "", coloured), plain)
        self.assertNotIn("\x1b", plain)
        self.assertEqual(self.stats("-T", "json", "--color", "always", SAMPLE), self.stats("-T", "json", SAMPLE))


class Inputs(StatsTest):
    def test_several_files_are_one_capture(self):
        whole = conversation()
        for part in (0, 1):
            half = Capture()
            half.packets = whole.packets[part::2]
            self.write_capture(half, f"{part}.pcap")
        expected = self.stats(self.write_capture(whole))
        self.assertEqual(self.stats("0.pcap", "1.pcap", cwd=self.folder), expected)

    def test_standard_input(self):
        with open(SAMPLE, "rb") as file:
            self.assertEqual(self.stats("-", stdin=file), self.stats(SAMPLE))
        self.assertEqual(self.stats("-", input=SAMPLE.read_bytes()), self.stats(SAMPLE))

    def test_a_damaged_file_is_counted_up_to_its_damage_and_status_3(self):
        path = self.write_file("cut.pcap", SAMPLE.read_bytes()[:-5])
        stats = self.json_of(path, status=INPUT_DAMAGED)
        self.assertEqual((stats["packets"], stats["messages"]), (46, 15))
        outcome = self.stats(path)
        self.assertEqual((outcome.status, len(outcome.remarks)), (INPUT_DAMAGED, 1))
        self.assertIn("packet 46", outcome.remarks[0])

    def test_without_packets_there_is_no_time_and_no_rate(self):
        self.write_file("empty.pcap", pcap_file([]))
        stats = self.json_of("empty.pcap", cwd=self.folder)
        self.assertEqual(stats["packets"], 0)
        for field in ("first_time", "last_time", "duration", "packets_per_second", "bits_per_second"):
            self.assertNotIn(field, stats)
        self.assertIn("    no packets\n", self.stats("empty.pcap", cwd=self.folder).text)

    def test_a_missing_file_is_status_3_and_everything_is_zero(self):
        stats = self.json_of("missing.pcap", status=INPUT_DAMAGED, cwd=self.folder)
        self.assertEqual((stats["packets"], stats["largest_connections"]), (0, []))

    def test_the_options_that_choose_packets_are_obeyed(self):
        self.assertEqual(self.json_of("-c", 10, SAMPLE)["packets"], 10)
        self.assertEqual(self.json_of("-f", "udp", SAMPLE)["packets"], 0)

    def test_wrong_checksums_are_counted_where_they_are_looked_at(self):
        packet_list = [packet for _, packet in conversation().packets]
        last = packet_list[-1]
        packet_list[-1] = last[:captures.TCP_CHECKSUM] + b"\0\0" + last[captures.TCP_CHECKSUM + 2:]
        path = self.write_file("wrong.pcap", pcap_file(packet_list))
        self.assertEqual(self.json_of("--checksums", path)["wrong_checksums"], 1)
        self.assertNotIn("wrong_checksums", self.json_of(path))
        self.assertRegex(self.stats("--checksums", path).text, r"(?m)^    wrong checksums +1$")


class Outputs(StatsTest):
    def test_a_closed_pipe_ends_the_program_quietly(self):
        command = '"$0" stats "$1" | head -n 0; echo "${PIPESTATUS[0]}"'
        done = subprocess.run(["bash", "-c", command, self.program, SAMPLE], capture_output=True, timeout=60)
        self.assertEqual((done.stdout, done.stderr), (b"0\n", b""))

    def test_a_full_disk_is_status_4(self):
        for output_format in ("text", "json"):
            with open("/dev/full", "wb") as full:
                self.assertEqual(self.stats("-T", output_format, SAMPLE, stdout=full).status, OUTPUT_FAILED)


class Memory(StatsTest):
    def setUp(self):
        super().setUp()
        if self.is_sanitized():
            self.skipTest("the sanitizer's memory would be measured")

    def memory_of(self, pieces):
        """The greatest resident set, in octets, when the program has counted the capture in these pieces."""
        process = self.start("stats", "-", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        process.stdin.writelines(pieces)
        process.stdin.flush()
        proc = pathlib.Path("/proc") / str(process.pid)
        quiet = 0  # Times in a row that nothing was left to do: between two threads' turns all may sleep for a moment.
        while quiet < 5:
            quiet = quiet + 1 if not self.unread(process.stdin) and self.sleeps(proc) else 0
            time.sleep(0.01)
        return 1024 * int(re.search(r"VmHWM:\s+(\d+) kB", proc.joinpath("status").read_text())[1])

    @staticmethod
    def sleeps(proc):
        """Whether all threads do."""
        return all(task.joinpath("stat").read_text().rpartition(")")[2].split()[0] == "S"
                   for task in proc.joinpath("task").iterdir())

    @staticmethod
    def unread(pipe):
        return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0\0\0\0"))[0]

    def test_an_empty_capture_takes_little(self):
        self.assertLess(self.memory_of([pcap_file([])]), 12 * MEBIBYTE)

    def test_it_does_not_grow_with_the_capture(self):
        """Connections one after the other, each with Pings that are never answered."""
        capture = Capture()
        tcp = upgraded(capture)
        for number in range(10):
            tcp.say(tcp.client, masked(packets.PING, bytes([number])))
        packets.close_both(tcp)
        records = pcap_file(packet for _, packet in capture.packets)[PCAP_HEADER:]

        def connections(count):
            yield pcap_file([])
            for number in range(count):
                yield records.replace(bytes([192, 0, 2, 10]), struct.pack("!I", 0x0A000000 + number))

        stats = self.json_of(self.write_file("many.pcap", b"".join(connections(5000))))
        self.assertEqual(stats["pings"]["client_sent"], {"pings": 50000, "answered": 0, "unanswered": 50000})
        # Even the smaller one is many blocks for each thread, whose memory is the same however much follows. How many
        # are under way at the peak is chance, some MiB of it, and depends on what else the machine does: so they run in
        # turn. What grows with the capture, every run of the larger one would need.
        small, large = [], []
        for _ in range(15):
            small.append(self.memory_of(connections(16000)))
            large.append(self.memory_of(connections(100000)))
            if min(large) < max(small) + MEBIBYTE:
                return
        self.assertLess(min(large), max(small) + MEBIBYTE)
