"""Captures that the tests make: over the vocabulary of samples/packets.py, and file formats octet by octet."""

import struct
import sys

from program import SAMPLES

sys.path.insert(0, str(SAMPLES))
import packets  # noqa: E402  (found only since the line above)
from packets import START, Capture, frame, masked, upgraded  # noqa: E402,F401  (frame is for importers)

PCAP_HEADER = 24  # Octets.
RECORD_HEADER = 16
ETHERNET_HEADER = 14
IPV4_HEADER = 20
TCP_CHECKSUM = ETHERNET_HEADER + IPV4_HEADER + 16  # Offset in a packet.
SECTION, INTERFACE, ENHANCED_PACKET = 0x0A0D0D0A, 1, 6  # pcapng block types.
PACKET_BLOCK_HEAD = 28  # Octets of an enhanced packet block before the packet.


def conversation(text=b"hello", **options):
    """A short conversation, from SYN to FIN."""
    capture = Capture()
    tcp = upgraded(capture, **options)
    tcp.say(tcp.client, masked(packets.TEXT, text))
    packets.close_both(tcp, reason="bye")
    return capture


def pcap_records(octets):
    """(begin, end) of each packet's record in a little-endian pcap file."""
    begin = PCAP_HEADER
    while begin < len(octets):
        length = struct.unpack_from("<I", octets, begin + 8)[0]
        end = begin + RECORD_HEADER + length
        yield begin, end
        begin = end


def pcap_file(packet_list, link_type=packets.ETHERNET):
    """A pcap file of these packets, a millisecond apart."""
    return pcap_of_records(((START + 1000 * number, packet, len(packet)) for number, packet in enumerate(packet_list)),
                           link_type)


def pcap_of_records(records, link_type=packets.ETHERNET):
    """A pcap file of records: microseconds, captured octets, length on the wire."""
    file = bytearray(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, link_type))
    for time, octets, original_length in records:
        seconds, microseconds = divmod(time, 1_000_000)
        file += struct.pack("<IIII", seconds, microseconds, len(octets), original_length) + octets
    return bytes(file)


def block(block_type, body):
    """A pcapng block."""
    body += b"\0" * (-len(body) % 4)
    length = struct.pack("<I", 12 + len(body))
    return struct.pack("<I", block_type) + length + body + length


def pcapng_blocks(capture):
    """A pcapng file as the list of its blocks: section, interface, and one for each packet."""
    yield block(SECTION, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    yield block(INTERFACE, struct.pack("<HHI", packets.ETHERNET, 0, 0))
    for time, packet in capture.packets:
        yield block(ENHANCED_PACKET,
                    struct.pack("<IIIII", 0, time >> 32, time & 0xFFFFFFFF, len(packet), len(packet)) + packet)


def foreign_flow(count, payload_length=100):
    """Yields the pcap records of one TCP flow that is no HTTP, in pieces of many packets each."""
    template = bytearray(conversation().packets[0][1][:ETHERNET_HEADER + IPV4_HEADER + 20])
    struct.pack_into("!H", template, ETHERNET_HEADER + 2, IPV4_HEADER + 20 + payload_length)
    struct.pack_into("!BB", template, ETHERNET_HEADER + IPV4_HEADER + 12, 5 << 4, packets.PSH | packets.ACK)
    struct.pack_into("!HH", template, ETHERNET_HEADER + IPV4_HEADER, 50000, 22)
    before = bytes(template[:ETHERNET_HEADER + IPV4_HEADER + 4])
    after = bytes(template[ETHERNET_HEADER + IPV4_HEADER + 8:]) + bytes(range(payload_length))
    length = len(before) + 4 + len(after)
    step = 10_000
    for first in range(0, count, step):
        yield b"".join(
            struct.pack("<IIII", 1_750_000_000 + number // 1_000_000, number % 1_000_000, length, length)
            + before + struct.pack("!I", number * payload_length & 0xFFFFFFFF) + after
            for number in range(first, min(first + step, count)))


def flood(count):
    """Yields the pcap records of `count` SYNs, each of another flow."""
    template = conversation().packets[0][1]
    source = ETHERNET_HEADER + 12
    before, after = template[:source], template[source + 4:]
    step = 10_000
    for first in range(0, count, step):
        yield b"".join(
            struct.pack("<IIII", 1_750_000_000 + number // 1_000_000, number % 1_000_000, len(template), len(template))
            + before + struct.pack("!I", 0x0A000000 + number) + after
            for number in range(first, min(first + step, count)))


def ipv4(source, octets, fragment=0, protocol=6, identification=0, answers=False):
    """A packet, or a fragment of one by its flags and offset, from one of many sources, or to it. One that is too long
    for its length field leaves that empty, as those do that a network card will cut."""
    ends = (0x0A000000 + source, 0xC0000201)
    length = 20 + len(octets)
    return struct.pack("!BBHHHBBHII", 0x45, 0, length if length < 0x10000 else 0, identification, fragment, 64, protocol,
                       0, *(reversed(ends) if answers else ends)) + octets
