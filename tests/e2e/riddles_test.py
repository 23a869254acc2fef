"""An empty result is no riddle: standard error says what was passed over, and why."""

from program import DONE, SAMPLES, ProgramTest


class PassedOver(ProgramTest):
    def remarks_on(self, sample, *options):
        outcome = self.run_program("analyze", "-T", "line", *options, SAMPLES / sample)
        self.assertEqual((outcome.status, outcome.out), (DONE, b""))
        return outcome.remarks

    def test_packets_with_wrong_checksums_are_counted(self):
        self.assertEqual(self.remarks_on("node-ws.pcap", "--checksums"),
                         ["wsdissect: 46 packets with wrong checksums dropped"])

    def test_a_filter_without_meaning_for_a_link_type_is_told(self):
        remarks = self.remarks_on("cooked.pcap", "-f", "vlan 7")
        self.assertEqual(len(remarks), 1)
        self.assertRegex(remarks[0], r"^wsdissect: the capture filter has no meaning for link type 276: .*: \d+ packets passed over$")

    def test_quiet_means_quiet(self):
        self.assertEqual(self.remarks_on("node-ws.pcap", "--checksums", "-q"), [])
