"""A WebSocket frame as either program reports it, and the tree lines that both print for it."""

import collections
import dataclasses
import re

PACKET_LINE = re.compile(r"^(?:Frame|Packet) (\d+)\b")
BLOCK_LINE = "WebSocket"
LAST_LINE = "    Payload"
NOT_INFLATED = object()  # Stands for the text of a compressed message that cannot be inflated.
BLOCK_ITEM = re.compile(r"^    [^ ]")


@dataclasses.dataclass
class Frame:
    """None stands for what a program does not say of this frame."""

    sender: str
    fin: bool
    rsv: int
    opcode: int
    masked: bool
    payload_length: int
    masking_key: str = None
    text: bytes = None  # Of the message that this frame ends, after inflation.
    ping: bytes = None
    pong: bytes = None
    close_code: int = None
    close_reason: str = None
    tree: list = None  # Lines, from WebSocket to Payload.


FIELDS = tuple(field.name for field in dataclasses.fields(Frame))


def printable(octets):
    """UTF-8 as text, each octet that is not part of it as \\xHH: the form in which JSON can hold any octets."""
    return octets.decode("utf-8", "backslashreplace")


def tree_blocks(output):
    """{packet: [the lines from WebSocket to Payload of each frame]} of what either program prints.

    Lines deeper than the first level and expert information are left out: they are each program's own.
    """
    blocks = collections.defaultdict(list)
    packet = None
    block = None
    for line in output.split("\n"):
        start = PACKET_LINE.match(line)
        if start:
            packet = int(start[1])
        if line == BLOCK_LINE:
            block = [line]
            blocks[packet].append(block)
        elif block is not None and line.startswith("    "):
            if BLOCK_ITEM.match(line) and not line.startswith("    [Expert Info"):
                block.append(line)
            if line == LAST_LINE:
                block = None
        else:
            block = None
    return blocks


def attach_trees(frames, blocks):
    """Gives each frame its block. A packet with another number of blocks than frames leaves its frames without."""
    for packet, of_packet in frames.items():
        if len(blocks[packet]) == len(of_packet):
            for frame, block in zip(of_packet, blocks[packet]):
                frame.tree = block
