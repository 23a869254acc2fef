"""Runs commands in turn, round after round, so that what slows the machine down slows all of them."""

import dataclasses
import json
import statistics
import subprocess


@dataclasses.dataclass
class Command:
    name: str
    words: list


@dataclasses.dataclass
class Spread:
    low: float
    median: float
    high: float


def spread(values):
    return Spread(min(values), statistics.median(values), max(values))


class Measurements:
    """Of each command one run a round; rounds are compared one by one, then their ratios are summed up."""

    def __init__(self, stopwatch, commands, rounds):
        self.runs = {command.name: [] for command in commands}
        for command in commands:  # Once for nothing, to have the file and the programs in memory.
            run(stopwatch, command)
        for _ in range(rounds):
            for command in commands:
                self.runs[command.name].append(run(stopwatch, command))

    def seconds(self, name):
        return spread([each["seconds"] for each in self.runs[name]])

    def peak_mebibytes(self, name):
        return max(each["peak_kib"] for each in self.runs[name]) / 1024

    def ratio(self, name, to):
        pairs = zip(self.runs[name], self.runs[to])
        return spread([one["seconds"] / other["seconds"] for one, other in pairs])


def run(stopwatch, command):
    done = subprocess.run([stopwatch, *command.words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    result = json.loads(done.stdout) if done.returncode == 0 else {"status": done.returncode}
    if result["status"] != 0:
        raise RuntimeError(f"{command.name}: exit status {result['status']}\n{done.stderr}")
    return result
