"""What is measured, and what figure is wanted."""

import shutil

from measuring import Command, Row, mebibytes, mebibytes_above

FAMILIES = ("cat", "flows", "stats", "check", "validate", "line", "tree", "ndjson", "message", "pipe", "memory", "libtins",
            "tcpflow", "tshark")

# Time as a multiple of the bare libpcap loop's, on one thread; two are to need two thirds of it, `stats` less.
TARGETS = {
    "stats": {"W1": 0.72, "W2": 0.50, "W3": 0.60, "W4": 0.47, "W5": 0.85},
    "stats 2": {"W1": 0.55, "W2": 0.28, "W3": 0.42, "W4": 0.28, "W5": 0.68},
    # All rules on. W3 is inflated, which takes long: see inflate_messages.
    "validate": {"W1": 0.95, "W2": 0.55, "W4": 0.50, "W5": 0.95},
    "check": {"W1": 0.95, "W2": 0.55, "W4": 0.50, "W5": 0.95},
    "line": {"W1": 1.1, "W2": 0.50, "W3": 0.75, "W4": 0.48, "W5": 1.4},
    "tree": {"W1": 1.7, "W2": 0.52, "W3": 1.05, "W4": 0.50, "W5": 1.9},
    "ndjson": {"W1": 2.8, "W2": 0.50, "W3": 1.9, "W4": 0.54, "W5": 2.6},
    "message": {"W1": 1.8, "W2": 0.50, "W3": 1.2, "W4": 0.52, "W5": 1.7},
}
# As a multiple of cat of the same text; where captures are larger than their text it is not the pipe that counts.
PIPE_TARGETS = {"W1": 1.3, "W3": 1.3, "W5": 1.3}
EMPTY_MEBIBYTES = 12
MEBIBYTES_ABOVE_EMPTY = {"W1": 4, "W2": 4, "W3": 4, "W4": 4, "W5": 8}
TIMES_LIBTINS = 5
TIMES_TSHARK_FIELDS = 200
TIMES_TSHARK_TREE = {"W2": 150}
TIMES_TSHARK_TREE_ELSEWHERE = 200

WITHOUT_PAYLOAD = ("W2", "W3", "W4")
ANALYZE = {
    "line": ["-T", "line"],
    "tree": ["-T", "tree"],
    "ndjson": ["-T", "ndjson"],
    "message": ["-T", "ndjson", "--only", "message"],
}
TSHARK_FIELDS = ["frame.number", "websocket.opcode", "websocket.fin", "websocket.payload_length"]


class Bench:
    """The programs that take part. `tools` is the folder of those that were built for it."""

    def __init__(self, program, tools):
        self.program = program
        self.stopwatch = tools / "wsdissect_measure_process"
        self.counter = tools / "wsdissect_count_packets"
        self.follower = tools / "wsdissect_follow_streams"
        self.strain = tools / "wsdissect_strain"

    def lacks(self):
        lines = [f"{self.program.path.name}: {line}" for line in self.program.lacks()]
        if not self.follower.exists():
            lines.append("libtins: was not there when the benchmark was built (libtins-dev): left out")
        return lines + [f"{peer}: not installed: left out" for peer in ("tcpflow", "tshark") if not shutil.which(peer)]

    def analyze(self, family, capture, threads=1, payload=True):
        return self.program.command("analyze", *ANALYZE[family], *([] if payload else ["--no-payload"]), capture,
                                    threads=threads)

    def stats(self, capture, threads=1):
        return self.program.command("stats", capture, threads=threads)

    def judging(self, family, capture, threads=1):
        """All rules judged: `validate`, or `stats --check`."""
        words = ["validate"] if family == "validate" else ["stats", "--check"]
        return self.program.command(*words, capture, threads=threads)


def target_of(family, threads, workload):
    if threads == 1:
        return TARGETS[family].get(workload)
    if f"{family} {threads}" in TARGETS:
        return TARGETS[f"{family} {threads}"].get(workload)
    single = TARGETS[family].get(workload)
    return round(single * 2 / 3, 2) if single else None


def name_of(family, threads):
    words = " ".join(["analyze", *ANALYZE[family]]) if family in ANALYZE else family
    words = "stats --check" if family == "check" else words
    return words if threads == 1 else f"{words}, {threads} threads"


def floor_rows(bench, workload, capture, foreign):
    """Against the bare loop of libpcap, the output to /dev/null. `foreign`: the same packets, without WebSocket."""
    floor = Command([bench.counter, capture])
    rows = [Row("cat", "cat", Command(["cat", capture]), floor)]
    if bench.program.has_stats:
        rows.append(Row("flows", "stats, no WebSocket in the same packets", Command(bench.stats(foreign)), floor))
        for threads in bench.program.thread_counts("stats", [1, 2]):
            rows.append(Row("stats", name_of("stats", threads), Command(bench.stats(capture, threads)), floor,
                            target_of("stats", threads, workload)))
    for family in ("check", "validate") if bench.program.has_validate else ():
        for threads in bench.program.thread_counts("validate", [1, 2]):
            rows.append(Row(family, name_of(family, threads), Command(bench.judging(family, capture, threads)), floor,
                            target_of(family, threads, workload)))
    for family in ANALYZE:
        for threads in bench.program.thread_counts("analyze", [1, 2]):
            command = bench.analyze(family, capture, threads, workload not in WITHOUT_PAYLOAD)
            rows.append(Row(family, name_of(family, threads), Command(command), floor,
                            target_of(family, threads, workload)))
    return rows


def pipe_rows(bench, workload, capture, text):
    """Against cat of the same text into the same kind of pipe; `text` is what the program prints."""
    command = bench.analyze("tree", capture, payload=workload not in WITHOUT_PAYLOAD)
    return [Row("pipe", "analyze -T tree into a pipe, x cat of the text", Command(command, into_pipe=True),
                Command(["cat", text], into_pipe=True), PIPE_TARGETS.get(workload))]


def memory_rows(bench, workload, capture, empty):
    if not bench.program.has_stats:
        return []
    on_empty = Command(bench.stats(empty))
    return [Row("memory", "stats, empty capture: peak MiB", on_empty, on_empty, EMPTY_MEBIBYTES, compare=mebibytes),
            Row("memory", "stats: peak MiB above that", Command(bench.stats(capture)), on_empty,
                MEBIBYTES_ABOVE_EMPTY.get(workload), compare=mebibytes_above)]


def follower_rows(bench, capture):
    """How many times longer than `stats` libtins takes only to put streams together."""
    if not bench.program.has_stats or not bench.follower.exists():
        return []
    return [Row("libtins", "libtins StreamFollower, x stats", Command([bench.follower, capture]),
                Command(bench.stats(capture)), TIMES_LIBTINS, at_least=True)]


def peer_rows(bench, workload, capture, folder):
    """How many times longer than wsdissect slow peers take, the start of each program included."""
    rows = []
    if shutil.which("tcpflow") and bench.program.has_stats:
        rows.append(Row("tcpflow", "tcpflow (writes files), x stats",
                        Command(["tcpflow", "-q", "-r", capture, "-o", folder]), Command(bench.stats(capture))))
    if shutil.which("tshark"):
        tshark = ["tshark", "-r", capture, "-Y", "websocket"]
        fields = [word for field in TSHARK_FIELDS for word in ("-e", field)]
        tree_target = TIMES_TSHARK_TREE.get(workload, TIMES_TSHARK_TREE_ELSEWHERE)
        rows += [Row("tshark", "tshark -T fields, x analyze -T line", Command([*tshark, "-T", "fields", *fields]),
                     Command(bench.analyze("line", capture)), TIMES_TSHARK_FIELDS, at_least=True),
                 Row("tshark", "tshark -V, x analyze -T tree", Command([*tshark, "-V"]),
                     Command(bench.analyze("tree", capture)), tree_target, at_least=True)]
    return rows
