#!/usr/bin/env python3
"""Writes the captures whose packets are carried by something else than plain Ethernet: `tunnels.py [NAME...]`.

Each function of CAPTURES is one capture, named after it and described by its first line in README.md. WRAPPINGS takes
an Ethernet packet to what carries it, for whoever wants to see any conversation in all of them.
"""

import itertools
import pathlib
import struct
import sys
import zlib

from packets import (CLOSE, IPV4, TEXT, Capture, Connection, checksum, close_both, close_payload, frame, masked,
                     upgrade_request, upgrade_response, upgraded)

IPV6_IN_IP, IPV4_IN_IP, GRE, UDP, MPLS_IN_IP = 41, 4, 47, 17, 137
MPLS, PPPOE, BRIDGED, PPP_IN_GRE, ERSPAN, ERSPAN_3 = 0x8847, 0x8864, 0x6558, 0x880B, 0x88BE, 0x22EB
GTP_U, VXLAN, VXLAN_GPE, GENEVE, VXLAN_OF_LINUX = 2152, 4789, 4790, 6081, 8472
PPP_LINK, IEEE802_11_RADIOTAP = 9, 127  # Link types.
ETHERNET_HEADER, IPV4_HEADER = 14, 20  # Octets.

NEAR, FAR = bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2])  # The tunnel's ends.
OUTER = bytes.fromhex("0200000000f20200000000f1")


def from_client(packet):
    """Whether an Ethernet packet is the client's (its MAC address ends with 1)."""
    return packet[11] == 1


def ip_of(packet):
    return packet[ETHERNET_HEADER:]



def by_direction(packet, number):
    """An identifier that each direction has of its own."""
    return number if from_client(packet) else number + 1


def ethernet(ether_type, payload):
    return OUTER + struct.pack("!H", ether_type) + payload


def carried_by_ipv4(packet, protocol, payload, identification=0, fragment=0):
    ends = NEAR + FAR if from_client(packet) else FAR + NEAR
    header = struct.pack("!BBHHHBBH", 0x45, 0, IPV4_HEADER + len(payload), identification, fragment, 64, protocol, 0)
    header += ends
    header = header[:10] + struct.pack("!H", checksum(header)) + header[12:]
    return ethernet(IPV4, header + payload)


def carried_by_ipv6(packet, protocol, payload):
    ends = [bytes([0xFD] + 14 * [0] + [end]) for end in ((1, 2) if from_client(packet) else (2, 1))]
    return ethernet(0x86DD, struct.pack("!IHBB", 6 << 28, len(payload), protocol, 64) + b"".join(ends) + payload)


def gre(packet, flags, protocol_type, options, payload):
    return carried_by_ipv4(packet, GRE, struct.pack("!HH", flags, protocol_type) + options + payload)


def udp(packet, port, payload):
    return carried_by_ipv4(packet, UDP, struct.pack("!HHHH", 49152, port, 8 + len(payload), 0) + payload)


def labels(packet, payload):
    outer, inner = by_direction(packet, 100), by_direction(packet, 200)
    return struct.pack("!II", outer << 12 | 64, inner << 12 | 0x100 | 64) + payload


def ppp(packet):
    return struct.pack("!H", 0x0021) + ip_of(packet)


def vxlan(number, payload, flags=0x08000000):
    return struct.pack("!II", flags, number << 8) + payload


def erspan_session(packet, version):
    return struct.pack("!HH", version << 12 | 7, by_direction(packet, 300))


def gre_checksum(protocol_type, payload):
    """The checksum field of GRE and its reserved half."""
    return struct.pack("!HH", checksum(struct.pack("!HHI", 0x8000, protocol_type, 0) + payload), 0)


WRAPPINGS = {
    "MPLS": lambda packet: ethernet(MPLS, labels(packet, ip_of(packet))),
    "MPLS pseudowire": lambda packet: ethernet(MPLS, labels(packet, bytes(4) + packet)),
    "MPLS in IP": lambda packet: carried_by_ipv4(packet, MPLS_IN_IP, labels(packet, ip_of(packet))),
    "PPPoE": lambda packet: ethernet(PPPOE, struct.pack("!HHH", 0x1100, 17, len(ppp(packet))) + ppp(packet)),
    "IP in IP": lambda packet: carried_by_ipv4(packet, IPV4_IN_IP, ip_of(packet)),
    "4in6": lambda packet: carried_by_ipv6(packet, IPV4_IN_IP, ip_of(packet)),
    "GRE": lambda packet: gre(packet, 0, IPV4, b"", ip_of(packet)),
    "GRE checksum": lambda packet: gre(packet, 0x8000, IPV4, gre_checksum(IPV4, ip_of(packet)), ip_of(packet)),
    "GRE key and sequence": lambda packet: gre(packet, 0x3000, IPV4,
                                               struct.pack("!II", by_direction(packet, 400), 1), ip_of(packet)),
    "GRE bridging": lambda packet: gre(packet, 0, BRIDGED, b"", packet),
    "PPTP": lambda packet: gre(packet, 0x3001, PPP_IN_GRE, struct.pack(
        "!HHI", len(ppp(packet)) + 2, by_direction(packet, 500), 1), b"\xff\x03" + ppp(packet)),
    "ERSPAN I": lambda packet: gre(packet, 0, ERSPAN, b"", packet),
    "ERSPAN II": lambda packet: gre(packet, 0x1000, ERSPAN, bytes(4), erspan_session(packet, 1) + bytes(4) + packet),
    "ERSPAN III": lambda packet: gre(packet, 0x1000, ERSPAN_3, bytes(4), erspan_session(packet, 2) + bytes(8) + packet),
    "VXLAN": lambda packet: udp(packet, VXLAN, vxlan(7, packet)),
    "VXLAN of Linux": lambda packet: udp(packet, VXLAN_OF_LINUX, vxlan(7, packet)),
    "VXLAN GPE": lambda packet: udp(packet, VXLAN_GPE, vxlan(7, ip_of(packet), flags=0x0C000001)),
    "Geneve": lambda packet: udp(packet, GENEVE, struct.pack("!BBHII", 1, 0, BRIDGED, 7 << 8, 0x01020000) + packet),
    "GTP-U": lambda packet: udp(packet, GTP_U, struct.pack(
        "!BBHIHBB", 0x34, 255, 8 + len(ip_of(packet)), by_direction(packet, 600), 0, 0, 0x85) + bytes([1, 0x10, 9, 0])
        + ip_of(packet)),
    "all at once": lambda packet: ethernet(MPLS, labels(packet, ip_of(
        udp(packet, VXLAN, vxlan(7, gre(packet, 0, BRIDGED, b"", packet)))))),
}


def carry(capture, first, wrap):
    """Puts the packets from the one of index `first` on into what carries them."""
    capture.packets[first:] = [(time, wrap(packet)) for time, packet in capture.packets[first:]]


def tunnels():
    """One conversation in every encapsulation, a client port each."""
    capture = Capture()
    for number, (name, wrap) in enumerate(WRAPPINGS.items()):
        first = len(capture.packets)
        tcp = upgraded(capture, client=("192.0.2.10", 40000 + number))
        tcp.say(tcp.client, masked(TEXT, name.encode()))
        tcp.reset(tcp.server)
        carry(capture, first, wrap)
    return capture


def six_in_four():
    """IPv6 in IPv4 (6in4), and IPv6 in IPv6."""
    capture = Capture()
    for number, carried in enumerate((carried_by_ipv4, carried_by_ipv6)):
        first = len(capture.packets)
        tcp = upgraded(capture, client=("2001:db8::10", 40000 + number), server=("2001:db8::80", 80))
        tcp.say(tcp.client, masked(TEXT, b"IPv6 within"))
        close_both(tcp)
        carry(capture, first, lambda packet: carried(packet, IPV6_IN_IP, ip_of(packet)))
    return capture


def tagged(number):
    return lambda packet: packet[:12] + struct.pack("!HH", 0x8100, number) + packet[12:]


NETWORKS = {
    "no network": lambda packet: packet,
    "VLAN 5": tagged(5),
    "VXLAN 5": lambda packet: udp(packet, VXLAN, vxlan(5, packet)),
    "VXLAN 6": lambda packet: udp(packet, VXLAN, vxlan(6, packet)),
    "Geneve 5": lambda packet: udp(packet, GENEVE, struct.pack("!BBHI", 0, 0, BRIDGED, 5 << 8) + packet),
    "VXLAN 5 in VLAN 5": lambda packet: tagged(5)(udp(packet, VXLAN, vxlan(5, packet))),
    "VLAN 5 in VXLAN 5": lambda packet: udp(packet, VXLAN, vxlan(5, tagged(5)(packet))),
}


def networks():
    """The same addresses, ports and sequence numbers in seven networks at the same time."""
    capture = Capture()
    connections = []

    def each_with_all(step):
        for index, wrap in enumerate(NETWORKS.values()):
            first = len(capture.packets)
            step(index)
            carry(capture, first, wrap)

    each_with_all(lambda index: connections.append(Connection(capture).open()))
    each_with_all(lambda index: connections[index].say(connections[index].client, upgrade_request()))
    each_with_all(lambda index: connections[index].say(connections[index].server, upgrade_response()))
    names = list(NETWORKS)
    each_with_all(lambda index: connections[index].say(connections[index].client, masked(TEXT, names[index].encode())))
    each_with_all(lambda index: connections[index].reset(connections[index].server))
    return capture


def fragments_of(packet, most, identification):
    """An Ethernet packet with IPv4, in fragments of at most `most` octets of payload."""
    header = bytearray(packet[:ETHERNET_HEADER + IPV4_HEADER])
    payload = packet[ETHERNET_HEADER + IPV4_HEADER:]
    for offset in range(0, len(payload), most):
        part = payload[offset:offset + most]
        more = 0x2000 if offset + most < len(payload) else 0
        struct.pack_into("!HHH", header, ETHERNET_HEADER + 2, IPV4_HEADER + len(part), identification,
                         more | offset // 8)
        struct.pack_into("!H", header, ETHERNET_HEADER + 10, 0)
        struct.pack_into("!H", header, ETHERNET_HEADER + 10, checksum(bytes(header[ETHERNET_HEADER:])))
        yield bytes(header) + part


def ip_fragments():
    """TCP segments in IPv4 fragments: in order, in reverse, twice; and a VXLAN whose own packets are fragments."""
    capture = Capture()
    tcp = upgraded(capture)
    arrangements = {
        b"in order": lambda parts: parts,
        b"in reverse": lambda parts: parts[::-1],
        b"every fragment twice": lambda parts: [part for part in parts for _ in range(2)],
    }
    for number, (text, arrange) in enumerate(arrangements.items(), 1):
        tcp.say(tcp.client, masked(TEXT, text), acknowledged=False)
        _, packet = capture.packets.pop()
        capture.now -= 100
        for part in arrange(list(fragments_of(packet, 24, number))):
            capture.add(part)
        tcp.acknowledge(tcp.server)
    tcp.say(tcp.client, masked(CLOSE, close_payload(1000)))
    tcp.say(tcp.server, frame(CLOSE, close_payload(1000)))
    tcp.close(first=tcp.server)

    inside = Capture()
    tcp = upgraded(inside, client=("192.0.2.10", 40001))
    tcp.say(tcp.client, masked(TEXT, b"fragments of a tunnel"))
    close_both(tcp)
    for number, (_, packet) in enumerate(inside.packets):
        for part in fragments_of(udp(packet, VXLAN, vxlan(7, packet)), 96, 1000 + number):
            capture.add(part)
    return capture


def radiotap():
    """IEEE 802.11 with radiotap: QoS data to and from an access point, a beacon, and an encrypted frame."""
    capture = Capture(link_type=IEEE802_11_RADIOTAP)
    header = struct.pack("<BBHIBB", 0, 0, 10, 0x2 | 0x4, 0x00, 0x0C)  # Flags, and the rate of 6 Mbit/s.
    llc = bytes.fromhex("aaaa03000000")

    def data(packet):
        to_ap = from_client(packet)
        addresses = OUTER[:6] + (packet[6:12] + packet[:6] if to_ap else packet[:6] + packet[6:12])
        control = bytes([0x88, 0x01 if to_ap else 0x02, 0, 0])
        return header + control + addresses + bytes(4) + llc + packet[12:]

    tcp = upgraded(capture)
    tcp.say(tcp.client, masked(TEXT, b"over the air"))
    close_both(tcp)
    carry(capture, 0, data)
    capture.add(header + bytes([0x80, 0, 0, 0]) + b"\xff" * 6 + OUTER + bytes(14))
    capture.add(header + bytes([0x88, 0x41, 0, 0]) + OUTER + OUTER[:6] + bytes(40))
    return capture


def ieee802_11_fragments():
    """802.11 data frames whose packets come in fragments: with and without QoS, from both sides at a time, and some
    sent again."""
    capture = Capture(link_type=IEEE802_11_RADIOTAP)
    header = struct.pack("<BBHIBB", 0, 0, 10, 0x2 | 0x4, 0x10, 0x0C)  # Flags: a check sequence ends the frame.
    llc = bytes.fromhex("aaaa03000000")
    sequence = itertools.count(4090)  # Passes 4095.

    def frames_of(packet, most=64):
        """Each with and without the bit that says that it is sent again."""
        to_ap = from_client(packet)
        payload = llc + packet[12:]
        number = next(sequence) % 4096
        for part, begin in enumerate(range(0, len(payload), most)):
            more = 0x04 if begin + most < len(payload) else 0
            ap = OUTER[:6]
            addresses = ap + packet[6:12] + packet[:6] if to_ap else packet[:6] + ap + packet[6:12]
            rest = (addresses + struct.pack("<H", number << 4 | part) + (b"" if to_ap else bytes(2)) +
                    payload[begin:begin + most])
            kind, way = (0x08, 0x01) if to_ap else (0x88, 0x02)
            frames = [bytes([kind, way | more | again, 0, 0]) + rest for again in (0, 0x08)]
            yield [header + each + struct.pack("<I", zlib.crc32(each)) for each in frames]

    def alternating(first, second):
        pairs = itertools.zip_longest(frames_of(first), frames_of(second))
        return [each for pair in pairs for each, _ in filter(None, pair)]

    tcp = upgraded(capture)
    begun = len(capture.packets)
    text = b"A question that is as long as its answer, and both are on the way at the same time."
    tcp.say(tcp.client, masked(TEXT, text), acknowledged=False)
    tcp.say(tcp.server, frame(TEXT, text[::-1]), acknowledged=False)
    again = len(capture.packets)
    tcp.say(tcp.client, masked(TEXT, b"This one is sent again, fragment by fragment, until each is acknowledged."))
    close_both(tcp)

    packets = capture.packets
    capture.packets = []

    def put(time, frames):
        capture.packets += [(time + 10 * number, each) for number, each in enumerate(frames)]

    for number, (time, packet) in enumerate(packets):
        if number == begun:
            put(time, alternating(packet, packets[begun + 1][1]))
        elif number == again:
            put(time, [each for both in frames_of(packet) for each in both])
        elif number != begun + 1:
            put(time, [each for each, _ in frames_of(packet)])
    return capture


def amsdu():
    """IEEE 802.11 with radiotap: what one side sends at a time in one frame (an A-MSDU), of two conversations."""
    capture = Capture(link_type=IEEE802_11_RADIOTAP)
    header = struct.pack("<BBHIBB", 0, 0, 10, 0x2 | 0x4, 0x10, 0x0C)  # Flags: a check sequence ends the frame.
    llc = bytes.fromhex("aaaa03000000")

    def subframe(packet):
        return packet[:12] + struct.pack("!H", len(llc) + len(packet) - 12) + llc + packet[12:]

    def frame_of(packets):
        to_ap = from_client(packets[0])
        control = bytes([0x88, 0x01 if to_ap else 0x02, 0, 0])
        *others, last = map(subframe, packets)
        subframes = b"".join(other + bytes(-len(other) % 4) for other in others) + last
        frame = control + OUTER + OUTER[:6] + bytes(2) + b"\x80\x00" + subframes
        return header + frame + struct.pack("<I", zlib.crc32(frame))

    both = [upgraded(capture, client=("192.0.2.10", 40000 + number)) for number in range(2)]
    for sender in ("client", "server"):
        for number, tcp in enumerate(both):
            say = masked if sender == "client" else frame
            tcp.say(getattr(tcp, sender), say(TEXT, f"{sender} {number}, among others".encode()))
    for tcp in both:
        tcp.say(tcp.client, masked(CLOSE, close_payload(1000)))
    for tcp in both:
        tcp.say(tcp.server, frame(CLOSE, close_payload(1000)))
    for tcp in both:
        tcp.close(first=tcp.server)
    runs = [list(run) for _, run in itertools.groupby(capture.packets, lambda timed: from_client(timed[1]))]
    capture.packets = [(run[0][0], frame_of([packet for _, packet in run])) for run in runs]
    return capture


def ppp_link():
    """PPP as the link itself: bare, in HDLC-like framing, and with the protocol field compressed."""
    capture = Capture(link_type=PPP_LINK)
    tcp = upgraded(capture)
    tcp.say(tcp.client, masked(TEXT, b"point to point"))
    close_both(tcp)
    fronts = (b"\x00\x21", b"\xff\x03\x00\x21", b"\x21", b"\xff\x03\x21")
    capture.packets = [(time, fronts[number % 4] + ip_of(packet))
                       for number, (time, packet) in enumerate(capture.packets)]
    return capture


CAPTURES = (tunnels, six_in_four, networks, ip_fragments, radiotap, ieee802_11_fragments, amsdu, ppp_link)


def main(names):
    folder = pathlib.Path(__file__).parent
    by_name = {make.__name__.replace("_", "-"): make for make in CAPTURES}
    for name in names or by_name:
        by_name[name]().write(folder / f"{name}.pcap")


if __name__ == "__main__":
    main(sys.argv[1:])
