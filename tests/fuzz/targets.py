"""What tests/fuzz/run and tests/fuzz/long share: the targets, how they are built, what they start from, how one runs."""

import os
import pathlib
import re
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAMS = ROOT / "build-sanitize/tests/fuzz"
LONGEST = 1 << 16  # octets; longer captures only slow the fuzzer down


def names():
    return sorted(re.findall(r"^add_fuzz_target\((\w+)", (HERE / "CMakeLists.txt").read_text(), re.MULTILINE))


def chosen(parser, wanted):
    """The targets named on a command line, all of them where none is."""
    for unknown in set(wanted) - set(names()):
        parser.error(f"there is no target {unknown}; these exist: {' '.join(names())}")
    return wanted or names()


def build(targets):
    """The targets alone: the tests that their preset also has take much longer."""
    script = """
        . tests/support/setup.sh
        need_for_building
        need clang-14 libclang-rt-14-dev doctest-dev python3 zlib1g-dev
        cmake --preset sanitize -DBUILD_TESTING=ON >/dev/null
        exec ninja -C build-sanitize --quiet "$@"
    """
    subprocess.run(["sh", "-euc", script, "sh", *(f"fuzz_{target}" for target in targets)], cwd=ROOT, check=True)


def make_seeds(target, folder):
    """Each sample once for each format that the target's first octet chooses."""
    folder.mkdir(parents=True, exist_ok=True)
    if target != "capture_file":
        return
    for sample in sorted((ROOT / "samples").glob("*.pcap*")):
        octets = sample.read_bytes()
        if len(octets) < LONGEST:
            for settings in range(4):
                (folder / f"{sample.name}-{settings}").write_bytes(bytes([settings]) + octets)


class Outcome:
    """What libFuzzer and the kernel say of a run."""

    def __init__(self, process):
        self.said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        self.status = process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu_seconds = usage.ru_utime + usage.ru_stime
        steps = re.findall(r"^#(\d+)\s.*cov: (\d+) ft: (\d+)", self.said, re.MULTILINE)
        self.executions, self.edges, self.features = (int(number) for number in (steps[-1] if steps else (0, 0, 0)))
        for counted in re.findall(r"^(?:stat::number_of_executed_units:|Done) +(\d+)", self.said, re.MULTILINE):
            self.executions = int(counted)


def start(program, target, seconds, corpus, sources, broken, timeout=20):
    """One run of a target: what it finds goes into the folder `corpus`, what breaks it into `broken`. `timeout`: seconds
    by the clock that one input may take."""
    for folder in (corpus, broken):
        folder.mkdir(parents=True, exist_ok=True)
    kept = [HERE / "corpus" / target, HERE / "findings" / target, *sources]
    return subprocess.Popen(
        [program, f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-timeout={timeout}", "-rss_limit_mb=4096",
         "-print_final_stats=1", f"-dict={HERE / 'words.dict'}", f"-artifact_prefix={broken}/", corpus,
         *(folder for folder in kept if folder.exists())],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
