"""Prints measurements: tables that read well in a terminal and as Markdown."""

import sys


def print_table(heads, rows, file=sys.stdout):
    widths = [max(map(len, column)) for column in zip(heads, *rows)]
    lines = [heads, ["-" * (widths[0])] + ["-" * (width - 1) + ":" for width in widths[1:]], *rows]
    for cells in lines:
        padded = [cells[0].ljust(widths[0])]
        padded += [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:])]
        print("| " + " | ".join(padded) + " |", file=file)
    print(file=file, flush=True)


def three(spread):
    """Minimum, median and maximum with as many digits as the median is worth."""
    digits = 0 if spread.median >= 100 else 1 if spread.median >= 10 else 2
    return " / ".join(f"{value:.{digits}f}" for value in (spread.low, spread.median, spread.high))


def verdict(result):
    if result.row.target is None:
        return ""
    return "met" if result.excess() <= 0 else f"missed by {100 * result.excess():.0f} %"


def wanted(row):
    if row.target is None:
        return ""
    return f"{'at least ' if row.at_least else ''}{row.target:g}"


def print_results(workload, results, file):
    """All that was measured on one workload."""
    rows = [[result.row.name, three(result.figure), wanted(result.row), verdict(result),
             f"{result.seconds.median:.3f}", f"{result.reference_seconds.median:.3f}", f"{result.peak_mebibytes:.1f}"]
            for result in results]
    print_table([workload, "min / median / max", "target", "", "seconds", "reference, s", "peak MiB"], rows, file)


def print_overview(results, file):
    """One table of all workloads: {workload: [Result]}, a row for each figure."""
    names = list(dict.fromkeys(result.row.name for each in results.values() for result in each))
    cells = {(workload, result.row.name): three(result.figure) for workload in results for result in results[workload]}
    rows = [[name, *(cells.get((workload, name), "") for workload in results)] for name in names]
    print_table(["min / median / max, x libpcap loop", *results], rows, file)


def print_missed(results, file):
    for workload, each in results.items():
        for result in each:
            if result.excess() > 0:
                print(f"{workload}: {result.row.name}: {result.figure.median:.3g}, "
                      f"target {wanted(result.row)}: {verdict(result)}", file=file)
