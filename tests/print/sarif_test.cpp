#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sample.hpp"
#include "wsdissect/print/reports.hpp"

using namespace wsdissect;
using namespace wsdissect::print;

namespace {

constexpr model::Rule kRules[] = {sample::kUnmasked};

std::string printed(const std::vector<std::string>& files, const std::vector<model::Finding>& findings) {
    TextBuffer text;
    const auto printer = make_sarif_printer(text, {.version = "1.2.3", .rules = kRules});
    printer->on_start({.first_packet = sample::kStart, .files = files});
    for (const model::Finding& finding : findings) printer->on_finding(finding);
    printer->on_summary(sample::summary());
    return std::string(text.text());
}

constexpr std::string_view kFront =
    R"({"$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",)"
    R"("version":"2.1.0","runs":[{"tool":{"driver":{"name":"wsdissect","version":"1.2.3","rules":[)"
    R"({"id":"frame.client-unmasked","shortDescription":{"text":"A frame from the client without mask."},)"
    R"("help":{"text":"Mask every frame that a client sends, with a new random key each."},)"
    R"("helpUri":"https://www.rfc-editor.org/rfc/rfc6455#section-5.1","defaultConfiguration":{"level":"error"},)"
    R"("properties":{"reference":"RFC 6455 section 5.1"}}]}},"results":)"
    "[\n";

}  // namespace

TEST_CASE("print/sarif: a run without results") {
    CHECK(printed({}, {}) == std::string(kFront) + "\n]}]}\n");
}

TEST_CASE("print/sarif: a result a finding, with the file, and the packet as its line") {
    const std::string result =
        R"x({"ruleId":"frame.client-unmasked","level":"error","message":{"text":"The client, in packet 8: )x"
        R"x(client \"frame\" (RFC 6455 section 5.1)"},"locations":[{"physicalLocation":{"artifactLocation":)x"
        R"x({"uri":"./a%3ab/%20c.pcap"},"region":{"startLine":8}},"logicalLocations":[{"name":"connection 0",)x"
        R"x("fullyQualifiedName":"192.168.120.10:51514 -> 192.168.120.33:8080"}]}],"properties":)x"
        R"x({"connection":0,"direction":"client","packet":8}})x";
    const model::Finding finding = sample::finding("client \"frame\"");
    CHECK(printed({"a:b/ c.pcap"}, {finding, finding}) ==
          std::string(kFront) + result + ",\n" + result + "\n]}]}\n");
}

TEST_CASE("print/sarif: what looks like a placeholder is none") {
    const model::Finding finding = sample::finding("{0} and } \\u{1b}");
    CHECK(printed({}, {finding}).find(R"(: {{0}} and }} \\u{{1b}} (RFC)") != std::string::npos);
}

TEST_CASE("print/sarif: what looks like a link is none") {
    const model::Finding finding = sample::finding("[2] (3) [click](https://example.org/)");
    CHECK(printed({}, {finding}).find(R"([2] (3) [click\\](https://example.org/) (RFC)") !=
          std::string::npos);
}
