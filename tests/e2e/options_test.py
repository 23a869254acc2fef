"""What each option of `analyze` changes."""

import base64
import re

import captures
from captures import Capture, conversation, masked, packets, pcap_file, upgraded
from program import DONE, SAMPLES, ProgramTest, of_type

SAMPLE = SAMPLES / "node-ws.pcap"


class CountAndFilter(ProgramTest):
    def test_count_stops_after_that_many_packets(self):
        for count in (1, 5, 6, 45, 46, 1000):
            with self.subTest(count=count):
                summary = self.records_of("-c", count, SAMPLE)[-1]
                self.assertEqual(summary["packets"], min(count, 46))

    def test_count_is_over_all_files(self):
        self.assertEqual(self.records_of("-c", 30, SAMPLES / "curl.pcap", SAMPLES / "reset.pcap")[-1]["packets"], 20)
        self.assertEqual(self.records_of("-c", 13, SAMPLES / "curl.pcap", SAMPLES / "reset.pcap")[-1]["packets"], 13)

    def test_count_counts_what_passes_the_filter(self):
        records = self.records_of("-c", 3, "-f", "tcp[tcpflags] & tcp-push != 0", SAMPLE)
        self.assertEqual(records[-1]["packets"], 3)

    def test_a_filter_that_passes_all_changes_nothing(self):
        for sample in ("node-ws.pcap", "ipv6.pcap", "cooked.pcap", "two-interfaces.pcapng"):
            with self.subTest(sample=sample):
                path = SAMPLES / sample
                self.assertEqual(self.analyze("-f", "tcp", path), self.analyze(path))

    def test_a_filter_that_passes_nothing_leaves_an_empty_summary(self):
        records = self.records_of("-f", "port 9999", SAMPLE)
        self.assertEqual([record["type"] for record in records], ["summary"])
        self.assertEqual(records[0]["packets"], 0)

    def test_packets_keep_their_numbers_behind_a_filter(self):
        capture = Capture()
        for port in (8001, 8002):
            tcp = upgraded(capture, server=("192.0.2.80", port))
            tcp.say(tcp.client, masked(packets.TEXT, b"hello"))
            packets.close_both(tcp)
        path = self.write_capture(capture)
        unfiltered = self.records_of(path)
        filtered = self.records_of("-f", "port 8002", path)
        second = [record for record in unfiltered if record.get("connection") == 1]
        self.assertEqual([{**record, "connection": 1} for record in filtered[:-1]], second)


class Checksums(ProgramTest):
    def corrupted(self, offset):
        """A conversation whose text frame has a wrong octet at `offset`."""
        whole = [packet for _, packet in conversation(b"hello").packets]
        position = next(index for index, packet in enumerate(whole) if packet.endswith(masked(packets.TEXT, b"hello")))
        wrong = bytearray(whole[position])
        wrong[offset] ^= 0x55
        whole[position] = bytes(wrong)
        return self.write_file("wrong.pcap", pcap_file(whole))

    def test_wrong_checksums_pass_unless_told_otherwise(self):
        records = self.records_of(self.corrupted(captures.TCP_CHECKSUM))
        self.assertEqual(of_type(records, "message")[0]["text"], "hello")
        self.assertNotIn("wrong_checksums", records[-1])

    def test_a_packet_with_a_wrong_checksum_is_dropped_and_counted(self):
        for offset in (captures.TCP_CHECKSUM, captures.ETHERNET_HEADER + 10):  # TCP's and IPv4's.
            with self.subTest(offset=offset):
                records = self.records_of("--checksums", self.corrupted(offset))
                self.assertEqual(of_type(records, "message"), [])
                self.assertEqual(records[-1]["wrong_checksums"], 1)

    def test_right_checksums_change_nothing(self):
        path = SAMPLES / "disorder.pcap"
        self.assertEqual(self.analyze("--checksums", path), self.analyze(path))


class Vlans(ProgramTest):
    def setUp(self):
        super().setUp()
        capture = conversation(vlans=((0x8100, 7),))
        tagged = [bytearray(packet) for _, packet in capture.packets]
        for packet in tagged:
            if packet[6:12] == bytes.fromhex("020000000002"):  # From the server.
                packet[15] = 8
        self.path = self.write_file("vlans.pcap", pcap_file(map(bytes, tagged)))

    def test_directions_in_different_vlans_are_two_connections(self):
        verdicts = [record["verdict"] for record in of_type(self.records_of(self.path), "handshake")]
        self.assertEqual(verdicts, ["incomplete", "incomplete"])

    def test_ignore_vlan_joins_them(self):
        handshakes = of_type(self.records_of("--ignore-vlan", self.path), "handshake")
        self.assertEqual([record["verdict"] for record in handshakes], ["valid"])


class Payload(ProgramTest):
    def test_no_payload_leaves_text_and_data_out_of_records(self):
        for record in self.records_of("--no-payload", SAMPLE):
            self.assertNotIn("text", record)
            self.assertNotIn("data", record)

    def test_no_payload_changes_nothing_else(self):
        with_payload = [{key: value for key, value in record.items() if key not in ("text", "data")}
                        for record in self.records_of(SAMPLE)]
        self.assertEqual(self.records_of("--no-payload", SAMPLE), with_payload)

    def test_no_payload_leaves_previews_and_texts_out(self):
        for output_format in ("tree", "line"):
            for more in ((), ("-x",)):
                out = self.analyze("-T", output_format, "--no-payload", *more, SAMPLE).text
                for secret in ("hello", "eins", "between", "from the client"):
                    self.assertNotIn(secret, out)

    def test_hex_adds_a_dump_to_every_payload_of_tree(self):
        path = self.write_capture(conversation(b"sixteen octets, \x1b and more"))
        lines = self.analyze("--hex", path).lines
        position = lines.index(r"        Text: sixteen octets, \u{1b} and more")
        self.assertEqual(lines[position + 1:position + 3], [
            "        0000  73 69 78 74 65 65 6e 20 6f 63 74 65 74 73 2c 20   sixteen octets, ",
            "        0010  1b 20 61 6e 64 20 6d 6f 72 65" + " " * 21 + ". and more"])
        plain = self.analyze(path).lines
        dump = re.compile(r"^ +[0-9a-f]{4} ( [0-9a-f]{2}){1,16} ")
        self.assertEqual([line for line in lines if not dump.match(line)], plain)

    def test_hex_changes_no_other_format(self):
        for output_format in ("line", "ndjson", "json"):
            self.assertEqual(self.analyze("-x", "-T", output_format, SAMPLE), self.analyze("-T", output_format, SAMPLE))


class Limits(ProgramTest):
    def messages(self, *options):
        capture = Capture()
        tcp = upgraded(capture)
        tcp.say(tcp.client, masked(packets.TEXT, b"0123456789abcdef"))
        tcp.say(tcp.client, masked(packets.BINARY, bytes(range(100)), fin=False))
        tcp.say(tcp.client, masked(packets.CONTINUATION, bytes(range(100, 200))))
        tcp.say(tcp.client, masked(packets.TEXT, b"0123456789"))
        tcp.say(tcp.client, masked(packets.TEXT, "12345678€".encode()))
        packets.close_both(tcp)
        return of_type(self.records_of(*options, self.write_capture(capture)), "message")

    def test_a_longer_message_is_truncated_to_its_beginning_and_counted_whole(self):
        text, data, fits, cut_inside = self.messages("--max-message", 10)
        self.assertEqual((text["text"], text["truncated"], text["length"], text["complete"]),
                         ("0123456789", True, 16, True))
        self.assertEqual((base64.b64decode(data["data"]), data["truncated"], data["wire_length"], data["frames"]),
                         (bytes(range(10)), True, 200, 2))
        self.assertEqual((fits["text"], fits.get("truncated")), ("0123456789", None))
        self.assertEqual((cut_inside["text"], cut_inside["truncated"]), ("12345678", True))

    def test_frames_and_findings_do_not_depend_on_it(self):
        for sample in ("node-ws.pcap", "broken-frames.pcap"):
            kinds = ("--only", "frame,finding,connection,summary")
            self.assertEqual(self.records_of("--max-message", 10, *kinds, SAMPLES / sample),
                             self.records_of(*kinds, SAMPLES / sample))

    def test_units_are_powers_of_1024(self):
        path = SAMPLES / "node-ws-large.pcap"
        for amount, length in (("1K", 1024), ("1k", 1024), ("1024", 1024)):
            message = of_type(self.records_of("--max-message", amount, path), "message")[0]
            content = message["text"].encode() if "text" in message else base64.b64decode(message["data"])
            self.assertEqual((len(content), message["truncated"]), (length, True))


class Only(ProgramTest):
    def test_only_selects_record_kinds(self):
        everything = self.records_of(SAMPLES / "broken-frames.pcap")
        for kinds in ("handshake", "frame,message", "finding", "summary,connection", "gap", "control"):
            with self.subTest(kinds=kinds):
                wanted = kinds.split(",")
                self.assertEqual(self.records_of("--only", kinds, SAMPLES / "broken-frames.pcap"),
                                 [record for record in everything if record["type"] in wanted])

    def test_only_what_does_not_occur_prints_nothing(self):
        for output_format, expected in (("tree", b""), ("line", b""), ("ndjson", b""), ("json", b"[\n]\n")):
            self.assertEqual(self.analyze("-T", output_format, "--only", "gap", SAMPLE), (DONE, expected, b""))
