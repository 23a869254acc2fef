#include "filter/comparison.hpp"

#include <doctest/doctest.h>

#include "tests/filter/sample.hpp"

using namespace wsdissect;
using namespace wsdissect::filter;
using sample::chooses;
using websocket::Opcode;

namespace {

struct Case {
    std::string_view expression;
    bool chosen;
};

template <class Event>
void check(const Event& event, std::initializer_list<Case> cases) {
    for (const Case& each : cases) {
        CAPTURE(each.expression);
        CHECK(sample::fault_of(each.expression) == "");
        CHECK(chooses(each.expression, event) == each.chosen);
    }
}

}  // namespace

TEST_CASE("filter/comparison: each relation, with one value") {
    check(sample::on(sample::frame(Opcode::binary, 300)), {{"websocket.length == 300", true},
                                                           {"websocket.length == 299", false},
                                                           {"websocket.length != 300", false},
                                                           {"websocket.length != 299", true},
                                                           {"websocket.length > 299", true},
                                                           {"websocket.length > 300", false},
                                                           {"websocket.length >= 300", true},
                                                           {"websocket.length < 301", true},
                                                           {"websocket.length < 300", false},
                                                           {"websocket.length <= 299", false},
                                                           {"websocket.opcode == Binary", true},
                                                           {"websocket.opcode & 2", true},
                                                           {"websocket.opcode & 1", false},
                                                           {"websocket.opcode & 3 == 2", true},
                                                           {"websocket.length in {1, 300}", true},
                                                           {"websocket.length in {1..299, 301..400}", false},
                                                           {"websocket.length in {1..300}", true},
                                                           {"websocket.length in {400..1}", false},
                                                           {"websocket.length not in {300}", false},
                                                           {"websocket.direction == client", true},
                                                           {"websocket.direction == \"server\"", false},
                                                           {"websocket.fin == True", true},
                                                           {"websocket.mask == 0", true}});
}

TEST_CASE("filter/comparison: of several values any, but all where they are to differ") {
    check(sample::on(sample::frame(Opcode::text, 1)), {{"tcp.port == 8080", true},
                                                       {"tcp.port == 51514", true},
                                                       {"tcp.port == 1", false},
                                                       {"tcp.port != 8080", false},
                                                       {"tcp.port != 1", true},
                                                       {"tcp.port ~= 8080", true},
                                                       {"any tcp.port != 8080", true},
                                                       {"all tcp.port > 8000", true},
                                                       {"all tcp.port > 8080", false},
                                                       {"tcp.port === 8080", false},
                                                       {"all tcp.port in {8080, 51514}", true},
                                                       {"all tcp.port in {8080}", false},
                                                       {"tcp.port == tcp.srcport", true},
                                                       {"tcp.srcport == tcp.dstport", false},
                                                       {"tcp.srcport != tcp.dstport", true},
                                                       {"tcp.port != tcp.srcport", false}});
}

TEST_CASE("filter/comparison: what the record lacks makes every comparison false") {
    check(sample::on(sample::frame(Opcode::text, 1)), {{"websocket.masking_key", false},
                                                       {"websocket.masking_key == 00", false},
                                                       {"websocket.masking_key != 00", false},
                                                       {"websocket.rule != \"a\"", false},
                                                       {"websocket.rule in {\"a\"}", false},
                                                       {"websocket.rule not in {\"a\"}", true},
                                                       {"len(websocket.rule) == 0", false},
                                                       {"count(websocket.rule) == 0", false},
                                                       {"ipv6.src == ipv6.dst", false},
                                                       {"websocket.rule matches \"\"", false}});
}

TEST_CASE("filter/comparison: texts and octets") {
    check(sample::on(sample::message(Opcode::text, "Hello")),
          {{"websocket.message.text == Hello", true},
           {"websocket.message.text == \"hello\"", false},
           {"websocket.message.text contains \"ell\"", true},
           {"websocket.message.text contains \"\"", false},
           {"websocket.message.text contains 65:6c", false},  // a text, not octets
           {"websocket.message.text[1:2] == 65:6c", true},
           {"websocket.message.text[1:2] == \"el\"", true},
           {"websocket.message.text matches r\"^h\\w+O$\"", true},
           {"websocket.message.text > \"Hallo\"", true},
           {"websocket.message.text[0:2] > \"z\"", true},  // octets: the longer are greater
           {"websocket.message.text[0:2] < \"He!\"", true},
           {"websocket.message.text[0:2] < \"Hf\"", true},
           {"websocket.message.text[5:]", false},
           {"len(websocket.message.text) & 1", true},
           {"len(websocket.message.text) & 2", false},
           {"websocket.message.text contains len", false},  // a word, where nothing is called
           {"lower(websocket.message.text) == \"hello\"", true},
           {"upper(websocket.message.text) contains \"ELL\"", true},
           {"len(websocket.message.text) in {4..6}", true},
           {"websocket.message.text == websocket.payload.text", true},
           {"lower(websocket.message.text) == upper(websocket.message.text)", false}});
    check(sample::on(sample::control(Opcode::ping, "a\xff")),
          {{"websocket.payload.ping == 61:ff", true},
           {"websocket.payload.ping contains ff", true},
           {"websocket.payload.ping matches r\"\\xff$\"", true},
           {"websocket.payload.ping contains \"a\"", true}});
}

TEST_CASE("filter/comparison: addresses by their prefix") {
    check(sample::on(sample::frame(Opcode::text, 1)), {{"ip.src == 192.0.2.10", true},
                                                       {"ip.src == 192.0.2.11", false},
                                                       {"ip.src == 192.0.0.0/16", true},
                                                       {"ip.src == 192.0.2.15/29", true},
                                                       {"ip.src == 192.0.2.16/29", false},
                                                       {"ip.src == 0.0.0.0/0", true},
                                                       {"ip.src > 192.0.2.9", true},
                                                       {"ip.src < 192.0.2.9", false},
                                                       {"ip.src in {10.0.0.0/8, 192.0.2.0/24}", true},
                                                       {"ip.src in {192.0.2.1..192.0.2.10}", true},
                                                       {"ip.src in {192.0.2.11..192.0.2.20}", false},
                                                       {"ip.addr != 192.0.2.80", false},
                                                       {"ip.src[0:2] == c0:00", true},
                                                       {"ip.src[0] == 0xc0", true},
                                                       {"ip.src[2] == 2", true}});
    check(sample::on(sample::frame(Opcode::text, 1), sample::kIpv6Connection),
          {{"ipv6.src == 2001:db8::1", true},
           {"ipv6.addr == 2001:db8::/32", true},
           {"ipv6.addr == 2001:db9::/32", false},
           {"ipv6.src != 2001:db8::2", true}});
}

TEST_CASE("filter/comparison: times and severities have an order") {
    check(sample::on(sample::finding()), {{"frame.time_epoch == 1749801600.004212", true},
                                          {"frame.time_epoch > 1749801600.004211999", true},
                                          {"frame.time_epoch < 1749801600.004212", false},
                                          {"websocket.severity >= warning", true},
                                          {"websocket.severity < error", false},
                                          {"websocket.rule == frame.client-unmasked", true}});
}
