"""Captures that are cut short, lie about their lengths or hold malformed packets: all that can be read is decoded."""

import struct

import captures
from captures import ENHANCED_PACKET, INTERFACE, SECTION, Capture, block, conversation, pcap_file, pcap_records, pcapng_blocks
from program import DONE, INPUT_DAMAGED, SAMPLES, ProgramTest, of_type

ENOUGH = 256 * 2**20  # Octets of address space for a small capture; far less than what the lying lengths claim.


def with_number(octets, offset, number):
    return octets[:offset] + struct.pack("<I", number) + octets[offset + 4:]


class LyingLengths(ProgramTest):
    """A length that no capture can have is named, and reserves no memory."""

    def check(self, octets, damaged_packet, words, packets):
        """`packets`: how many are decoded; one that claims too much may be among them, with what there is of it."""
        self.write_file("lying", octets)
        outcome = self.analyze("-T", "ndjson", "lying", cwd=self.folder, preexec_fn=self.limit_memory(ENOUGH))
        self.assertEqual(outcome.status, INPUT_DAMAGED, outcome.err)
        self.assertRegex(outcome.remarks[0], f"^wsdissect: lying: packet {damaged_packet}, byte \\d+: .*{words}")
        self.assertEqual(outcome.records[-1]["packets"], packets)
        return outcome.records

    def test_captured_lengths_of_a_pcap(self):
        octets = (SAMPLES / "curl.pcap").read_bytes()
        seventh = list(pcap_records(octets))[6][0]
        for length, packets, words in ((0xFFFFFFFF, 6, "4294967295 bytes is above"),
                                       (0x7FFFFFFF, 6, "2147483647 bytes is above"),
                                       (100_000, 7, r"ends inside a packet: \d+ of 100000")):
            with self.subTest(length=length):
                records = self.check(with_number(octets, seventh + 8, length), 7, words, packets)
                self.assertEqual(of_type(records, "handshake")[0]["verdict"], "valid")

    def test_a_packet_shorter_on_the_wire_than_captured_does_no_harm(self):
        octets = (SAMPLES / "curl.pcap").read_bytes()
        seventh = list(pcap_records(octets))[6][0]
        self.write_file("odd", with_number(octets, seventh + 12, 0))
        self.assertIn(self.analyze("odd", cwd=self.folder).status, (DONE, INPUT_DAMAGED))

    def test_block_lengths_of_a_pcapng(self):
        blocks = list(pcapng_blocks(conversation()))
        octets = b"".join(blocks)
        fourth_packet = sum(map(len, blocks[:2 + 3]))
        for length, packets, words in ((0, 3, "block length of 0 "), (11, 3, "block length of 11 "),
                                       (12, 3, "block length of 12 "), (0xFFFFFFFF, 3, "block length of 4294967295 "),
                                       (0xFFFFFFFC, 4, "inside a block: .* of 4294967292 ")):
            with self.subTest(length=length):
                self.check(with_number(octets, fourth_packet + 4, length), 4, words, packets)

    def test_lengths_inside_a_block_of_a_pcapng(self):
        blocks = list(pcapng_blocks(conversation()))
        octets = b"".join(blocks)
        fourth_packet = sum(map(len, blocks[:2 + 3]))
        for offset, number, words in ((20, 0xFFFFFFFF, "packet of 4294967295 bytes"), (8, 7, "packet of interface 7")):
            with self.subTest(words=words):
                self.write_file("lying", with_number(octets, fourth_packet + offset, number))
                outcome = self.analyze("-T", "ndjson", "lying", cwd=self.folder)
                self.assertEqual(outcome.status, INPUT_DAMAGED)
                self.assertRegex(outcome.remarks[0], f"^wsdissect: lying: packet 4, byte {fourth_packet}: {words}")

    def test_a_block_that_is_damaged_inside_does_not_hide_those_behind_it(self):
        blocks = list(pcapng_blocks(conversation()))
        damaged = block(captures.ENHANCED_PACKET, struct.pack("<IIIII", 0, 0, 0, 1000, 1000) + b"short")
        self.write_file("whole", b"".join(blocks))
        self.write_file("damaged", b"".join([*blocks[:6], damaged, *blocks[6:]]))
        outcome = self.analyze("-T", "ndjson", "damaged", cwd=self.folder)
        self.assertEqual(outcome.status, INPUT_DAMAGED)
        frames = of_type(self.records_of("whole", cwd=self.folder), "frame")
        self.assertEqual([frame["opcode"] for frame in of_type(outcome.records, "frame")],
                         [frame["opcode"] for frame in frames])


def malformed_packets(count):
    """A whole conversation with `count` packets behind it whose IPv4 header claims 16 octets."""
    packet_list = [packet for _, packet in conversation().packets]
    broken = bytearray(packet_list[0])
    broken[captures.ETHERNET_HEADER] = 0x44
    return pcap_file([*packet_list, *[bytes(broken)] * count]), len(packet_list)


class MalformedPackets(ProgramTest):
    def check(self, count, *options):
        octets, good = malformed_packets(count)
        self.write_file("bad", octets)
        outcome = self.analyze("-T", "ndjson", *options, "bad", cwd=self.folder)
        self.assertEqual(outcome.status, INPUT_DAMAGED)
        self.assertEqual(of_type(outcome.records, "summary")[0]["malformed_packets"], count)
        self.assertEqual(len(of_type(outcome.records, "message")), 1)
        return outcome.remarks, good, list(pcap_records(octets))

    def test_each_is_named_with_its_place_in_the_file(self):
        remarks, good, records = self.check(2)
        self.assertEqual(remarks, [
            f"wsdissect: bad: packet {number}, byte {records[number - 1][0] + 16 + 14}: "
            "IP header length is 16 bytes, at least 20 expected" for number in (good + 1, good + 2)])

    def test_ten_are_named_and_the_others_counted(self):
        self.assertEqual(len(self.check(10)[0]), 10)
        remarks, _, _ = self.check(25)
        self.assertEqual(len(remarks), 11)
        self.assertEqual(remarks[-1], "wsdissect: 15 more malformed packets (-v names each)")
        self.assertEqual(self.check(11)[0][-1], "wsdissect: 1 more malformed packet (-v names each)")

    def test_so_it_is_with_places_of_each_file_that_are_damaged_in_one_way(self):
        section, interface, *packet_blocks = pcapng_blocks(conversation())
        stranger = block(ENHANCED_PACKET, struct.pack("<IIIII", 7, 0, 0, 60, 60) + bytes(60))
        for name, count in (("a", 25), ("b", 11), ("c", 10)):
            self.write_file(name, b"".join([section, interface, *packet_blocks, *[stranger] * count]))
        remarks = self.analyze("a", "b", "c", cwd=self.folder).remarks
        self.assertEqual([sum(remark.startswith(f"wsdissect: {name}: packet ") for remark in remarks) for name in "abc"],
                         [10, 10, 10])
        self.assertEqual(remarks[-2:], ["wsdissect: a: 15 more damaged places (-v names each)",
                                        "wsdissect: b: 1 more damaged place (-v names each)"])
        self.assertEqual(len(remarks), 32)
        self.assertEqual(len(self.analyze("-v", "--no-sandbox", "a", cwd=self.folder).remarks), 25)
        self.write_file("cut", (self.folder / "a").read_bytes()[:-5])
        remarks = self.analyze("cut", cwd=self.folder).remarks
        self.assertRegex(remarks[10], "^wsdissect: cut: packet .*: file ends inside a block: 87 of 92 bytes$")
        self.assertEqual(remarks[11:], ["wsdissect: cut: 15 more damaged places (-v names each)"])

    def test_verbose_names_all(self):
        self.assertEqual(len(self.check(25, "-v", "--no-sandbox")[0]), 25)

    def test_quiet_names_the_first_since_the_status_speaks_of_it(self):
        self.assertEqual(self.check(25, "-q")[0], self.check(1)[0])
        self.write_file("cut", pcap_file([packet for _, packet in conversation().packets])[:-5])
        for command in ("analyze", "validate", "stats"):
            outcome = self.run_program(command, "-q", "cut", cwd=self.folder)
            self.assertEqual(outcome.status, INPUT_DAMAGED)
            [remark] = outcome.remarks
            self.assertRegex(remark, "^wsdissect: cut: packet .*: file ends inside ")

    def test_every_way_to_break_a_header_is_survived(self):
        good = conversation().packets[3][1]
        broken = [good[:length] for length in range(len(good))]
        for offset in range(captures.ETHERNET_HEADER + captures.IPV4_HEADER + 20):
            broken += [good[:offset] + bytes([octet]) + good[offset + 1:] for octet in (0, 1, 0x7F, 0x80, 0xFF)]
        self.write_file("broken", pcap_file(broken))
        outcome = self.analyze("-T", "ndjson", "-v", "broken", cwd=self.folder)
        self.assertEqual(outcome.status, INPUT_DAMAGED)
        summary = of_type(outcome.records, "summary")[0]
        self.assertEqual(summary["packets"], len(broken))
        named = [remark for remark in outcome.remarks if ": packet " in remark]
        self.assertEqual(summary["malformed_packets"], len(named))


class SnappedPackets(ProgramTest):
    def test_packets_cut_by_the_snap_length_are_no_damage(self):
        for length in range(0, 80, 7):
            with self.subTest(snap_length=length):
                capture = Capture(snap_length=length)
                capture.packets = conversation().packets
                self.assertEqual(self.analyze(self.write_capture(capture)).status, DONE)

    def test_a_link_type_that_is_not_decoded_is_named_and_no_damage(self):
        self.write_file("usb.pcap", pcap_file([b"\0" * 64] * 3, link_type=220))
        outcome = self.analyze("usb.pcap", cwd=self.folder)
        self.assertEqual(outcome.status, DONE)
        self.assertEqual(outcome.remarks, ["wsdissect: link type 220 is not decoded: 3 packets passed over"])
        self.assertEqual(self.analyze("-q", "usb.pcap", cwd=self.folder).err, b"")

    def test_of_many_link_types_ten_are_named(self):
        for count, rest in ((11, "1 more link type is not decoded: 2 packets passed over"),
                            (13, "3 more link types are not decoded: 6 packets passed over")):
            with self.subTest(count=count):
                blocks = [block(SECTION, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))]
                blocks += [block(INTERFACE, struct.pack("<HHI", 1000 + number, 0, 0)) for number in range(count)]
                blocks += [block(ENHANCED_PACKET, struct.pack("<IIIII", number, 0, 1, 4, 4) + bytes(4))
                           for number in range(count)] * 2
                path = self.write_file("many.pcapng", b"".join(blocks))
                named = [f"wsdissect: link type {1000 + number} is not decoded: 2 packets passed over"
                         for number in range(count)]
                self.assertEqual(self.analyze(path).remarks, [*named[:10], f"wsdissect: {rest} (-v names each)"])
                self.assertEqual([remark for remark in self.analyze("-v", path).remarks if "link type" in remark], named)
