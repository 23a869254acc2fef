"""Runs tshark and reads its PDML: {packet: [Frame]}."""

import collections
import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree

from frames import Frame, attach_trees, printable, tree_blocks

# What makes tshark most right; a capture may add to it.
OPTIONS = ("-n", "-o", "tcp.desegment_tcp_streams:TRUE", "-o", "tcp.reassemble_out_of_order:TRUE",
           "-o", "tcp.check_checksum:FALSE", "-o", "websocket.decompress:TRUE")
LAYERS = "geninfo ip ipv6 tcp websocket wlan_aggregate"
TREES = "websocket,wlan_aggregate"
AGGREGATE = "IEEE 802.11 Aggregate MSDU"  # Layers of the packets in it stand two levels in.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def frames(capture, more_options=()):
    by_packet = collections.defaultdict(list)
    pdml = run(capture, more_options, "-Y", "websocket", "-T", "pdml", "-J", LAYERS)
    for packet in ElementTree.fromstring(NOT_IN_XML.sub("?", pdml).encode()).iter("packet"):
        read_packet(packet, by_packet)
    trees = out_of_aggregates(run(capture, more_options, "-Y", "websocket", "-V", "-O", TREES))
    attach_trees(by_packet, tree_blocks(trees))
    return by_packet


def out_of_aggregates(output):
    """Puts the layers that stand in an A-MSDU where they stand in other packets."""
    lines = []
    inside = False
    for line in output.split("\n"):
        inside = line == AGGREGATE or inside and line.startswith(" ")
        lines.append(line.removeprefix(" " * 8) if inside else line)
    return "\n".join(lines)


def run(capture, more_options, *arguments):
    command = ["tshark", "-r", capture, *OPTIONS, *more_options, *arguments]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    done = subprocess.run(command, capture_output=True, env=environment)
    # A capture that ends inside a packet is status 2, and all before it was printed.
    if done.returncode not in (0, 2) or not done.stdout and done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode("utf-8", "replace")


def read_packet(packet, by_packet):
    """Walks the layers in their order: a tunnel has several IP layers, and the innermost is the sender's."""
    number = host = port = None
    for layer in packet.iter("proto"):
        name = layer.get("name")
        if name == "geninfo":
            number = int(shown(layer, "num"))
        elif name == "ip":
            host = shown(layer, "ip.src")
        elif name == "ipv6":
            host = f"[{shown(layer, 'ipv6.src')}]"
        elif name == "tcp":
            port = shown(layer, "tcp.srcport")
        elif name == "websocket" and field(layer, "websocket.opcode") is not None:
            by_packet[number].append(read_frame(layer, f"{host}:{port}"))


def read_frame(layer, sender):
    return Frame(
        sender=sender,
        fin=shown(layer, "websocket.fin") in ("1", "True"),
        rsv=int(shown(layer, "websocket.rsv"), 0),
        opcode=int(shown(layer, "websocket.opcode"), 0),
        masked=shown(layer, "websocket.mask") in ("1", "True"),
        payload_length=payload_length(layer),
        masking_key=value(layer, "websocket.masking_key"),
        text=octets(layer, "websocket.payload.text"),
        ping=octets(layer, "websocket.payload.ping"),
        pong=octets(layer, "websocket.payload.pong"),
        close_code=number_shown(layer, "websocket.payload.close.status_code"),
        close_reason=reason(layer))


def payload_length(layer):
    for name in ("websocket.payload_length_ext_64", "websocket.payload_length_ext_16", "websocket.payload_length"):
        length = number_shown(layer, name)
        if length is not None:
            return length
    return None


def reason(layer):
    data = octets(layer, "websocket.payload.close.reason")
    return None if data is None else printable(data)


def field(layer, name):
    return next((item for item in layer.iter("field") if item.get("name") == name), None)


def shown(layer, name):
    item = field(layer, name)
    return None if item is None else item.get("show")


def number_shown(layer, name):
    text = shown(layer, name)
    return None if text is None else int(text, 0)


def value(layer, name):
    item = field(layer, name)
    return None if item is None else item.get("value")


def octets(layer, name):
    digits = value(layer, name)
    return None if digits is None else bytes.fromhex(digits)
