#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sample.hpp"
#include "wsdissect/print/reports.hpp"

using namespace wsdissect;
using namespace wsdissect::print;

namespace {

constexpr model::Rule kNote = {"close.missing", model::Severity::warning, "RFC 6455 section 7.1.5", ""};

std::string printed(const std::vector<model::Finding>& findings, const ReportOptions& options = {}) {
    TextBuffer text;
    const auto printer = make_junit_printer(text, options);
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
          "<testsuites name=\"wsdissect validate\">\n"
          "<testsuite name=\"connection 0\" tests=\"1\" failures=\"0\" errors=\"0\">\n"
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
    CHECK(has(failed, " tests=\"1\" failures=\"1\" errors=\"0\">"));
    model::Finding warning = sample::finding("no Close");
    warning.rule = &kNote;
    const std::string passed = printed({warning});
    CHECK_FALSE(has(passed, "<failure"));
    CHECK(has(passed, " failures=\"0\""));
    CHECK(has(passed, "  Warning of the client in packet 8"));
}

TEST_CASE("print/report_junit: an error that found no room fails it, too") {
    model::Finding warning = sample::finding("no Close");
    warning.rule = &kNote;
    const std::string failed =
        printed({sample::finding("first"), sample::finding("again"), warning}, {.most_kept = 0});
    CHECK(has(failed, " failures=\"1\""));
    CHECK(has(failed,
              "<failure type=\"error\" message=\"not kept: open connections took too much memory\">\n"
              "  2 findings more, not kept: open connections took too much memory\n</failure>\n"));
    CHECK(has(failed, "  1 finding more, not kept: open connections took too much memory\n"));
}

TEST_CASE("print/report_junit: a capture without connections is a document, too") {
    TextBuffer text;
    make_junit_printer(text)->on_summary({});
    CHECK(text.text() ==
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"wsdissect validate\">\n"
          "</testsuites>\n");
}

TEST_CASE("print/report_junit: a connection that is not shown is no case") {
    const std::string text = printed({sample::finding("not masked")},
                                     {.shows = [](const model::ConnectionInfo&) { return false; }});
    CHECK(text.ends_with("<testsuites name=\"wsdissect validate\">\n</testsuites>\n"));
}
