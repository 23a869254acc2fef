"""`sniff` on real interfaces while real clients and servers talk."""

import re
import signal
import subprocess
import sys
import threading
import time

import captures
import network
from captures import Capture, masked, packets
from network import Network
from program import DONE, INPUT_DAMAGED, OUTPUT_FAILED, of_type
from sniffing import LAST_LINE, Live, Watch, messages


class Conversations(Live):
    def check(self, *arguments, hosts=None, host=None):
        for client, server in (("node", "python"), ("python", "node")):
            with self.subTest(client=client, server=server):
                watch = self.watch(*arguments, host=host)
                said = self.talk(client, server, hosts=hosts)
                watch.wait_for("connection")
                status, remarks = watch.end()
                self.assertEqual(status, DONE, remarks)
                self.assertEqual(messages(watch.records), said)
                self.assertEqual([record["verdict"] for record in watch.of_type("handshake")], ["valid"])
                summary = watch.records[-1]
                self.assertEqual((summary["type"], summary["dropped_kernel"], summary["lost_bytes"]),
                                 ("summary", 0, 0))

    def test_on_a_wire_every_message_is_reported_as_both_ends_logged_it(self):
        self.check("-i", "wire")

    def test_on_loopback(self):
        self.check("-i", "lo", hosts=(self.network.server, self.network.server))

    def test_on_any(self):
        self.check("-i", "any")

    def test_on_several_interfaces_with_several_threads(self):
        self.check("-i", "wire", "-i", "lo", "-j", 3)

    def test_the_capture_filter_is_the_kernels(self):
        watch = self.watch("-i", "wire", "-f", "tcp port 9002")
        self.talk("python", "python", port=9001, count=3)
        said = self.talk("python", "python", port=9002, count=3)
        watch.wait_for("connection")
        status, remarks = watch.end()
        self.assertEqual(status, DONE)
        self.assertEqual(messages(watch.records), said)
        received, decoded = (int(number) for number in LAST_LINE.fullmatch(remarks[-1]).groups()[:2])
        self.assertEqual(received, decoded)

    def test_a_display_filter_chooses_what_is_shown(self):
        watch = self.watch("-i", "wire", "-j", 2, "-Y",
                           'websocket.message.text matches "^.+" or websocket.message.length >= 0 or not websocket')
        said = self.talk("python", "node", count=3)
        watch.wait_for("connection")
        status, remarks = watch.end()
        self.assertEqual(status, DONE, remarks)
        self.assertEqual(messages(watch.records), said)
        self.assertEqual(watch.of_type("control"), [])
        self.assertTrue(all(frame["opcode"] < 8 for frame in watch.of_type("frame")))
        self.assertGreater(watch.records[-1]["frames"]["close"], 0)

    def test_output_comes_at_most_100_ms_after_the_packet(self):
        watch = self.watch("-i", "wire", "--only", "message")
        self.talk("python", "python", count=20, words=("pause", "30"))
        watch.wait_for("message", 41)
        watch.end()
        delays = []
        for record, arrival in zip(watch.records, watch.arrivals):
            seconds, _, nanoseconds = record["time"].removesuffix("Z").partition(".")
            sent = time.mktime(time.strptime(seconds, "%Y-%m-%dT%H:%M:%S")) - time.timezone + float("0." + nanoseconds)
            delays.append(arrival - sent)
        # A machine that is busy with other things may hold up a few.
        self.assertLess(sorted(delays)[len(delays) * 3 // 4], 0.1)


class Endings(Live):
    def check_end(self, watch, end, status=DONE):
        ended, remarks = end(watch)
        self.assertEqual(ended, status, remarks)
        self.assertRegex(remarks[-1], LAST_LINE)
        connection, summary = watch.records[-2:]
        self.assertEqual((connection["type"], connection["ended_by"]), ("connection", "capture-end"))
        self.assertEqual(summary["type"], "summary")
        self.assertEqual(int(LAST_LINE.fullmatch(remarks[-1])[2]), summary["packets"])
        return remarks

    def connected(self, *arguments, count=5):
        watch = self.watch("-i", "wire", *arguments)
        self.stay_connected()
        watch.wait_for("message", count)
        return watch

    def test_signals_end_in_order(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                with Network() as self.network:
                    self.check_end(self.connected(), lambda watch, number=number: watch.end(number))

    def test_signals_that_it_was_started_to_ignore_stay_ignored(self):
        for number in (signal.SIGINT, signal.SIGHUP):
            with self.subTest(number):
                with Network() as self.network:
                    watch = self.watch("-i", "wire",
                                       preexec_fn=lambda number=number: signal.signal(number, signal.SIG_IGN))
                    watch.process.send_signal(number)
                    time.sleep(0.5)
                    self.assertIsNone(watch.process.poll())
                    self.assertEqual(watch.end(signal.SIGTERM)[0], DONE)

    def test_duration_and_count_end_in_order(self):
        self.check_end(self.connected("--duration", 3), lambda watch: watch.end(None))
        with Network() as self.network:
            remarks = self.check_end(self.connected("-f", "tcp", "-c", 12, count=1), lambda watch: watch.end(None))
            self.assertEqual(LAST_LINE.fullmatch(remarks[-1])[2], "12")

    def test_an_interface_that_goes_down_ends_in_order(self):
        def take_down(watch):
            self.network.server.set_link("down")
            return watch.end(None)

        remarks = self.check_end(self.connected(), take_down, INPUT_DAMAGED)
        self.assertIn("wsdissect: wire: no more packets: it went down", remarks)

    def test_of_several_interfaces_those_that_are_left_are_watched_on(self):
        watch = self.watch("-i", "wire", "-i", "lo")
        self.network.server.set_link("down")
        said = self.talk("python", "python", hosts=(self.network.server, self.network.server))
        watch.wait_for("connection")
        status, remarks = watch.end()
        self.assertEqual(status, INPUT_DAMAGED)
        self.assertEqual(remarks[0], "wsdissect: wire: no more packets: it went down")
        self.assertEqual(messages(watch.records), said)

    def test_an_interface_that_goes_away_ends_in_order(self):
        def take_away(watch):
            network.run("ip", "-n", self.network.server.name, "link", "del", "wire")
            return watch.end(None)

        remarks = self.check_end(self.connected(), take_away, INPUT_DAMAGED)
        self.assertRegex(remarks[-2], "wsdissect: wire: no more packets: ")

    def test_a_closed_pipe_ends_it_quietly_even_without_traffic(self):
        process = self.sniff("-i", "wire")
        process.stdout.close()
        self.assertEqual(process.wait(network.SECONDS), DONE)
        self.assertRegex(process.stderr.read().decode(), LAST_LINE)

    def test_silent_connections_end_with_timeout(self):
        watch = self.watch("-i", "wire", "--idle-timeout", 1)
        self.stay_connected()
        watch.wait_for("connection")
        self.assertEqual(watch.of_type("connection")[0]["ended_by"], "timeout")
        watch.end()


def rules_of(records):
    return [finding["rule"] for finding in of_type(records, "finding")]


class Loss(Live):
    def send(self, capture):
        """By a process in the client's namespace, as it stands."""
        path = self.write_capture(capture)
        program = ("import socket, struct, sys\n"
                   "out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)\n"
                   "out.bind(('wire', 0))\n"
                   "octets = open(sys.argv[1], 'rb').read()[24:]\n"
                   "while octets:\n"
                   "    length = struct.unpack('<I', octets[8:12])[0]\n"
                   "    out.send(octets[16:16 + length])\n"
                   "    octets = octets[16 + length:]\n")
        subprocess.run(self.network.client.command(sys.executable, "-c", program, path), check=True)

    def test_a_hole_is_given_up_in_time_though_no_packet_follows(self):
        capture = Capture()
        tcp = captures.upgraded(capture)
        octets = masked(packets.BINARY, bytes(3000))
        tcp.say(tcp.client, octets[:1000])
        tcp.segment(tcp.client, tcp.client.sent, octets[1000:2000], captured=False)
        tcp.say(tcp.client, octets[2000:])
        watch = self.watch("-i", "wire")
        self.send(capture)
        sent = time.time()
        watch.wait_for("gap")
        self.assertLess(watch.arrivals[-1] - sent, 1)
        watch.end()

    def test_a_second_signal_ends_it_at_once_when_nobody_reads_the_output(self):
        """Though nothing comes from the interface any more."""
        capture = Capture()
        tcp = captures.upgraded(capture)
        for _ in range(40):  # Far more output than a pipe holds.
            tcp.say(tcp.client, masked(packets.TEXT, b"") * 200)
        process = self.sniff("-i", "wire", "-f", "tcp", "-T", "ndjson")
        self.send(capture)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        with self.assertRaises(subprocess.TimeoutExpired):
            process.wait(0.5)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(network.SECONDS), -signal.SIGINT)

    def test_findings_are_chosen_as_of_files(self):
        capture = Capture()
        tcp = captures.upgraded(capture)
        tcp.say(tcp.client, captures.frame(packets.TEXT, b"not masked"))
        tcp.say(tcp.server, captures.frame(packets.TEXT, b"\xff"))
        for chosen in ((), ("--severity", "error"), ("--rule", "message.utf8"), ("--ignore-rule", "message.utf8")):
            with self.subTest(chosen):
                watch = self.watch("-i", "wire", *chosen)
                self.send(capture)
                watch.wait_for("message", 2)
                watch.end()
                expected = self.records_of(self.folder / "made.pcap", *chosen)
                self.assertEqual(rules_of(watch.records), rules_of(expected))
                self.assertNotEqual(rules_of(expected), [])


class Overload(Live):
    """Nobody reads the output while packets come."""

    def setUp(self):
        super().setUp()
        self.process = self.sniff("-i", "lo", "--buffer", 1, "-T", "ndjson")
        self.remarks = []
        self.listener = threading.Thread(target=lambda: self.remarks.extend(self.process.stderr))
        self.listener.start()
        self.addCleanup(self.listener.join)
        self.addCleanup(self.process.kill)

    def load(self):
        self.talk("python", "python", count=100, hosts=(self.network.server, self.network.server))

    def memory(self):
        """KiB, the kernel's buffer aside."""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
            return int(re.search(r"RssAnon:\s+(\d+) kB", status.read())[1])

    def told(self):
        """Packets that the remarks so far say were dropped."""
        lines = re.findall(rb"lo: (\d+) packets? dropped by the kernel: its buffer was full", b"".join(self.remarks))
        return sum(map(int, lines))

    def test_memory_is_flat_and_drops_are_told_as_they_happen(self):
        network.wait_until(lambda: self.load() or self.told() > 0, "a remark about drops")
        before = self.memory()
        for _ in range(3):
            self.load()
        if not self.is_sanitized():
            self.assertLess(self.memory(), before + 2048)
        network.wait_until(lambda: self.told() > 100, "more remarks about drops")
        watch = Watch(self.process)  # Reads what there is.
        network.wait_until(lambda: len(watch.records) > 10, "records")
        time.sleep(0.5)
        self.process.send_signal(signal.SIGINT)
        self.assertEqual(self.process.wait(network.SECONDS), DONE)
        for reader in (watch.reader, self.listener):
            reader.join(network.SECONDS)
        dropped = watch.records[-1]["dropped_kernel"]
        self.assertEqual(int(LAST_LINE.fullmatch(self.remarks[-1].decode().rstrip())[3]), dropped)
        self.assertEqual(self.told(), dropped)


class Written(Live):
    def test_files_are_readable_after_kill_9(self):
        for ring in ((), ("--ring", "2:9")):
            with self.subTest(ring), Network() as self.network:
                folder = self.folder / str(len(ring))
                folder.mkdir()
                watch = self.watch("-i", "wire", "-w", folder / "live.pcapng", *ring)
                self.stay_connected()
                watch.wait_for("message", 5)
                time.sleep(0.2)
                watch.process.kill()
                watch.process.wait()
                watch.reader.join()
                records = self.records_of(folder)
                self.assertEqual(messages(records), messages(watch.records))
                self.assertEqual([record["verdict"] for record in of_type(records, "handshake")], ["valid"])

    def test_the_file_names_the_interface_and_the_filter(self):
        watch = self.watch("-i", "wire", "-f", "tcp", "-w", self.folder / "live.pcapng")
        self.talk("python", "python")
        watch.wait_for("connection")
        self.assertEqual(watch.end()[0], DONE)
        octets = (self.folder / "live.pcapng").read_bytes()
        self.assertEqual(octets.count(b"\2\0\4\0wire"), 1)
        self.assertEqual(octets.count(b"\x0b\0\4\0\0tcp"), 1)

    def test_a_display_filter_chooses_whose_packets_are_written(self):
        watch = self.watch("-i", "wire", "-Y", "tcp.port == 9002 and websocket.opcode == Close",
                           "-w", self.folder / "live.pcapng")
        self.talk("python", "python", port=9001, count=3)
        said = self.talk("python", "node", port=9002, count=3)
        network.wait_until(lambda: len(watch.records) >= 2, "two Close frames")
        self.assertEqual(watch.end()[0], DONE)
        self.assertEqual({(record["type"], record["opcode_name"]) for record in watch.records[:-1]},
                         {("frame", "close"), ("control", "close")})
        records = self.records_of(self.folder / "live.pcapng")
        self.assertEqual(messages(records), said)
        self.assertEqual([record["verdict"] for record in of_type(records, "handshake")], ["valid"])

    def test_a_ring_keeps_the_latest_packets_in_whole_files(self):
        watch = self.watch("-i", "wire", "-w", self.folder / "live.pcapng", "--ring", "3:1")
        files = [self.folder / f"live-{number}.pcapng" for number in (1, 2, 3)]
        self.assertEqual(sorted(self.folder.iterdir()), files)
        made = [path.stat().st_ino for path in files]
        self.talk("python", "python", count=80)
        watch.wait_for("connection")
        self.assertEqual(watch.end()[0], DONE)
        self.assertEqual([path.stat().st_ino for path in files], made)
        sizes = [path.stat().st_size for path in files]
        self.assertLessEqual(max(sizes), 1_000_000)
        self.assertGreater(sum(sizes), 1_500_000)
        kept = self.frames(self.records_of(self.folder))
        self.assertGreater(len(kept), 20)
        self.assertEqual(kept[-20:], self.frames(watch.records)[-20:])

    @staticmethod
    def frames(records):
        return [(frame["time"], frame["opcode"], frame["payload_length"]) for frame in of_type(records, "frame")]

    def test_a_full_disk_ends_writing_and_not_decoding(self):
        watch = self.watch("-i", "wire", "-w", "/dev/full")
        said = self.talk("python", "python", count=10)
        watch.wait_for("connection")
        status, remarks = watch.end()
        self.assertEqual(status, OUTPUT_FAILED)
        self.assertEqual(messages(watch.records), said)
        self.assertEqual(remarks[0], "wsdissect: /dev/full: cannot be written: No space left on device")
        self.assertEqual(len(remarks), 2)

    def test_a_disk_that_fills_up_keeps_whole_blocks(self):
        disk = self.folder / "disk"
        disk.mkdir()
        network.run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk))
        self.addCleanup(network.run, "umount", "-l", str(disk))
        watch = self.watch("-i", "wire", "-w", disk / "live.pcapng")
        said = self.talk("python", "python", count=20)
        watch.wait_for("connection")
        self.assertEqual(watch.end()[0], OUTPUT_FAILED)
        self.assertEqual(messages(watch.records), said)
        outcome = self.analyze("-T", "ndjson", disk / "live.pcapng")
        self.assertEqual(outcome.status, DONE, outcome.err)
        self.assertGreater(outcome.records[-1]["packets"], 10)
