"""What the tests of `sniff` share. All traffic is inside namespaces that they make; where the machine does not permit
that they are skipped, and say why."""

import base64
import json
import re
import signal
import subprocess
import threading
import time
import unittest

import network
from network import Network
from program import ProgramTest, of_type

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

    def sniff(self, *arguments, host=None, through=(), **more):
        """Starts it, by means of the command `through`, and comes back once it captures."""
        host = host or self.network.server
        more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
        process = self.start("sniff", *arguments, command=host.command(*through), **more)
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
