"""Whatever carries a conversation, it is told as if nothing did."""

from captures import conversation, pcap_file
from program import DONE, ProgramTest

import tunnels  # noqa: E402  (of samples/, where captures.py has led)


class Carried(ProgramTest):
    def records(self, packet_list, *options):
        outcome = self.analyze("-T", "ndjson", *options, self.write_file("capture.pcap", pcap_file(packet_list)))
        self.assertEqual((outcome.status, outcome.err), (DONE, b""))
        return [record for record in outcome.records if record["type"] != "summary"]

    def test_every_encapsulation(self):
        bare = [packet for _, packet in conversation().packets]
        expected = self.records(bare)
        self.assertGreater(len(expected), 5)
        for name, wrap in tunnels.WRAPPINGS.items():
            with self.subTest(name):
                self.assertEqual(self.records([wrap(packet) for packet in bare]), expected)

    def test_networks_do_not_mix(self):
        bare = [packet for _, packet in conversation().packets]
        wrapped = [[wrap(packet) for packet in bare] for wrap in tunnels.NETWORKS.values()]
        together = self.records([packet for at_a_time in zip(*wrapped) for packet in at_a_time])
        self.assertEqual(sum(record["type"] == "handshake" for record in together), len(wrapped))
        self.assertEqual(sum(record["type"] == "message" for record in together), len(wrapped))

    def test_ignoring_vlans_joins_them_and_no_other_networks(self):
        packets = [packet for _, packet in conversation().packets]
        # A VLAN each way.
        tagged = [tunnels.tagged(5 if tunnels.from_client(packet) else 6)(packet) for packet in packets]
        self.assertEqual(self.records(tagged, "--ignore-vlan"), self.records(packets))
        self.assertNotEqual(self.records(tagged), self.records(packets))
        wraps = (tunnels.NETWORKS["VXLAN 5"], tunnels.NETWORKS["VXLAN 6"])
        both = [wrap(packet) for packet in packets for wrap in wraps]
        handshakes = [record for record in self.records(both, "--ignore-vlan") if record["type"] == "handshake"]
        self.assertEqual(len(handshakes), 2)

    def test_fragments_that_are_never_whole_are_remarked(self):
        first, last = tunnels.fragments_of(conversation().packets[3][1], 128, 1)
        outcome = self.analyze(self.write_file("capture.pcap", pcap_file([first])))
        self.assertEqual(outcome.status, DONE)
        self.assertIn("1 packet with fragments of what was never whole passed over", outcome.err.decode())
        whole = self.analyze("-T", "ndjson", self.write_file("capture.pcap", pcap_file([last, first])))
        self.assertEqual(whole.err, b"")
        self.assertEqual(whole.records[-1]["tcp_streams"], 1)
