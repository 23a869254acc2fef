"""What the documentation shows is what the program prints."""

import json
import re
import shlex

from program import DONE, FINDINGS, SAMPLES, ProgramTest

ROOT = SAMPLES.parent
BLOCK = re.compile(r"^```\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(name):
    return BLOCK.findall((ROOT / name).read_text())


class Documents(ProgramTest):
    def test_the_readme_shows_real_output(self):
        shown = [block.partition("\n") for block in blocks("README.md") if block.startswith("$ wsdissect ")]
        self.assertGreaterEqual(len(shown), 2)
        for command, _, output in shown:
            with self.subTest(command):
                outcome = self.run_program(*shlex.split(command)[2:], cwd=ROOT)
                self.assertEqual(outcome.status, FINDINGS if "validate" in command else DONE)
                self.assertEqual(outcome.text, output)

    def test_the_examples_of_the_formats_are_real_output(self):
        tree, line, columns, report, chat = blocks("docs/output.md")
        self.assertIn(tree, self.run_program("analyze", SAMPLES / "article.pcap").text)
        printed = self.run_program("analyze", "-T", "line", SAMPLES / "node-ws.pcap").lines
        for shown in line.splitlines():
            self.assertIn(shown, printed)
        document = (ROOT / "docs/output.md").read_text()
        command = re.search(r"^This is `(analyze -T csv [^`]+)`", document, re.MULTILINE)[1]
        self.assertEqual(columns, self.run_program(*shlex.split(command), cwd=ROOT).text)
        self.assertEqual(report, self.run_program("validate", SAMPLES / "reset.pcap").text)
        self.assertEqual(chat, self.run_program("follow", "--connection", "0", SAMPLES / "node-ws.pcap").text)

    def test_every_option_is_documented(self):
        commands = (ROOT / "docs/commands.md").read_text()
        for command in ("analyze", "follow", "stats", "validate", "sniff"):
            options = re.findall(r"--[a-z-]+", self.run_program(command, "--help").text)
            self.assertGreater(len(options), 10)
            for option in options:
                self.assertIn(option, commands)

    def test_every_field_of_stats_is_documented(self):
        section = (ROOT / "docs/output.md").read_text().partition("## `stats`")[2]
        summary = self.records_of(SAMPLES / "nginx.pcap")[-1]
        stats = json.loads(self.run_program("stats", "-T", "json", SAMPLES / "nginx.pcap").out)
        for field in set(stats) - set(summary):
            self.assertIn(f"`{field}`", section)

    def test_the_readme_names_all_that_building_needs(self):
        install = (ROOT / "README.md").read_text().partition("\n## Install\n")[2].partition("\n## ")[0]
        setup = (ROOT / "tests/support/setup.sh").read_text()
        needed = re.search(r"need_for_building\(\) \{\s*need ((?:.*\\\n)*.*)", setup)[1].replace("\\\n", " ").split()
        self.assertGreater(len(needed), 10)
        for package in needed:
            self.assertRegex(install, rf"[\s`]{re.escape(package)}[\s`]")

    def test_links_lead_to_what_is_installed_too(self):
        for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
            for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text()):
                target = (document.parent / link).resolve()
                self.assertTrue(target.is_file(), link)
                self.assertIn(target.relative_to(ROOT.resolve()).parts[0], ("README.md", "LICENSE", "docs"))

    def test_no_placeholder_is_left(self):
        for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
            self.assertNotRegex(document.read_text(), r"(?m)^@.*@$")


def names_of_tests(path):
    """Of a test file: what its cases are called, in C++ without the folder and file in front."""
    text = path.read_text()
    if path.suffix == ".py":
        return re.findall(r"def (test_\w+)", text)
    joined = re.sub(r'"\n\s*"', "", text)
    return [name.partition(": ")[2] for name in re.findall(r'TEST_CASE\w*\([^"]*"([^"]*)"', joined)]


class Limits(ProgramTest):
    def test_each_limit_names_tests_that_exist(self):
        section = (ROOT / "README.md").read_text().partition("\n## Limits\n")[2].partition("\n## ")[0]
        rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")][2:]
        self.assertGreater(len(rows), 40)
        for row in rows:
            with self.subTest(row[0]):
                self.assertEqual(len(row), 5)
                shown_by = re.findall(r'`([^`]+)` "([^"]+)"', row[4])
                self.assertTrue(shown_by)
                for file, name in shown_by:
                    self.assertIn(name, names_of_tests(ROOT / "tests" / file))

    def test_the_defaults_are_those_of_the_help(self):
        limits = (ROOT / "README.md").read_text().partition("\n## Limits\n")[2]
        said = self.run_program("analyze", "--help").text
        for option in ("--max-message", "--max-memory"):
            number, unit = re.search(rf"{option} BYTES .*\(default: (\d+)(.)", said).groups()
            self.assertRegex(limits, rf"(?m)^\|.*\| {number} {unit}iB.*\| `{option}` \|")
