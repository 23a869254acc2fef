"""Two hosts with a cable between them, in network namespaces of their own, and people who talk over it."""

import concurrent.futures
import contextlib
import hashlib
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import time

PEERS = pathlib.Path(__file__).parent / "peers"
NODE_MODULES = "/usr/share/nodejs"  # Where Debian's node-ws is.
SECONDS = 60  # Until what is waited for counts as not coming.
_numbers = itertools.count()


def why_not():
    """Why this machine does not permit live capture in namespaces; None where it does."""
    if os.geteuid() != 0:
        return "live capture takes root"
    for tool in ("ip", "node", "/usr/bin/python3"):
        if not shutil.which(tool):
            return f"{tool} is not installed"
    for path in (f"{NODE_MODULES}/ws", "/usr/lib/python3/dist-packages/websockets"):
        if not os.path.exists(path):
            return f"{path} is not there"
    tried = subprocess.run(["unshare", "--net", "ip", "link", "add", "wsd-a", "type", "veth", "peer", "name", "wsd-b"],
                           capture_output=True, text=True, check=False)
    return f"no network namespaces with veth: {tried.stderr.strip()}" if tried.returncode != 0 else None


class Host:
    """One end of the cable: interface `wire`, and a loopback of its own."""

    def __init__(self, name, address):
        self.name = name
        self.address = address
        run("ip", "netns", "add", name)
        run("ip", "-n", name, "link", "set", "lo", "up")

    def command(self, *words):
        return ["ip", "netns", "exec", self.name, *[str(word) for word in words]]

    def set_link(self, *words):
        run("ip", "-n", self.name, "link", "set", "wire", *words)


class Network:
    """To be used by `with`: takes everything down again."""

    def __enter__(self):
        number = f"{os.getpid()}-{next(_numbers)}"
        self.cleanup = contextlib.ExitStack()
        self.hosts = []
        for end, address in (("client", "10.77.0.1"), ("server", "10.77.0.2")):
            self.hosts.append(Host(f"wsd-{number}-{end}", address))
            self.cleanup.callback(run, "ip", "netns", "del", self.hosts[-1].name)
        self.client, self.server = self.hosts
        run("ip", "-n", self.client.name, "link", "add", "wire", "type", "veth", "peer", "name", "wire", "netns",
            self.server.name)
        for host in self.hosts:
            run("ip", "-n", host.name, "address", "add", f"{host.address}/24", "dev", "wire")
            host.set_link("up")
        return self

    def __exit__(self, *_):
        self.cleanup.close()


def run(*words):
    subprocess.run(words, check=True, capture_output=True)


def peer(host, kind, role, *words):
    """Starts a client or server of an implementation (`node` or `python`) at `host`; it logs to standard output."""
    program = ["node", PEERS / f"{role}.js"] if kind == "node" else ["/usr/bin/python3", "-B", PEERS / f"{role}.py"]
    environment = {**os.environ, "NODE_PATH": NODE_MODULES}
    return subprocess.Popen(host.command(*program, *words), stdout=subprocess.PIPE, env=environment)


def serve(host, kind, address, port):
    """A server that is ready."""
    server = peer(host, kind, "server", address, port)
    server.stdout.readline()
    return server


def logs_of(*processes):
    """What each peer logged. All are listened to at a time, so that none waits to be."""
    with concurrent.futures.ThreadPoolExecutor() as listeners:
        return list(listeners.map(log_of, processes))


def log_of(process):
    """Lists of messages by sender."""
    out, _ = process.communicate(timeout=SECONDS)
    log = {"client": [], "server": []}
    for line in out.splitlines():
        entry = json.loads(line)
        log[entry["sender"]].append((entry["kind"], entry["length"], entry["hash"]))
    return log


def summary_of(message, payload):
    return message["opcode_name"], len(payload), hashlib.sha256(payload).hexdigest()


def wait_until(condition, what):
    end = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {SECONDS} s")
        time.sleep(0.02)
