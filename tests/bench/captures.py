"""Makes the files that are measured on. Each is written back to the disk at once: the disk is not to be busy later."""

import mmap
import os
import shutil
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


def make_foreign(capture, foreign):
    """The same packets, but no request in them is one: it begins with a zero octet."""
    request = b"GET /"
    shutil.copyfile(capture, foreign)
    with open(foreign, "r+b") as file:
        with mmap.mmap(file.fileno(), 0) as octets:
            place = octets.find(request)
            while place >= 0:
                octets[place] = 0
                place = octets.find(request, place)
        os.fsync(file.fileno())


def print_to(path, command):
    with open(path, "wb") as file:
        subprocess.run(command, stdout=file, check=True)
        os.fsync(file.fileno())
