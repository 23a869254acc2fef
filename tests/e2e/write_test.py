"""-w: the packets of WebSocket connections, as a capture of their own."""

import fcntl
import gzip
import os
import shutil
import struct
import subprocess

import captures
from captures import Capture, block, conversation, pcap_records, pcapng_blocks
from program import DONE, INPUT_DAMAGED, OUTPUT_FAILED, SAMPLES, USAGE, ProgramTest, sample_files

F_SETPIPE_SZ = 1031  # Linux; fcntl names it from Python 3.10 on.
NUMBERS = ("packet", "first_packet", "request_packet", "response_packet")


def without_numbers(records):
    return [{key: value for key, value in record.items() if key not in NUMBERS}
            for record in records if record["type"] != "summary"]


def other_traffic(count):
    """Connections that are not WebSocket: one that is never opened, and one that speaks something else."""
    capture = Capture()
    for number in range(count):
        part = conversation(client=("192.0.2.77", 20_000 + number))
        capture.packets += part.packets[:1] if number % 2 else [part.packets[0], part.packets[1], part.packets[2]]
    return capture.packets


def interleaved(*packet_lists):
    capture = Capture()
    capture.packets = sorted((packet for packets in packet_lists for packet in packets), key=lambda packet: packet[0])
    return capture


class Written(ProgramTest):
    def write(self, *arguments, **more):
        outcome = self.analyze("-w", "out.pcapng", "-T", "ndjson", *arguments, cwd=self.folder, **more)
        return outcome, self.folder / "out.pcapng"

    def test_every_sample_written_gives_the_same_records(self):
        for path in sample_files():
            with self.subTest(sample=path.name):
                outcome, out = self.write(path)
                self.assertEqual(outcome.status, DONE, outcome.err)
                self.assertEqual(without_numbers(self.records_of(out)), without_numbers(outcome.records))

    def test_a_packet_with_segments_of_two_connections_is_written_once(self):
        outcome, out = self.write(SAMPLES / "amsdu.pcap")
        self.assertEqual(self.records_of(out)[-1]["packets"], outcome.records[-1]["packets"])

    def test_the_packets_are_those_of_websocket_connections_from_syn_to_the_last_ack(self):
        one = conversation().packets
        two = conversation(b"two", client=("192.0.2.11", 40_001)).packets
        path = self.write_capture(interleaved(one, other_traffic(9), two))
        outcome, out = self.write(path)
        expected = self.write_capture(interleaved(one, two), "expected.pcap")
        records = self.records_of(out)
        self.assertEqual(records, self.records_of(expected))
        self.assertEqual(records[-1]["packets"], len(one) + len(two))
        # What is read along is printed as ever.
        self.assertEqual(outcome.out, self.analyze("-T", "ndjson", path).out)

    def test_any_input_and_any_number_of_threads_give_the_same_file(self):
        path = self.write_capture(interleaved(conversation().packets, other_traffic(9)))
        octets = path.read_bytes()
        expected = self.write(path)[1].read_bytes()
        packed = self.write_file("packed", gzip.compress(octets))
        for arguments, more in (([packed], {}), (["-"], {"input": octets}), (["-j", 2, path], {}), (["-j", 5, path], {})):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.write(*arguments, **more)[1].read_bytes(), expected)

    def test_stats_writes_too(self):
        self.assertEqual(self.run_program("stats", "-w", "out.pcapng", SAMPLES / "curl.pcap", cwd=self.folder).status, DONE)
        self.assertEqual(len(self.records_of("out.pcapng", cwd=self.folder)),
                         len(self.records_of(SAMPLES / "curl.pcap")))

    def test_filter_and_count_apply(self):
        outcome, out = self.write("-c", 5, SAMPLES / "curl.pcap")
        self.assertEqual(outcome.status, DONE)
        self.assertEqual(self.records_of(out)[-1]["packets"], 5)

    def test_comments_and_resolution_are_kept(self):
        blocks = [captures.block(captures.SECTION, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)),
                  block(captures.INTERFACE, struct.pack("<HHI", 1, 0, 0) + struct.pack("<HHB3xHH", 9, 1, 9, 0, 0))]
        for number, (time, packet) in enumerate(conversation().packets):
            comment = b"packet %d" % number
            padding = b"\0" * (-len(packet) % 4)
            options = struct.pack("<HH", 1, len(comment)) + comment + b"\0" * (-len(comment) % 4) + b"\0\0\0\0"
            nanoseconds = time * 1000 + number
            blocks.append(block(captures.ENHANCED_PACKET,
                                struct.pack("<IIIII", 0, nanoseconds >> 32, nanoseconds & 0xFFFFFFFF, len(packet),
                                            len(packet)) + packet + padding + options))
        path = self.write_file("commented.pcapng", b"".join(blocks))
        outcome, out = self.write(path)
        self.assertEqual(self.records_of(out), outcome.records)
        for number in range(len(conversation().packets)):
            self.assertIn(b"packet %d" % number, out.read_bytes())
        # Merged packets keep theirs.
        self.write_capture(conversation(client=("192.0.2.11", 40_001)), "other.pcap")
        self.assertIn(b"packet 3", self.write(path, "other.pcap")[1].read_bytes())

    def test_interfaces_keep_their_names_descriptions_and_filters(self):
        def option(code, value):
            return struct.pack("<HH", code, len(value)) + value + b"\0" * (-len(value) % 4)

        # Two of one link type, of which each saw every second packet, and a file of no names beside.
        named = [(b"eth0", b"to the \x1b[31mrack", b"tcp port 80"), (b"eth1", b"to the servers", b"")]
        blocks = [block(captures.SECTION, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))]
        for name, description, text in named:
            blocks.append(block(captures.INTERFACE, struct.pack("<HHI", 1, 0, 0) + option(2, name) +
                                option(3, description) + (option(11, b"\0" + text) if text else b"") + option(0, b"")))
        for number, (time, packet) in enumerate(conversation().packets):
            blocks.append(block(captures.ENHANCED_PACKET, struct.pack("<IIIII", number % 2, time >> 32, time & 0xFFFFFFFF,
                                                                      len(packet), len(packet)) + packet))
        path = self.write_file("named.pcapng", b"".join(blocks))
        self.write_capture(conversation(client=("192.0.2.11", 40_001)), "nameless.pcap")
        for threads in (1, 3):
            outcome, out = self.write("-j", threads, path, "nameless.pcap")
            self.assertEqual((outcome.status, outcome.err), (DONE, b""))
            self.assertEqual(without_numbers(self.records_of(out)),
                             [{key: value for key, value in record.items() if key != "file"}
                              for record in without_numbers(outcome.records)])
            octets = out.read_bytes()
            for text in (b"".join(option(code, text) for code, text in zip((2, 3), named[0])), option(2, b"eth1"),
                         option(11, b"\0tcp port 80")):
                self.assertEqual(octets.count(text), 1)
            self.assertEqual(octets.count(struct.pack("<II", captures.INTERFACE, 20)), 1)
        if shutil.which("tshark"):
            names = subprocess.run(["tshark", "-r", out, "-T", "fields", "-e", "frame.interface_name", "ip.addr==192.0.2.10"],
                                   stdout=subprocess.PIPE, check=True).stdout.split()
            self.assertEqual(names, [named[number % 2][0] for number in range(len(conversation().packets))])

    @staticmethod
    def fields(path):
        return subprocess.run(["tshark", "-r", path, "-T", "fields", "-e", "frame.time_epoch", "-e", "frame.len", "-e",
                               "tcp.port", "-e", "websocket.opcode"], stdout=subprocess.PIPE, check=True).stdout

    def test_tshark_reads_it(self):
        if not shutil.which("tshark"):
            self.skipTest("tshark is not installed")
        path = self.write_capture(conversation())
        self.assertEqual(self.fields(self.write(path)[1]), self.fields(path))

    def test_what_was_read_before_damage_is_written(self):
        octets = self.write_capture(conversation()).read_bytes()
        frame = [packet for packet, (begin, end) in enumerate(pcap_records(octets), 1) if end - begin > 80][2]
        path = self.write_file("cut", octets[:list(pcap_records(octets))[frame - 1][1] - 1])
        outcome, out = self.write(path)
        self.assertEqual(outcome.status, INPUT_DAMAGED)
        self.assertEqual(self.records_of(out)[-1]["packets"], frame)


class StandardOutput(ProgramTest):
    def test_it_gets_the_packets_and_no_records(self):
        self.analyze("-w", "out.pcapng", SAMPLES / "curl.pcap", cwd=self.folder)
        for command in ("analyze", "stats"):
            outcome = self.run_program(command, "-w", "-", SAMPLES / "curl.pcap")
            self.assertEqual((outcome.status, outcome.err), (DONE, b""))
            self.assertEqual(outcome.out, (self.folder / "out.pcapng").read_bytes())

    def test_a_pipe_that_does_not_block_gets_them_all(self):
        many = [conversation(b"x" * 1000, client=("192.0.2.11", 40_000 + number)).packets for number in range(400)]
        path = self.write_capture(interleaved(*many))
        expected = self.analyze("-w", "-", path).out
        reading, writing = os.pipe()
        fcntl.fcntl(writing, F_SETPIPE_SZ, 4096)
        os.set_blocking(writing, False)
        process = self.start("analyze", "-w", "-", path, stdout=writing, stderr=subprocess.PIPE)
        os.close(writing)
        with open(reading, "rb") as pipe:
            self.assertEqual(pipe.read(), expected)
        self.assertEqual((process.wait(60), process.stderr.read()), (DONE, b""))
        self.assertGreater(len(expected), 400_000)

    def test_a_full_disk_is_status_4(self):
        with open("/dev/full", "wb") as full:
            outcome = self.analyze("-w", "-", SAMPLES / "curl.pcap", stdout=full)
        self.assertEqual((outcome.status, outcome.remarks),
                         (OUTPUT_FAILED, ["wsdissect: standard output: cannot be written: No space left on device"]))


class WhatCannotBeWritten(ProgramTest):
    def test_a_full_disk_is_status_4_and_what_was_decoded_is_printed(self):
        outcome = self.analyze("-T", "ndjson", "-w", "/dev/full", SAMPLES / "curl.pcap")
        self.assertEqual((outcome.status, outcome.remarks),
                         (OUTPUT_FAILED, ["wsdissect: /dev/full: cannot be written: No space left on device"]))
        self.assertEqual(outcome.records, self.records_of(SAMPLES / "curl.pcap"))

    def test_a_folder_that_is_not_there_is_status_4(self):
        outcome = self.analyze("-w", "no/such", SAMPLES / "curl.pcap", cwd=self.folder)
        self.assertEqual((outcome.status, outcome.out, outcome.remarks),
                         (OUTPUT_FAILED, b"", ["wsdissect: no/such: cannot be written: No such file or directory"]))

    def test_without_any_input_what_was_written_before_stays(self):
        written = self.write_file("before.pcapng", b"kept")
        outcome = self.analyze("-w", written, self.folder / "missing.pcap", self.folder / "missing, too.pcap")
        self.assertEqual((outcome.status, len(outcome.remarks)), (INPUT_DAMAGED, 2))
        self.assertEqual(written.read_bytes(), b"kept")
        self.assertEqual(self.analyze("-w", written, "missing.pcap", SAMPLES / "article.pcap").status, INPUT_DAMAGED)
        self.assertGreater(len(written.read_bytes()), 1000)

    def test_an_input_is_never_overwritten(self):
        octets = b"".join(pcapng_blocks(conversation()))
        path = self.write_file("in.pcapng", octets)
        (self.folder / "link").symlink_to("in.pcapng")
        for output, inputs in (("in.pcapng", [path]), ("link", ["in.pcapng"]), ("./in.pcapng", [SAMPLES / "curl.pcap", path]),
                               ("in.pcapng", ["."])):
            with self.subTest(output=output):
                outcome = self.analyze("-w", output, *inputs, cwd=self.folder)
                self.assertEqual((outcome.status, outcome.out), (USAGE, b""))
                self.assertEqual(outcome.remarks, [f"wsdissect: {output}: is an input, and would be overwritten"])
                self.assertEqual(path.read_bytes(), octets)
