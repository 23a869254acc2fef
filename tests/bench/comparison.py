"""The measurement of all commands beside what else reads captures, workload by workload."""

import sys

import captures
import rows
import totals
import workloads
from measuring import measure
from table import print_missed, print_overview, print_results

PEER_ROUNDS = 3
PEER_CONNECTIONS = 200


class Comparison:
    def __init__(self, options, bench, directory, log):
        self.options = options
        self.bench = bench
        self.directory = directory
        self.log = log
        self.results = {}
        self.all_right = True

    def run(self):
        """Whether all totals are right."""
        for line in self.bench.lacks():
            print(line, file=self.log)
        print(file=self.log)
        for name in self.options.workload or workloads.MEASURED:
            print(f"## {name}: {workloads.ALL[name][0]}\n", file=self.log, flush=True)
            self.results[name] = self.on_capture(name) + self.on_prefix(name)
            print_results(name, self.results[name], self.log)
        return self.all_right

    def print_overview(self):
        print_overview(self.results, sys.stdout)

    def print_missed(self):
        print_missed(self.results, sys.stdout)

    def on_capture(self, name):
        """Against what is fast enough for the whole workload."""
        capture = self.generate(name, {"packets": self.options.packets})
        empty, foreign = (self.directory / f"{what}.pcap" for what in ("empty", "foreign"))
        captures.make_empty(capture, empty)
        captures.make_foreign(capture, foreign)
        wanted = self.wanted(rows.floor_rows(self.bench, name, capture, foreign)
                             + rows.memory_rows(self.bench, name, capture, empty)
                             + rows.follower_rows(self.bench, capture))
        results = measure(self.bench.stopwatch, wanted, self.options.rounds)
        foreign.unlink()
        text = self.directory / f"{name}.txt"
        if piped := self.wanted(rows.pipe_rows(self.bench, name, capture, text)):
            captures.print_to(text, piped[0].command.words)
            results += measure(self.bench.stopwatch, piped, self.options.rounds)
            text.unlink()
        capture.unlink()
        return results

    def on_prefix(self, name):
        """Against what is not: the same traffic in fewer packets."""
        concurrent = min(workloads.ALL[name][1].get("concurrent", PEER_CONNECTIONS), PEER_CONNECTIONS)
        capture = self.directory / f"{name}.pcap"
        wanted = self.wanted(rows.peer_rows(self.bench, name, capture, self.directory / "streams"))
        if not wanted or self.options.peer_packets == 0:
            return []
        self.generate(name, {"packets": self.options.peer_packets, "concurrent": concurrent})
        results = measure(self.bench.stopwatch, wanted, min(self.options.rounds, PEER_ROUNDS))
        capture.unlink()
        return results

    def wanted(self, some):
        return [row for row in some if row.family in (self.options.only or rows.FAMILIES)]

    def generate(self, name, changes):
        capture = self.directory / f"{name}.pcap"
        captures.generate(self.options.generator, workloads.ALL[name][1] | changes, capture)
        packets = totals.read_truth(capture)["summary"]["packets"]
        print(f"{packets:,} packets, {capture.stat().st_size / 1e6:,.1f} MB\n", file=self.log, flush=True)
        errors = totals.errors(self.bench.program, capture)
        for error in errors:
            print(f"{name}: {error}", file=sys.stderr)
        self.all_right = self.all_right and not errors
        return capture
