#!/usr/bin/env python3
"""End-to-end tests of the command line: run.py [--threads N | --once] PROGRAM [TEST...], where TEST is module,
module.Class or module.Class.test.

Each test runs the real program, as a user would, and looks at its exit status, standard output and standard error.
"""

import argparse
import pathlib
import sys
import unittest

from program import ProgramTest

HERE = pathlib.Path(__file__).parent

# What --threads changes nothing about: left out where it is said.
ONCE = {"command_line_test", "cut_test", "documents_test", "effort_test", "hardening_test", "output_safety_test",
        "sniff_system_test", "sniff_test", "threads_test"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("program", type=pathlib.Path, help="the wsdissect to test")
    parser.add_argument("tests", nargs="*", help="default: all")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--threads", help="how many the program uses where a test does not say it; leaves out what "
                       "that changes nothing about")
    which.add_argument("--once", action="store_true", help="only what --threads leaves out")
    parser.add_argument("-v", "--verbose", action="store_true", help="name each test")
    arguments = parser.parse_args()
    ProgramTest.program = str(arguments.program.resolve(strict=True))
    ProgramTest.threads = arguments.threads
    loader = unittest.defaultTestLoader
    modules = {path.stem for path in HERE.glob("*_test.py")}
    chosen = ONCE if arguments.once else modules - ONCE if arguments.threads else modules
    names = arguments.tests or sorted(chosen)
    outcome = unittest.TextTestRunner(verbosity=2 if arguments.verbose else 1).run(loader.loadTestsFromNames(names))
    for reason in sorted({reason for _, reason in outcome.skipped}):
        print(f"Skipped: {reason}", file=sys.stderr)
    return 0 if outcome.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
