#!/usr/bin/env python3
"""End-to-end tests of the command line: run.py [--threads N] PROGRAM [TEST...], where TEST is module, module.Class or
module.Class.test.

Each test runs the real program, as a user would, and looks at its exit status, standard output and standard error.
"""

import argparse
import pathlib
import sys
import unittest

from program import ProgramTest

HERE = pathlib.Path(__file__).parent

# What several threads change nothing about, and what takes its time: run with one thread only.
ONCE = {"hardening_test", "output_safety_test", "sniff_system_test", "sniff_test"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("program", type=pathlib.Path, help="the wsdissect to test")
    parser.add_argument("tests", nargs="*", help="default: all")
    parser.add_argument("--threads", help="how many the program uses where a test does not say it")
    parser.add_argument("-v", "--verbose", action="store_true", help="name each test")
    arguments = parser.parse_args()
    ProgramTest.program = str(arguments.program.resolve(strict=True))
    ProgramTest.threads = arguments.threads
    loader = unittest.defaultTestLoader
    modules = {path.stem for path in HERE.glob("*_test.py")}
    names = arguments.tests or sorted(modules - ONCE if arguments.threads not in (None, "1") else modules)
    outcome = unittest.TextTestRunner(verbosity=2 if arguments.verbose else 1).run(loader.loadTestsFromNames(names))
    for reason in sorted({reason for _, reason in outcome.skipped}):
        print(f"Skipped: {reason}", file=sys.stderr)
    return 0 if outcome.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
