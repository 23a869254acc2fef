"""Copies a pcapng without what it says of the machine: scrub_pcapng.py FROM TO

Section header blocks lose all options (hardware, operating system, application), interface description blocks lose
their operating system and hardware; interface statistics go. Expects the byte order of this machine.
"""

import struct
import sys

SECTION_HEADER, INTERFACE, STATISTICS = 0x0A0D0D0A, 1, 5
IF_OS, IF_HARDWARE = 12, 15


def options(data):
    while len(data) >= 4:
        code, length = struct.unpack_from("=HH", data)
        padded = (length + 3) // 4 * 4
        yield code, data[:4 + padded]
        data = data[4 + padded:]


def scrub(kind, body):
    if kind == SECTION_HEADER:
        return body[:16]
    if kind == INTERFACE:
        return body[:8] + b"".join(whole for code, whole in options(body[8:]) if code not in (IF_OS, IF_HARDWARE))
    return body


def main(source, target):
    data = open(source, "rb").read()
    with open(target, "wb") as file:
        while data:
            kind, length = struct.unpack_from("=II", data)
            body = scrub(kind, data[8:length - 4])
            if kind != STATISTICS:
                file.write(struct.pack("=II", kind, len(body) + 12) + body + struct.pack("=I", len(body) + 12))
            data = data[length:]


main(*sys.argv[1:])
