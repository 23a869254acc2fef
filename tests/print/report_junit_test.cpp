#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sample.hpp"
#include "wsdissect/print/reports.hpp"

using namespace wsdissect;
using namespace wsdissect::print;

namespace {

constexpr model::Rule kNote = {"close.missing", model::Severity::warning, "RFC 6455 section 7.1.5", ""};

std::string printed(const std::vector<model::Finding>& findings, std::size_t most_kept = kMostKept) {
    TextBuffer text;
    const auto printer = make_junit_printer(text, most_kept);
    const std::vector<std::string> files = {"a<b>&\"c'\x01.pcap"};
    printer->on_start({.first_packet = sample::kStart, .files = files});
    printer->on_handshake(sample::handshake());
    for (const model::Finding& finding : findings) printer->on_finding(finding);
    printer->on_connection_end(sample::connection_end());
    printer->on_summary(sample::summary());
    return std::string(text.text());
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("print/report_junit: a connection is a test case that passes") {
    CHECK(printed({}) ==
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<testsuites>\n"
          "<testsuite name=\"wsdissect validate\">\n"
          "<testcase classname=\"a&lt;b&gt;&amp;&quot;c&apos;\\u{1}.pcap\" name=\"connection 0, "
          "192.168.120.10:51514 to 192.168.120.33:8080, /\" time=\"1.009100\">\n"
          "<system-out>\n"
          "  Handshake: valid, a2TlOCxzgJ30SiwCycOC4A8CHCE= is right for the key tRbfQhJzXEBmQlEIjVyIDA== "
          "(packets 4 and 6)\n"
          "  End: the client sent Close first, 1000 Normal Closure &quot;bye&quot;; the server answered;\n"
          "       the server ended TCP first (FIN), after 1.009100 s\n"
          "</system-out>\n"
          "</testcase>\n"
          "</testsuite>\n"
          "</testsuites>\n");
}

TEST_CASE("print/report_junit: errors fail it, once; other findings do not") {
    const std::string failed = printed({sample::finding("<not> masked"), sample::finding("again")});
    CHECK(has(failed,
              "<failure type=\"frame.client-unmasked\" message=\"client: &lt;not&gt; masked\">\n"
              "  Error of the client in packet 8 at 0.004212 s: frame.client-unmasked, RFC 6455 "
              "section 5.1\n"
              "      &lt;not&gt; masked\n"));
    CHECK(has(failed, "      Again 1 time, in packet 8\n</failure>\n<system-out>\n"));
    CHECK(failed.find("<failure") == failed.rfind("<failure"));
    model::Finding warning = sample::finding("no Close");
    warning.rule = &kNote;
    const std::string passed = printed({warning});
    CHECK_FALSE(has(passed, "<failure"));
    CHECK(has(passed, "  Warning of the client in packet 8"));
}

TEST_CASE("print/report_junit: an error that found no room fails it, too") {
    model::Finding warning = sample::finding("no Close");
    warning.rule = &kNote;
    const std::string failed = printed({sample::finding("first"), sample::finding("again"), warning}, 0);
    CHECK(has(failed,
              "<failure type=\"error\" message=\"not kept: too many connections were open\">\n"
              "  2 findings more, not kept: too many connections were open\n</failure>\n"));
    CHECK(has(failed, "  1 finding more, not kept: too many connections were open\n"));
}

TEST_CASE("print/report_junit: a capture without connections is a document, too") {
    TextBuffer text;
    make_junit_printer(text)->on_summary({});
    CHECK(
        text.text() ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"wsdissect validate\">\n"
        "</testsuite>\n</testsuites>\n");
}
