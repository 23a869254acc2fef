"""What is made to cost time costs no more than other octets do: with each of thousands compared with each of the others,
these captures would take minutes."""

import itertools
import resource
import string

from captures import Capture, packets
from program import DONE, FINDINGS, ProgramTest

CONVERSATIONS = 150
SECONDS = 10  # Of the processor; a fifth of it is needed, but for the sanitizers.
ROOM = 60_000  # Octets of a field's value: a head has 64 KiB.


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
