"""What the wsdissect at hand can do: its command lines, and what of them it does not know."""

import argparse
import os
import pathlib
import subprocess

BUILD = pathlib.Path(__file__).resolve().parents[2] / "build-gcc"


class Program:
    def __init__(self, path, confined=True):
        self.path = path
        self._helps = {command: help_of(path, command) for command in ("analyze", "stats", "validate")}
        self._confined = confined  # Tools that watch it from within, as valgrind does, cannot be.

    @property
    def has_stats(self):
        return bool(self._helps["stats"])

    @property
    def has_validate(self):
        return bool(self._helps["validate"])

    def has_threads(self, command):
        return "--threads" in self._helps[command]

    def thread_counts(self, command, wanted):
        return wanted if self.has_threads(command) else wanted[:1]

    def command(self, command, *words, threads=1):
        """`command` of the program with `words`; a program without threads is left to its only one."""
        choice = ["-j", str(threads)] if self.has_threads(command) else []
        if not self._confined and "--no-sandbox" in self._helps[command]:
            choice.append("--no-sandbox")
        return [self.path, command, *choice, *words]

    def lacks(self):
        """One line for each thing that cannot be measured, for the program does not have it."""
        lines = [f"no command `{command}`: left out" for command in self._helps if not self._helps[command]]
        return lines + [f"no option -j of `{command}`: one thread only"
                        for command in self._helps if self._helps[command] and not self.has_threads(command)]


def help_of(path, command):
    """Empty where there is no such command: then the help is that of the program."""
    done = subprocess.run([path, command, "--help"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return done.stdout if f"wsdissect {command} " in done.stdout else ""


def add_build_options(parser):
    """Which build is measured."""
    parser.add_argument("--program", type=executable, default=str(BUILD / "wsdissect"), help="wsdissect")
    parser.add_argument("--generator", type=executable, default=str(BUILD / "tests/bench/wsdissect_generate"),
                        help="wsdissect_generate; the benchmark's other tools stand beside it")


def executable(text):
    path = pathlib.Path(text).resolve()
    if not os.access(path, os.X_OK):
        raise argparse.ArgumentTypeError(f"{path} is no program")
    return path
