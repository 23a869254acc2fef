"""WebSocket over HTTP/2: what a proxy makes HTTP/1.1 of is told alike on both its sides, and the rest of the promises."""

import captures  # noqa: F401  (which leads to samples/)
from program import DONE, SAMPLES, ProgramTest

import http2  # noqa: E402
import packets  # noqa: E402

SAID = ("direction", "opcode_name", "text", "data", "frames", "length", "close_code", "close_reason")


class Http2(ProgramTest):
    def records_of(self, sample, *options):
        outcome = self.analyze("-T", "ndjson", *options, SAMPLES / sample)
        self.assertEqual(outcome.status, DONE)
        return outcome.records

    def test_both_hops_of_a_proxy_say_the_same(self):
        said = {}
        for record in self.records_of("http2-haproxy.pcap"):
            if record["type"] == "handshake":
                said[record["connection"]] = (record["path"], record["http"], [])
            if record["type"] in ("message", "control"):
                said[record["connection"]][2].append({key: record[key] for key in SAID if key in record})
        for path in ("/first", "/second"):
            with self.subTest(path):
                hops = {http: what for its_path, http, what in said.values() if its_path == path}
                self.assertEqual(sorted(hops), ["1.1", "2"])
                for direction in ("client", "server"):  # The hops show the directions at different times.
                    one, two = ([each for each in what if each["direction"] == direction] for what in hops.values())
                    self.assertGreaterEqual(len(one), 2)
                    self.assertEqual(one, two)

    def test_a_handshake_has_what_the_stream_has(self):
        handshake = self.records_of("http2-node.pcap")[0]
        self.assertEqual((handshake["http"], handshake["transport"], handshake["method"], handshake["path"]),
                         ("2", "tcp", "CONNECT", "/echo"))
        self.assertEqual((handshake["host"], handshake["status"], handshake["verdict"]), ("127.0.0.1:8080", 200, "valid"))
        self.assertFalse({"key", "accept", "accept_expected", "accept_valid"} & handshake.keys())

    def test_filters_know_it(self):
        records = self.records_of("http2-node.pcap", "-Y", 'http.request.uri == "/large" && websocket.opcode == 2')
        self.assertEqual({record["connection"] for record in records if "connection" in record}, {2})

    def test_what_is_written_of_it_is_read_again(self):
        capture = self.folder / "written.pcapng"
        outcome = self.analyze("-w", capture, SAMPLES / "http2-refused.pcap")
        self.assertEqual((outcome.status, outcome.err), (DONE, b""))
        again = self.analyze("-T", "ndjson", capture)
        self.assertEqual(sum(record["type"] == "handshake" for record in again.records), 5)

    def test_where_there_is_none_it_is_said(self):
        octets = (SAMPLES / "http2-refused.pcap").read_bytes()
        self.write_file("none.pcap", octets.replace(b"websocket", b"websucket"))
        outcome = self.analyze(self.folder / "none.pcap")
        self.assertEqual(outcome.remarks,
                         ["wsdissect: HTTP/2 in which no request for WebSocket was found: 2 TCP connections"])

    def test_streams_beyond_the_limit_are_counted(self):
        capture = packets.Capture()
        connection = http2.Http2(packets.Connection(capture).open())
        connection.open()
        for number in range(1026):
            connection.connect(2 * number + 1)
        capture.write(self.folder / "many.pcap")
        outcome = self.analyze("-T", "ndjson", "--only", "handshake", self.folder / "many.pcap")
        self.assertEqual(len(outcome.records), 1024)
        self.assertEqual(outcome.remarks,
                         ["wsdissect: 2 requests for WebSocket over HTTP/2 passed over: too many streams were open"])
