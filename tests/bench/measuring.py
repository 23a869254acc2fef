"""Runs commands in pairs, round after round, so that what slows the machine down slows both of a pair."""

import dataclasses
import json
import statistics
import subprocess
import typing


@dataclasses.dataclass
class Command:
    words: list
    into_pipe: bool = False  # Into a pipe of 1 MiB that cat empties, instead of /dev/null.


def times(one, other):
    return one["seconds"] / other["seconds"]


def mebibytes(one, _):
    return one["peak_kib"] / 1024


def mebibytes_above(one, other):
    return (one["peak_kib"] - other["peak_kib"]) / 1024


@dataclasses.dataclass
class Row:
    """A figure to measure: what `compare` says of a run of `command` and the run of `reference` just before it."""
    family: str  # What --only calls it.
    name: str
    command: Command
    reference: Command
    target: float = None  # None: no one asked for a certain figure.
    at_least: bool = False  # The target is the least wanted, not the most.
    compare: typing.Callable = times


@dataclasses.dataclass
class Spread:
    low: float
    median: float
    high: float


def spread(values):
    return Spread(min(values), statistics.median(values), max(values))


@dataclasses.dataclass
class Result:
    row: Row
    figure: Spread
    seconds: Spread
    reference_seconds: Spread
    peak_mebibytes: float

    def excess(self):
        """By what part of the target the median misses it; not above 0 where it is met or there is none."""
        if self.row.target is None:
            return 0
        worse = self.row.target - self.figure.median if self.row.at_least else self.figure.median - self.row.target
        return worse / self.row.target


def measure(stopwatch, rows, rounds):
    """[Result], one a row."""
    for row in rows:  # Once for nothing, to have the file and the programs in memory.
        run(stopwatch, row.command)
    pairs = [[] for _ in rows]
    for _ in range(rounds):
        for row, runs in zip(rows, pairs):
            reference = run(stopwatch, row.reference)
            runs.append((run(stopwatch, row.command), reference))
    return [result(row, runs) for row, runs in zip(rows, pairs)]


def result(row, runs):
    return Result(row, spread([row.compare(one, other) for one, other in runs]),
                  spread([one["seconds"] for one, _ in runs]), spread([other["seconds"] for _, other in runs]),
                  max(one["peak_kib"] for one, _ in runs) / 1024)


def run(stopwatch, command):
    words = [stopwatch, *(["--pipe"] if command.into_pipe else []), *command.words]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    outcome = json.loads(done.stdout) if done.returncode == 0 else {"status": done.returncode}
    if outcome["status"] != 0:
        raise RuntimeError(f"{' '.join(map(str, command.words))}: exit status {outcome['status']}\n{done.stderr}")
    return outcome
