"""What is made to cost time costs no more than other octets do: with each of thousands compared with each of the others,
these captures would take minutes."""

import itertools
import resource
import string
import struct

from captures import Capture, ipv4, packets, pcap_file
from program import DONE, FINDINGS, ProgramTest

CONVERSATIONS = 150
SECONDS = 10  # Of the processor; a fifth of it is needed, but for the sanitizers.
ROOM = 60_000  # Octets of a field's value: a head has 64 KiB.
RAW_IP = 101  # Link type.


def names(prefix=""):
    """Different ones, without end."""
    for length in itertools.count(1):
        for letters in itertools.product(string.ascii_lowercase, repeat=length):
            yield prefix + "".join(letters)


def joined(separator, texts):
    """As many of the texts as there is room for."""
    field, more = next(texts), next(texts)
    parts, length = [field], len(field)
    while (length := length + len(separator) + len(more)) <= ROOM:
        parts.append(more)
        more = next(texts)
    return separator.join(parts)


class Effort(ProgramTest):
    def check(self, request_field, response_field, status):
        capture = Capture()
        for number in range(CONVERSATIONS):
            tcp = packets.Connection(capture, client=("192.0.2.1", 1024 + number)).open()
            tcp.say(tcp.client, packets.upgrade_request(request_field))
            tcp.say(tcp.server, packets.upgrade_response(response_field))
        file = self.write_capture(capture)
        seconds = 5 * SECONDS if self.is_sanitized() else SECONDS
        for command in ("stats", "validate"):
            outcome = self.run_program(command, "-q", file,
                                       preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds)))
            self.assertEqual(outcome.status, DONE if command == "stats" else status)

    def test_extensions_with_thousands_of_parameters(self):
        offers = joined("; ", itertools.chain(["permessage-deflate"], names()))
        self.check("Sec-WebSocket-Extensions: " + offers, "Sec-WebSocket-Extensions: permessage-deflate", DONE)

    def test_thousands_of_extensions(self):
        offers, agreed = joined(", ", names()), joined(", ", names("x-"))
        self.check("Sec-WebSocket-Extensions: " + offers, "Sec-WebSocket-Extensions: " + agreed, FINDINGS)

    def test_thousands_of_subprotocols(self):
        offers = joined(", ", names())
        self.check("Sec-WebSocket-Protocol: " + offers, "Sec-WebSocket-Protocol: zzzzzzz", FINDINGS)

    def test_thousands_of_fields(self):
        one, other = (joined("\r\n", (name + ":" for name in names(prefix))) for prefix in ("a-", "b-"))
        self.check(one, other, DONE)


class EffortOfArrival(ProgramTest):
    def check(self, packet_list, command, *options):
        file = self.write_file("made.pcap", pcap_file(packet_list, link_type=RAW_IP))
        seconds = 5 * SECONDS if self.is_sanitized() else SECONDS
        outcome = self.run_program(command, "-q", file, *options,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds)))
        self.assertEqual(outcome.status, DONE)

    def test_responses_in_one_segment_that_wait_for_requests_in_another(self):
        count = 60_000
        responses, requests = b"HTTP/1.1 204 \n\n" * count, b"GET / HTTP/1.1\n\n" * count

        def packet_list():
            for number in range(20):
                def segment(answers, sequence, acknowledged, flags, octets=b"", source=number):
                    ports = (80, 50000) if answers else (50000, 80)
                    return ipv4(source, struct.pack("!HHIIHHHH", *ports, sequence, acknowledged, 5 << 12 | flags, 65535, 0, 0)
                                + octets, answers=answers)
                yield segment(False, 0, 0, packets.SYN)
                yield segment(True, 0, 1, packets.SYN | packets.ACK)
                yield segment(True, 1, 1, packets.ACK, responses)
                yield segment(False, 1, 1, packets.ACK, requests)

        self.check(list(packet_list()), "stats")

    def test_fragments_in_fragments_of_each_other_that_wait_to_be_written(self):
        """Each packet that two fragments make up holds the first fragment of the next one."""
        def fragment(number, octets, field):
            return ipv4(number >> 16, octets, fragment=field, protocol=4, identification=number & 0xFFFF)

        def first_of(number):
            return fragment(number, bytes(8), 0x2000)

        def packet_list():
            yield fragment(0, first_of(1)[:8], 0x2000)
            for number in range(100_000):
                yield fragment(number, first_of(number + 1)[8:20] + first_of(number + 2)[:8], 1)

        self.check(list(packet_list()), "analyze", "-w", self.folder / "out.pcapng")
