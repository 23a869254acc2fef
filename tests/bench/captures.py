"""Makes the files that are measured on. Each is written back to the disk at once: the disk is not to be busy later."""

import os
import subprocess

import workloads

PCAP_HEADER = 24  # Octets of a pcap file before its first packet.


def generate(generator, traffic, capture):
    subprocess.run([generator, capture, *workloads.as_arguments(traffic)], check=True)
    with open(capture, "rb") as file:
        os.fsync(file.fileno())


def make_empty(capture, empty):
    """A capture of no packets, otherwise like `capture`."""
    with open(capture, "rb") as file:
        empty.write_bytes(file.read(PCAP_HEADER))


def print_to(path, command):
    with open(path, "wb") as file:
        subprocess.run(command, stdout=file, check=True)
        os.fsync(file.fileno())
