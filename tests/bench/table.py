"""Prints measurements: plain text that reads well in a terminal and as Markdown."""


def print_table(heads, rows):
    widths = [max(map(len, column)) for column in zip(heads, *rows)]
    lines = [heads, ["-" * (widths[0])] + ["-" * (width - 1) + ":" for width in widths[1:]], *rows]
    for cells in lines:
        padded = [cells[0].ljust(widths[0])]
        padded += [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:])]
        print("| " + " | ".join(padded) + " |")
    print(flush=True)


def three(spread, digits):
    return " / ".join(f"{value:.{digits}f}" for value in (spread.low, spread.median, spread.high))


def print_floor_table(measurements, floor, packets):
    """Every command against `floor`."""
    rows = []
    for name in measurements.runs:
        seconds = measurements.seconds(name)
        rows.append([name, three(seconds, 3), three(measurements.ratio(name, floor), 2),
                     f"{packets / seconds.median / 1e6:.2f}", f"{measurements.peak_mebibytes(name):.1f}"])
    print_table(["min / median / max of", "seconds", "x " + floor, "Mpkt/s", "peak MiB"], rows)


def print_peer_table(measurements, pairs):
    """Each peer against what does the same of ours."""
    rows = []
    for peer, ours in pairs:
        rows.append([f"{peer} / {ours}", three(measurements.seconds(peer), 2),
                     three(measurements.seconds(ours), 3), three(measurements.ratio(peer, ours), 0),
                     f"{measurements.peak_mebibytes(peer):.0f}", f"{measurements.peak_mebibytes(ours):.1f}"])
    print_table(["peer / wsdissect", "peer, s", "wsdissect, s", "times faster", "peer, MiB", "ours, MiB"], rows)
