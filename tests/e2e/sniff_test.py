"""`sniff` on real interfaces while real clients and servers talk, and `interfaces`. All traffic is inside namespaces
that the tests make; where the machine does not permit that they are skipped, and say why."""

import base64
import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
import unittest

import captures
import network
from captures import Capture, masked, packets
from network import Network
from program import DONE, INPUT_DAMAGED, OUTPUT_FAILED, USAGE, ProgramTest, of_type

LAST_LINE = re.compile(r"wsdissect: (\d+) packets received, (\d+) decoded, (\d+) dropped by the kernel, "
                       r"(\d+) dropped by the interface")
WHY_NOT = network.why_not()


class Watch:
    """A running `sniff`, whose records are collected as they come."""

    def __init__(self, process):
        self.process = process
        self.records = []
        self.arrivals = []  # Of the records: seconds since 1970.
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.arrivals.append(time.time())
            self.records.append(json.loads(line))

    def of_type(self, kind):
        return of_type(list(self.records), kind)

    def wait_for(self, kind, count=1):
        network.wait_until(lambda: len(self.of_type(kind)) >= count, f"{count} {kind} records")

    def end(self, signal_number=signal.SIGINT):
        """Ends it; gives its status and its remarks."""
        if signal_number:
            self.process.send_signal(signal_number)
        status = self.process.wait(network.SECONDS)
        self.reader.join(network.SECONDS)
        return status, self.process.stderr.read().decode().splitlines()


def messages(records):
    """By sender: kind, length and hash of each message."""
    said = {"client": [], "server": []}
    for record in of_type(records, "message"):
        payload = record["text"].encode() if "text" in record else base64.b64decode(record["data"])
        said[record["direction"]].append(network.summary_of(record, payload))
    return said


@unittest.skipIf(WHY_NOT, WHY_NOT)
class Live(ProgramTest):
    def setUp(self):
        super().setUp()
        self.network = self.enterContext(Network())

    def sniff(self, *arguments, host=None, **more):
        """Starts it, and comes back once it captures."""
        host = host or self.network.server
        more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
        process = self.start("sniff", *arguments, command=host.command(), **more)
        network.wait_until(lambda: self.captures(process), "a packet socket")
        return process

    def captures(self, process):
        """Whether the kernel's ring of the process is mapped, and it has given up its privileges."""
        self.assertIsNone(process.poll(), "ended early")
        try:
            with open(f"/proc/{process.pid}/maps", encoding="utf-8") as maps:
                has_ring = "socket:" in maps.read()
            with open(f"/proc/{process.pid}/status", encoding="utf-8") as status:
                threads = int(re.search(r"Threads:\s+(\d+)", status.read())[1])
        except OSError:
            return False
        return has_ring and threads > 1

    def watch(self, *arguments, **more):
        return Watch(self.sniff(*arguments, "-T", "ndjson", **more))

    def talk(self, client, server, count=40, port=9001, hosts=None, words=()):
        """Two implementations talk; gives what each logged."""
        at_client, at_server = hosts or (self.network.client, self.network.server)
        address = "127.0.0.1" if at_client is at_server else at_server.address
        listening = network.serve(at_server, server, address, port)
        saying = network.peer(at_client, client, "client", f"ws://{address}:{port}/", count, *words)
        logs = network.logs_of(saying, listening)
        self.assertEqual(*logs)
        self.assertEqual(len(logs[0]["client"]), count)
        return logs[0]

    def stay_connected(self, port=9001, count=2):
        """A conversation that does not end by itself."""
        listening = network.serve(self.network.server, "python", self.network.server.address, port)
        saying = network.peer(self.network.client, "python", "client",
                              f"ws://{self.network.server.address}:{port}/", count, "pause", "10", "stay")
        for process in (saying, listening):
            self.addCleanup(self._finish, process)
        return saying


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
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                with Network() as self.network:
                    self.check_end(self.connected(), lambda watch, number=number: watch.end(number))

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

    def test_what_the_kernel_drops_is_counted_and_memory_stays(self):
        """Nobody reads the output, so nothing is decoded; then all of it is read."""
        process = self.sniff("-i", "lo", "--buffer", 1, "-T", "ndjson", host=self.network.server)
        self.talk("python", "python", count=400, hosts=(self.network.server, self.network.server))
        with open(f"/proc/{process.pid}/status", encoding="utf-8") as status:
            peak = int(re.search(r"VmHWM:\s+(\d+) kB", status.read())[1])
        if not self.is_sanitized():
            self.assertLess(peak, 150_000)
        watch = Watch(process)
        network.wait_until(lambda: len(watch.records) > 10, "records")
        time.sleep(0.5)
        status, remarks = watch.end()
        self.assertEqual(status, DONE)
        dropped = watch.records[-1]["dropped_kernel"]
        self.assertGreater(dropped, 0)
        self.assertEqual(int(LAST_LINE.fullmatch(remarks[-1])[3]), dropped)
        said = [int(found[1]) for found in (re.search(r"lo: (\d+) packets? dropped by the kernel", line)
                                            for line in remarks) if found]
        self.assertEqual(sum(said), dropped)


class Written(Live):
    def test_a_file_is_readable_after_kill_9(self):
        path = self.folder / "live.pcapng"
        watch = self.watch("-i", "wire", "-w", path)
        self.stay_connected()
        watch.wait_for("message", 5)
        time.sleep(0.2)
        watch.process.kill()
        watch.process.wait()
        watch.reader.join()
        records = self.records_of(path)
        self.assertEqual(messages(records), messages(watch.records))
        self.assertEqual([record["verdict"] for record in of_type(records, "handshake")], ["valid"])

    def test_a_ring_keeps_the_latest_packets_in_whole_files(self):
        watch = self.watch("-i", "wire", "-w", self.folder / "live.pcapng", "--ring", "3:1")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["live-1.pcapng", "live-2.pcapng", "live-3.pcapng"])
        self.talk("python", "python", count=80)
        watch.wait_for("connection")
        self.assertEqual(watch.end()[0], DONE)
        sizes = [(self.folder / f"live-{number}.pcapng").stat().st_size for number in (1, 2, 3)]
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


class Privileges(Live):
    def status_of(self, process):
        with open(f"/proc/{process.pid}/status", encoding="utf-8") as status:
            return dict(re.findall(r"^(\w+):[ \t]*(.*)$", status.read(), re.MULTILINE))

    def test_it_runs_as_nobody_without_capabilities_under_a_filter(self):
        process = self.sniff("-i", "wire", "-v")
        status = self.status_of(process)
        nobody = "65534"
        self.assertEqual(set(status["Uid"].split()) | set(status["Gid"].split()), {nobody})
        self.assertEqual((int(status["CapEff"], 16), status["Groups"].strip()), (0, ""))
        if not self.is_sanitized():
            self.assertEqual((status["NoNewPrivs"], status["Seccomp"]), ("1", "2"))
        process.send_signal(signal.SIGINT)
        remarks = process.communicate(timeout=network.SECONDS)[1].decode()
        self.assertIn("wsdissect: runs as nobody, without capabilities\n", remarks)
        self.assertIn("wsdissect: sandbox: ", remarks)

    def test_the_user_is_chosen(self):
        process = self.sniff("-i", "wire", "--user", "daemon", "--no-sandbox")
        status = self.status_of(process)
        self.assertEqual(status["Uid"].split(), ["1"] * 4)
        self.assertEqual(status["Seccomp"], "0")
        process = self.sniff("-i", "wire", env={**os.environ, "SUDO_UID": "12345"})
        self.assertEqual(self.status_of(process)["Uid"].split(), ["12345"] * 4)

    def test_a_user_that_is_not_there_is_status_2(self):
        outcome = self.run_program("sniff", "-i", "lo", "--user", "no-such")
        self.assertEqual((outcome.status, outcome.remarks),
                         (USAGE, ["wsdissect: --user no-such: there is no such user"]))


class Terminals(Live):
    def test_the_status_line_garbles_nothing(self):
        """Standard output and standard error are one terminal; what shows on it at last is what a pipe would get."""
        leader, follower = pty.openpty()
        process = self.sniff("-i", "wire", "--color", "never", stdout=follower, stderr=follower)
        os.close(follower)
        self.talk("python", "python", count=30, words=("pause", "20"))
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        shown = b""
        with contextlib.suppress(OSError):  # EIO: the other side is closed.
            while octets := os.read(leader, 65536):
                shown += octets
        os.close(leader)
        self.assertEqual(process.wait(network.SECONDS), DONE)
        text = shown.decode().replace("\r\n", "\n")
        self.assertIn(", connections open 1, ", text)
        lines = [line.rpartition("\r\x1b[K")[2] for line in text.removesuffix("\n").split("\n")]
        event = re.compile(r" *\d+ +\d+\.\d{9}  10\.77\.0\.\d:\d+ +(<-|->|--) .*")
        for line in lines[:-1]:
            self.assertRegex(line, event)
        self.assertRegex(lines[-1], LAST_LINE)


class Errors(ProgramTest):
    def refused(self, *arguments, **more):
        outcome = self.run_program("sniff", *arguments, **more)
        self.assertEqual(outcome.out, b"")
        return outcome.status, outcome.remarks

    @unittest.skipIf(WHY_NOT, WHY_NOT)
    def test_no_such_interface_says_what_there_is(self):
        status, remarks = self.refused("-i", "no-such")
        self.assertEqual(status, INPUT_DAMAGED)
        self.assertRegex(remarks[0], r"^wsdissect: no-such: no such interface; there are: (.*, )?lo\b")

    @unittest.skipIf(WHY_NOT, WHY_NOT)
    def test_a_bad_filter_says_where(self):
        self.assertEqual(self.refused("-i", "lo", "-f", "tcp prt 80"),
                         (USAGE, ["wsdissect: capture filter 'tcp prt 80': can't parse filter expression: "
                                  "syntax error, at 'prt' (character 5)"]))

    @unittest.skipIf(WHY_NOT, WHY_NOT)
    def test_without_permission_the_capability_is_named(self):
        def become_nobody():
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)

        program = self.folder / "wsdissect"
        program.write_bytes(open(self.program, "rb").read())
        program.chmod(0o755)
        self.folder.chmod(0o755)
        done = subprocess.run([program, "sniff", "-i", "lo"], capture_output=True, text=True, check=False,
                              preexec_fn=become_nobody, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, INPUT_DAMAGED)
        self.assertIn("CAP_NET_RAW", done.stderr)
        self.assertIn(f"    sudo setcap cap_net_raw+ep {program}\n", done.stderr)

    def test_options_are_checked(self):
        for arguments in ((), ("-i", "lo", "--ring", "3:1"), ("-i", "lo", "-w", "x", "--ring", "1:1"),
                          ("-i", "lo", "-w", "x", "--ring", "3"), ("-i", "lo", "--snaplen", "0"),
                          ("-i", "lo", "--buffer", "0"), ("-i", "lo", "--duration", "0"), ("-i", "lo", "file"),
                          ("-i", "lo", "--rule", "message.utf-8"), ("-i", "lo", "--severity", "urgent")):
            with self.subTest(arguments):
                self.assertEqual(self.refused(*arguments, cwd=self.folder)[0], USAGE)
        self.assertEqual(list(self.folder.iterdir()), [])


@unittest.skipIf(WHY_NOT, WHY_NOT)
class Interfaces(ProgramTest):
    def test_they_are_listed(self):
        with Network() as found:
            command = found.server.command(self.program, "interfaces")
            text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            listed = json.loads(subprocess.run([*command, "-T", "json"], capture_output=True, check=True).stdout)
        wire = next(each for each in listed if each["name"] == "wire")
        self.assertIn("10.77.0.2", wire["addresses"])
        self.assertEqual((wire["up"], wire["loopback"], wire["link_type"], wire["link_type_name"]),
                         (True, False, 1, "Ethernet"))
        self.assertEqual({each["name"] for each in listed}, {"wire", "lo", "any"})
        self.assertRegex(text, r"(?m)^wire +up +Ethernet +10\.77\.0\.2")
