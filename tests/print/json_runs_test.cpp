#include "print/json_runs.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wsdissect;
using namespace wsdissect::print;

namespace {

struct Run {
    std::string json;
    std::size_t octets;
};

Run run_of(std::string_view text) {
    std::string room(kMostForOctet * text.size() + kBeyond, '?');
    const Written written = put_json_runs(room.data(), text);
    room.resize(static_cast<std::size_t>(written.end - room.data()));
    return {room, written.octets};
}

/// `text` between plain octets, so that it stands at each place of a step, and two whole steps follow.
template <class Check>
void at_each_place(std::string_view text, const Check& check) {
    if (!has_json_runs()) return;
    for (std::size_t before = 0; before < 2 * kJsonRun; ++before) {
        const std::string front(before, 'x');
        const std::string back(2 * kJsonRun, 'y');
        const Run run = run_of(front + std::string(text) + back);
        check(front, run);
    }
}

}  // namespace

TEST_CASE("print/json_runs: quotes and backslashes get a backslash, wherever they stand") {
    const struct {
        std::string_view text, json;
    } cases[] = {{"\"", "\\\""},
                 {"\\", "\\\\"},
                 {"\"\\\"\\\"\\\"\\\"\\", R"(\"\\\"\\\"\\\"\\\"\\)"},
                 {"a\"b", "a\\\"b"}};
    for (const auto& c : cases)
        at_each_place(c.text, [&](const std::string& front, const Run& run) {
            const std::string expected = front + std::string(c.json);
            CHECK(run.json.substr(0, expected.size()) == expected);
            CHECK(run.octets >= front.size() + c.text.size() + kJsonRun);
            CHECK(run.json.size() == run.octets + c.json.size() - c.text.size());
        });
}

TEST_CASE("print/json_runs: what can be shown goes by as it is") {
    for (const std::string_view text :
         {"~", " ", "!", "\xC3\xA3", "\xCE\xBB", "\xE6\x9D\xB1", "\xE4\xB8\x80", "\xF1\x80\x80\x80"})
        at_each_place(text, [&](const std::string& front, const Run& run) {
            CHECK(run.octets >= front.size() + text.size() + kJsonRun);
            CHECK(run.json.substr(front.size(), text.size()) == text);
        });
}

TEST_CASE("print/json_runs: stops before what has to be looked at") {
    for (const std::string_view text :
         {"\n", "\x7f", "\x1f", "\xC2\x85", "\xD8\x9C", "\xE1\xA0\x8E", "\xE2\x80\xAE", "\xEF\xBB\xBF",
          "\xCD\x8F", "\xE3\x85\xA4", "\xF0\x9F\x98\x80", "\xF3\xA0\x81\x81"})
        at_each_place(text, [&](const std::string& front, const Run& run) {
            CHECK(run.octets == front.size());
            CHECK(run.json == front);
        });
}

TEST_CASE("print/json_runs: leaves fewer octets than a step") {
    if (!has_json_runs()) return;
    for (std::size_t octets = 0; octets < 4 * kJsonRun; ++octets)
        CHECK(run_of(std::string(octets, '"')).octets == octets / kJsonRun * kJsonRun);
}
