"""How time and memory grow with the capture: one workload in three sizes."""

import captures
import totals
import workloads
from measuring import Command, Row, measure
from rows import ANALYZE, name_of
from table import print_table

FACTORS = (1, 4, 16)
PACKETS = 500000
FAMILIES = ("stats", "line")


def growth(options, bench, directory):
    for line in bench.lacks():
        print(line)
    traffic = workloads.ALL[options.growth][1]
    traffic = traffic | {"connections": traffic["connections"] * FACTORS[-1]}
    sizes = []
    cells = {}
    for factor in FACTORS:
        capture = directory / f"{options.growth}.pcap"
        captures.generate(options.generator, traffic | {"packets": (options.packets or PACKETS) * factor}, capture)
        packets = totals.read_truth(capture)["summary"]["packets"]
        sizes.append(f"{packets:,} packets")
        for result in measure(bench.stopwatch, growth_rows(options, bench, capture), options.rounds):
            nanoseconds = 1e9 * result.seconds.median / packets
            cells.setdefault(result.row.name, []).append(f"{nanoseconds:.1f} ns, {result.peak_mebibytes:.1f} MiB")
        capture.unlink()
    print(f"\n{options.growth}: time a packet (median) and peak memory\n")
    print_table(["", *sizes], [[name, *values] for name, values in cells.items()])


def growth_rows(options, bench, capture):
    rows = []
    for family in options.only or FAMILIES:
        if family == "stats" and bench.program.has_stats:
            for threads in bench.program.thread_counts("stats", [1, 2]):
                rows.append(row(family, threads, bench.stats(capture, threads), bench, capture))
        elif family in ANALYZE:
            for threads in bench.program.thread_counts("analyze", [1, 2]):
                rows.append(row(family, threads, bench.analyze(family, capture, threads), bench, capture))
    return rows


def row(family, threads, words, bench, capture):
    return Row(family, name_of(family, threads), Command(words), Command([bench.counter, capture]))
