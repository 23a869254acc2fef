"""What is typed: commands, options and their values, and the exit status."""

import os
import re

from program import DONE, INPUT_DAMAGED, OUTPUT_FAILED, SAMPLES, USAGE, ProgramTest

SAMPLE = str(SAMPLES / "curl.pcap")

OPTIONS = ("-f", "--capture-filter", "-T", "--format", "-d", "--decode-as", "-w", "--write", "-c", "--count",
           "-j", "--threads", "--max-memory", "--max-message", "--idle-timeout", "--checksums", "--ignore-vlan",
           "--no-sandbox", "--color", "-q", "--quiet", "-v", "--verbose", "--help")
CHOICE = ("--severity", "--rule", "--ignore-rule")
ANALYZE = (*OPTIONS, *CHOICE, "-e", "-Y", "--filter", "--only", "--no-payload", "-x", "--hex")
SNIFF = (*ANALYZE, "-i", "--interface", "--duration", "--snaplen", "--buffer", "--no-promiscuous", "--ring", "--user")
OPTIONS_OF = {"analyze": ANALYZE, "stats": (*OPTIONS, *CHOICE, "--check"),
              "validate": (*ANALYZE, "--list-rules"),
              "follow": (*(option for option in OPTIONS if option not in ("-T", "--format")), *CHOICE, "--connection",
                         "--no-payload", "-x", "--hex"),
              "sniff": SNIFF,
              "interfaces": ("-T", "--format", "--no-sandbox", "--help")}

# Arguments, and what standard error has to name.
WRONG_COMMAND_LINES = (
    (("extract", "-o", "folder", SAMPLE), "there is no command 'extract'; these exist: analyze, "),
    ((SAMPLE,), "there is no command '"),
    ((), "command"),
    (("dissect", SAMPLE), "dissect"),
    (("--frob",), "--frob"),
    (("analyze",), "FILE"),
    (("analyze", "-w", "", SAMPLE), "--write: the name is empty"),
    (("analyze", "--frob", SAMPLE), "--frob"),
    (("analyze", "-T", "xml", SAMPLE), "xml"),
    (("analyze", "-T", "", SAMPLE), "--format"),
    (("analyze", "--only", "frame, mesage", SAMPLE), "'mesage' is no record kind; did you mean 'message'?"),
    (("analyze", "--only", "frame,all", SAMPLE), "'all' is no record kind; these exist: handshake, frame, "),
    (("analyze", "--only", "frame,", SAMPLE), "frame,"),
    (("analyze", "--only", "", SAMPLE), "--only"),
    (("analyze", "--color", "maybe", SAMPLE), "maybe"),
    (("analyze", "-c", "many", SAMPLE), "many"),
    (("analyze", "-c", "0", SAMPLE), "--count"),
    (("analyze", "-c", "-1", SAMPLE), "-1"),
    (("analyze", "-c", "1.5", SAMPLE), "1.5"),
    (("analyze", "-c", "99999999999999999999", SAMPLE), "99999999999999999999"),
    (("analyze", SAMPLE, "-c"), "--count"),
    (("analyze", "-d", "9000", SAMPLE), "tcp.port==9000,websocket"),
    (("analyze", "-d", "tcp.port==9000,http", SAMPLE), "tcp.port==9000,http"),
    (("analyze", "--decode-as", "tcp.port==65536,websocket", SAMPLE), "65535"),
    (("stats", "-d", "udp.port==9000,websocket", SAMPLE), "udp.port"),
    (("analyze", "--max-memory", "much", SAMPLE), "much"),
    (("analyze", "--max-memory", "-1", SAMPLE), "-1"),
    (("analyze", "--max-message", "-1", SAMPLE), "-1"),
    (("analyze", "--max-message", "99999999999G", SAMPLE), "--max-message"),
    (("analyze", "-q", "-v", SAMPLE), "--verbose"),
    (("analyze", "-f", "tcp prot 80", SAMPLE), "syntax error"),
    (("analyze", "-f", "host 1.2.3.4.5", SAMPLE), "1.2.3.4.5"),
    (("analyze", "-f", "tcp[", SAMPLE), "tcp["),
    (("analyze", "-f", "port \x1b[31m", SAMPLE), r"\u{1b}[31m"),
    (("analyze", "-T", "\x1b[31m", SAMPLE), r"\u{1b}[31m"),
    (("stats",), "FILE"),
    (("follow", "--connection", "0"), "FILE"),
    (("follow", SAMPLE), "--connection"),
    (("follow", "--connection", "first", SAMPLE), "first"),
    (("follow", "--connection", "0", "-T", "line", SAMPLE), "-T"),
    (("validate",), "FILE"),
    (("validate", "-T", "xml", SAMPLE), "xml"),
    (("validate", "-T", "csv", SAMPLE), "-T csv needs columns"),
    (("validate", "-e", "frame.number", SAMPLE), "text has no columns"),
    (("validate", "--rule", "frame", SAMPLE), "frame"),
    (("validate", "--rule", "\x1b[31m", SAMPLE), r"\u{1b}[31m"),
    (("validate", "--only", "finding", SAMPLE), "--only"),
    (("validate", "-f", "tcp prot 80", SAMPLE), "syntax error"),
    (("stats", "-T", "tree", SAMPLE), "tree"),
    (("stats", "--only", "frame", SAMPLE), "--only"),
    (("stats", "-x", SAMPLE), "-x"),
    (("stats", "-c", "0", SAMPLE), "--count"),
    (("stats", "-f", "tcp prot 80", SAMPLE), "syntax error"),
    (("stats", "-q", "-v", SAMPLE), "--verbose"),
    (("stats", "analyze", SAMPLE, "-x"), "-x"),
)


class CommandLine(ProgramTest):
    def test_help_is_on_standard_output_and_status_0(self):
        for arguments in (["--help"], ["-h"], ["analyze", "--help"], ["stats", "--help"],
                          ["validate", "--help"]):
            with self.subTest(arguments=arguments):
                outcome = self.run_program(*arguments)
                self.assertEqual((outcome.status, outcome.err), (DONE, b""))
                self.assertIn("Usage: wsdissect", outcome.text)

    def test_help_names_every_command(self):
        for command in OPTIONS_OF:
            self.assertIn(command, self.run_program("--help").text.split())

    def test_help_of_a_command_names_every_option(self):
        for command, options in OPTIONS_OF.items():
            words = self.run_program(command, "--help").text.replace(",", " ").split()
            self.assertEqual({word for word in words if re.match("--?[a-z]", word, re.IGNORECASE)}, {"-h", "--version", *options})

    def test_help_that_cannot_be_written_is_status_4(self):
        with open("/dev/full", "wb") as full:
            outcome = self.run_program("--help", stdout=full)
        self.assertEqual(outcome.status, OUTPUT_FAILED)
        self.assertEqual(outcome.remarks, ["wsdissect: standard output: cannot be written: No space left on device"])

    def test_version_names_the_program_and_its_libraries(self):
        outcome = self.run_program("--version")
        self.assertEqual((outcome.status, outcome.err), (DONE, b""))
        self.assertRegex(outcome.text, r"^wsdissect \d+\.\d+\.\d+\n(.*\n)*libpcap version \d")
        for library in ("fmt", "ISA-L", "libcrypto", "nghttp2", "simdjson", "CLI11"):
            self.assertRegex(outcome.lines[1], rf"^built with .*\b{library} \d")
        for command in ("analyze", "validate", "follow", "stats", "sniff", "interfaces"):
            self.assertEqual(self.run_program(command, "--version"), outcome)

    def test_only_what_needs_libpcap_does_not_go_without_it(self):
        for name in ("libpcap.so.0.8", "libpcap.so.1"):
            self.write_file(name, b"no library")
        without = {"environment": {"LD_LIBRARY_PATH": str(self.folder)}}
        self.assertEqual(self.analyze(SAMPLE, **without), self.analyze(SAMPLE))
        self.assertIn("libpcap (libpcap.so.0.8 or libpcap.so.1) cannot be loaded",
                      self.run_program("--version", **without).lines)
        for arguments, status in ((("analyze", "-f", "tcp port 80", SAMPLE), USAGE), (("interfaces",), INPUT_DAMAGED),
                                  (("sniff", "-i", "lo"), INPUT_DAMAGED)):
            with self.subTest(arguments=arguments):
                outcome = self.run_program(*arguments, **without)
                self.assertEqual((outcome.status, outcome.out), (status, b""), outcome.err)
                self.assertEqual(len(outcome.remarks), 1, outcome.err)
                self.assertRegex(outcome.remarks[0], r"^wsdissect: .*libpcap \(.*\) cannot be loaded$")

    def test_a_wrong_command_line_is_status_2_and_one_line_on_standard_error(self):
        for arguments, named in WRONG_COMMAND_LINES:
            with self.subTest(arguments=arguments):
                outcome = self.run_program(*arguments)
                self.assertEqual((outcome.status, outcome.out), (USAGE, b""), outcome.err)
                self.assertEqual(len(outcome.remarks), 1, outcome.err)
                self.assertTrue(outcome.remarks[0].startswith("wsdissect: "), outcome.err)
                self.assertIn(named, outcome.remarks[0])

    def test_a_wrong_filter_leaves_the_input_unread(self):
        reading_end, writing_end = os.pipe()
        os.write(writing_end, b"not touched")
        os.close(writing_end)
        outcome = self.analyze("-f", "tcp prot 80", "-", stdin=reading_end)
        with os.fdopen(reading_end, "rb") as left:
            self.assertEqual(left.read(), b"not touched")
        self.assertEqual(outcome.status, USAGE)

    def test_a_wrong_filter_goes_before_a_missing_file(self):
        outcome = self.analyze("-f", "tcp prot 80", "missing.pcap")
        self.assertEqual(outcome.status, USAGE)
        self.assertNotIn(b"missing.pcap", outcome.err)

    def test_the_format_is_tree_unless_told_otherwise(self):
        self.assertEqual(self.analyze(SAMPLE), self.analyze("-T", "tree", SAMPLE))

    def test_options_may_stand_behind_the_file_and_be_written_in_either_way(self):
        expected = self.analyze("-T", "line", SAMPLE)
        self.assertEqual(expected.status, DONE)
        for arguments in (["-Tline", SAMPLE], ["--format=line", SAMPLE], [SAMPLE, "--format", "line"],
                          ["-T", "line", "--", SAMPLE]):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.analyze(*arguments), expected)

    def test_a_missing_file_is_status_3(self):
        outcome = self.analyze("missing.pcap", cwd=self.folder)
        self.assertEqual((outcome.status, outcome.out), (INPUT_DAMAGED, b""))
        self.assertEqual(outcome.remarks, ["wsdissect: missing.pcap: cannot be opened: No such file or directory"])

    def test_nothing_is_said_where_nothing_is_wrong(self):
        self.assertEqual(self.analyze(SAMPLE).err, b"")
        self.assertEqual(self.analyze("-v", "--no-sandbox", SAMPLE).err, b"")
