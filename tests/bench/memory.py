"""What traffic made to strain memory costs: much of one thing, made while it is read from standard input."""

import dataclasses
import json
import subprocess
import sys

from table import print_table

KIB, MIB, GIB = 2**10, 2**20, 2**30
UNLIMITED = ("--max-memory", str(64 * GIB))  # So that nothing is given up, and all that is held is seen.


@dataclasses.dataclass
class Strain:
    """A command on COUNT of a kind, and the most octets that its peak may lie above what an empty capture takes."""
    name: str
    kind: str  # For wsdissect_strain.
    words: tuple  # The command and its options.
    count: int
    quick_count: int
    most: int = None  # In all.
    most_each: int = None  # For each of COUNT.


def ndjson(*options):
    return ("analyze", "-T", "ndjson", *options)


STRAINS = (
    Strain("idle WebSocket connections, stats", "idle", ("stats", *UNLIMITED), 1_000_000, 30_000, most_each=2 * KIB),
    Strain("idle WebSocket connections, ndjson", "idle", ndjson(*UNLIMITED), 1_000_000, 30_000, most_each=2 * KIB),
    Strain("the same, --max-memory 256M", "idle", ("stats", "--max-memory", "256M"), 1_000_000, 30_000,
           most=384 * MIB),
    Strain("other TCP flows, stats", "foreign", ("stats", *UNLIMITED), 1_000_000, 60_000, most_each=400),
    Strain("SYN flood, stats", "syn-flood", ("stats", *UNLIMITED), 10_000_000, 60_000, most_each=400),
    Strain("the same, --max-memory 64M", "syn-flood", ("stats", "--max-memory", "64M"), 10_000_000, 60_000,
           most=96 * MIB),
    Strain("a message of 4 GiB, stats", "message", ("stats",), 4 * GIB, 64 * MIB, most=4 * MIB),
    Strain("a message of 4 GiB, line", "message", ("analyze", "-T", "line"), 4 * GIB, 64 * MIB, most=100 * MIB),
    Strain("the same, ndjson --max-message 1M", "message", ndjson("--max-message", "1M"), 4 * GIB, 64 * MIB,
           most=16 * MIB),
    Strain("a hole under 10 GB of later data, stats", "hole", ("stats",), 10**10, 40_000_000, most=8 * MIB),
    Strain("a hole under 1 GB, ndjson", "hole", ndjson(), 10**9, 40_000_000, most=16 * MIB),
    Strain("an inflation bomb of 16 GiB, line", "bomb", ("analyze", "-T", "line"), 16 * GIB, 256 * MIB, most=8 * MIB),
    Strain("the same, ndjson --max-message 1M", "bomb", ndjson("--max-message", "1M"), 16 * GIB, 256 * MIB,
           most=24 * MIB),
    Strain("the same with 2 threads", "bomb", ndjson("--max-message", "1M", "-j", "2"), 16 * GIB, 256 * MIB,
           most=48 * MIB),
)


def peak(bench, strain, count):
    """Octets."""
    generator = subprocess.Popen([bench.strain, strain.kind, str(count)], stdout=subprocess.PIPE)
    words = [bench.stopwatch, bench.program.path, *strain.words, "-"]
    done = subprocess.run(words, stdin=generator.stdout, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    generator.stdout.close()
    outcome = json.loads(done.stdout) if done.returncode == 0 else {"status": done.returncode}
    if outcome["status"] != 0 or generator.wait() != 0:
        raise RuntimeError(f"{' '.join(map(str, words))}: exit status {outcome['status']}\n{done.stderr}")
    return outcome["peak_kib"] * KIB


def measure(bench, quick):
    """Prints the figures, and says whether all lie within their limits."""
    rows, within = [], True
    for strain in STRAINS:
        count = strain.quick_count if quick else strain.count
        above = peak(bench, strain, count) - peak(bench, strain, 0)
        most = strain.most if strain.most_each is None else strain.most_each * count
        figure, limit = (f"{above / MIB:.1f} MiB", f"{most / MIB:.0f} MiB") if strain.most_each is None else (
            f"{above / count:.0f} B each", f"{strain.most_each} B each")
        rows.append([strain.name, f"{count:,}", figure, limit])
        if above > most:
            within = False
            print(f"{strain.name}: {figure}, more than {limit}", file=sys.stderr)
    print_table(["peak memory above that of an empty capture", "count", "is", "at most"], rows)
    return within
