"""`sniff` and the system around it: privileges, terminals, what people meet who have not got what it takes; and
`interfaces`."""

import contextlib
import ctypes
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import time
import unittest

import network
from network import Network
from program import DONE, INPUT_DAMAGED, USAGE, ProgramTest
from sniffing import LAST_LINE, WHY_NOT, Live, messages


def copy_for_everybody(test):
    """The program where others may run it."""
    test.folder.chmod(0o755)
    program = pathlib.Path(shutil.copy(test.program, test.folder / "wsdissect"))
    program.chmod(0o755)
    return program


def become_nobody():
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)


def drop_setuid():
    """For preexec_fn: what is run has not got CAP_SETUID, root though it be."""
    PR_CAPBSET_DROP, CAP_SETUID = 24, 7
    if ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_SETUID, 0, 0, 0) != 0:
        raise OSError("PR_CAPBSET_DROP")


class Privileges(Live):
    def status_of(self, process):
        with open(f"/proc/{process.pid}/status", encoding="utf-8") as status:
            return dict(re.findall(r"^(\w+):[ \t]*(.*)$", status.read(), re.MULTILINE))

    def test_it_runs_as_nobody_without_capabilities_under_a_filter(self):
        process = self.sniff("-i", "wire", "-v")
        status = self.status_of(process)
        nobody = "65534"
        self.assertEqual(set(status["Uid"].split()) | set(status["Gid"].split()), {nobody})
        self.assertEqual((int(status["CapEff"], 16), status["Groups"].strip()), (0, ""))
        if not self.is_sanitized():
            self.assertEqual((status["NoNewPrivs"], status["Seccomp"]), ("1", "2"))
        process.send_signal(signal.SIGINT)
        remarks = process.communicate(timeout=network.SECONDS)[1].decode()
        self.assertIn("wsdissect: runs as nobody, without capabilities\n", remarks)
        self.assertIn("wsdissect: sandbox: ", remarks)

    def test_the_user_is_chosen(self):
        process = self.sniff("-i", "wire", "--user", "daemon", "--no-sandbox")
        status = self.status_of(process)
        self.assertEqual(status["Uid"].split(), ["1"] * 4)
        self.assertEqual(status["Seccomp"], "0")
        process = self.sniff("-i", "wire", env={**os.environ, "SUDO_UID": "12345"})
        self.assertEqual(self.status_of(process)["Uid"].split(), ["12345"] * 4)

    def test_the_capability_of_the_file_is_enough(self):
        """As docs/commands.md has it: `setcap` once, and whoever runs it may capture."""
        program = copy_for_everybody(self)
        if os.statvfs(program).f_flag & os.ST_NOSUID:
            self.skipTest(f"files in {self.folder.parent} cannot have capabilities: it is mounted nosuid")
        if not shutil.which("setcap"):
            self.skipTest("setcap is not installed")
        done = subprocess.run(["setcap", "cap_net_raw+ep", program], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            self.skipTest(f"setcap does not work here: {done.stderr.strip()}")
        self.program = str(program)
        watch = self.watch("-i", "wire", through=("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"))
        status = self.status_of(watch.process)
        self.assertEqual(status["Uid"].split(), ["65534"] * 4)
        self.assertEqual([int(status[kind], 16) for kind in ("CapPrm", "CapEff", "CapAmb")], [0, 0, 0])
        said = self.talk("python", "python", count=5)
        watch.wait_for("connection")
        self.assertEqual(watch.end()[0], DONE)
        self.assertEqual(messages(watch.records), said)

    def test_a_user_that_is_not_there_is_status_2(self):
        outcome = self.run_program("sniff", "-i", "lo", "--user", "no-such")
        self.assertEqual((outcome.status, outcome.remarks),
                         (USAGE, ["wsdissect: --user no-such: there is no such user"]))


class Terminals(Live):
    def test_the_status_line_garbles_nothing(self):
        """Standard output and standard error are one terminal; what shows on it at last is what a pipe would get."""
        leader, follower = pty.openpty()
        process = self.sniff("-i", "wire", "--color", "never", stdout=follower, stderr=follower)
        os.close(follower)
        self.talk("python", "python", count=30, words=("pause", "20"))
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        shown = b""
        with contextlib.suppress(OSError):  # EIO: the other side is closed.
            while octets := os.read(leader, 65536):
                shown += octets
        os.close(leader)
        self.assertEqual(process.wait(network.SECONDS), DONE)
        text = shown.decode().replace("\r\n", "\n")
        self.assertIn(", connections open 1, ", text)
        lines = [line.rpartition("\r\x1b[K")[2] for line in text.removesuffix("\n").split("\n")]
        event = re.compile(r" *\d+ +\d+\.\d{9}  10\.77\.0\.\d:\d+ +(<-|->|--) .*")
        for line in lines[:-1]:
            self.assertRegex(line, event)
        self.assertRegex(lines[-1], LAST_LINE)


class Errors(ProgramTest):
    def refused(self, *arguments, **more):
        outcome = self.run_program("sniff", *arguments, **more)
        self.assertEqual(outcome.out, b"")
        return outcome.status, outcome.remarks

    @unittest.skipIf(WHY_NOT, WHY_NOT)
    def test_no_such_interface_says_what_there_is(self):
        status, remarks = self.refused("-i", "no-such")
        self.assertEqual(status, INPUT_DAMAGED)
        self.assertRegex(remarks[0], r"^wsdissect: no-such: no such interface; there are: (.*, )?lo\b")

    @unittest.skipIf(WHY_NOT, WHY_NOT)
    def test_a_bad_filter_says_where(self):
        self.assertEqual(self.refused("-i", "lo", "-f", "tcp prt 80"),
                         (USAGE, ["wsdissect: capture filter 'tcp prt 80': can't parse filter expression: "
                                  "syntax error, at 'prt' (character 5)"]))

    @unittest.skipIf(WHY_NOT, WHY_NOT)
    def test_without_permission_the_capability_is_named(self):
        program = copy_for_everybody(self)
        done = subprocess.run([program, "sniff", "-i", "lo"], capture_output=True, text=True, check=False,
                              preexec_fn=become_nobody, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, INPUT_DAMAGED)
        self.assertIn("CAP_NET_RAW", done.stderr)
        self.assertIn(f"    sudo setcap cap_net_raw+ep {program}\n", done.stderr)

    @unittest.skipIf(WHY_NOT, WHY_NOT)
    def test_root_that_may_become_nobody_else_is_told_how_to_go_on(self):
        self.assertEqual(self.refused("-i", "lo", preexec_fn=drop_setuid, environment={"SUDO_UID": ""}),
                         (INPUT_DAMAGED, ["wsdissect: cannot become nobody: Operation not permitted "
                                          "(--user root changes no user)"]))
        outcome = self.run_program("sniff", "-i", "lo", "--user", "root", "--duration", 1, preexec_fn=drop_setuid)
        self.assertEqual(outcome.status, DONE, outcome.err)

    def test_an_interface_is_named_once(self):
        self.assertEqual(self.refused("-i", "lo", "-i", "lo"),
                         (USAGE, ["wsdissect: --interface lo: named twice, its packets would count twice"]))

    def test_options_are_checked(self):
        for arguments in ((), ("-i", "lo", "--ring", "3:1"), ("-i", "lo", "-w", "x", "--ring", "1:1"),
                          ("-i", "lo", "-w", "x", "--ring", "3"), ("-i", "lo", "--snaplen", "0"),
                          ("-i", "lo", "--buffer", "0"), ("-i", "lo", "--duration", "0"), ("-i", "lo", "file"),
                          ("-i", "lo", "--rule", "message.utf-8"), ("-i", "lo", "--severity", "urgent")):
            with self.subTest(arguments):
                self.assertEqual(self.refused(*arguments, cwd=self.folder)[0], USAGE)
        self.assertEqual(list(self.folder.iterdir()), [])


@unittest.skipIf(WHY_NOT, WHY_NOT)
class Interfaces(ProgramTest):
    def test_they_are_listed(self):
        with Network() as found:
            command = found.server.command(self.program, "interfaces")
            text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            listed = json.loads(subprocess.run([*command, "-T", "json"], capture_output=True, check=True).stdout)
        wire = next(each for each in listed if each["name"] == "wire")
        self.assertIn("10.77.0.2", wire["addresses"])
        self.assertEqual((wire["up"], wire["loopback"], wire["link_type"], wire["link_type_name"]),
                         (True, False, 1, "Ethernet"))
        self.assertEqual({each["name"] for each in listed}, {"wire", "lo", "any"})
        self.assertRegex(text, r"(?m)^wire +up +Ethernet +10\.77\.0\.2")

    def test_link_types_are_told_of_what_cannot_be_opened(self):
        """Of what is down, and to those who may not open anything."""
        program = copy_for_everybody(self)
        with Network() as found:
            for mode in ("tun", "tap"):
                network.run(*found.server.command("ip", "tuntap", "add", mode + "0", "mode", mode))
            run = found.server.command(program, "interfaces", "-T", "json")
            as_root = json.loads(subprocess.run(run, capture_output=True, check=True).stdout)
            drop = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
            run = found.server.command(*drop, program, "interfaces")
            text = subprocess.run(run, capture_output=True, text=True, check=True).stdout
            as_nobody = json.loads(subprocess.run([*run, "-T", "json"], capture_output=True, check=True).stdout)
        for listed in (as_root, as_nobody):
            self.assertEqual({each["name"]: (each["up"], each["link_type"], each["link_type_name"]) for each in listed},
                             {"any": (True, 276, "Linux cooked v2"), "lo": (True, 1, "Ethernet"),
                              "wire": (True, 1, "Ethernet"), "tun0": (False, 101, "Raw IP"),
                              "tap0": (False, 1, "Ethernet")})
        self.assertRegex(text, r"(?m)^tun0 +down +Raw IP$")
