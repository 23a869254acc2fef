// The whole way of a capture through the program, with blocks so small that records, frames and findings
// straddle them, in one thread and in several.

#include "src/cli/dissect.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/cli/running.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"
#include "tests/support/capture_builder.hpp"
#include "tests/support/deflate_stream.hpp"
#include "tests/support/memory_file.hpp"
#include "tests/support/temporary_file.hpp"

namespace wsdissect::cli {

namespace {

/// Whatever the threads and the blocks: the same.
void check_all_ways(InputOptions options, std::initializer_list<std::size_t> stretches = {61, 1000}) {
    for (const Make make : kFormats) {
        options.threads = 1;
        options.blocks = {};
        const Outcome expected = run(options, make);
        for (const unsigned threads : {1U, 2U, 5U}) {
            for (const std::size_t stretch : stretches) {
                CAPTURE(threads);
                CAPTURE(stretch);
                options.threads = threads;
                options.blocks = {.stretch = stretch, .tail = 100};
                CHECK(run(options, make) == expected);
            }
        }
    }
}

/// Connections, each with a message of `octets` that comes in many segments.
std::vector<std::uint8_t> long_messages(std::uint16_t connections, std::size_t octets) {
    std::string text(octets, 'a');
    for (std::size_t at = 0; at < octets; at += 20) text[at] = '\x01';  // What JSON makes six characters of.
    test::Tape capture;
    for (std::uint16_t i = 0; i < connections; ++i) {
        test::Tape connection(static_cast<std::uint16_t>(40000 + i));
        connection.open().client(test::upgrade_request()).server(test::upgrade_response());
        const std::string frame = test::frame(websocket::Opcode::text, text);
        for (std::size_t at = 0; at < frame.size(); at += 60'000) connection.server(frame.substr(at, 60'000));
        connection.server(test::frame(websocket::Opcode::text, "short")).close();
        capture.append(connection);
    }
    test::PcapBuilder file;
    for (const test::TapePacket& packet : capture.packets()) file.add({packet.nanoseconds}, packet.octets);
    return file.octets();
}

}  // namespace

TEST_CASE("cli/dissect: every sample comes out the same, in small blocks and by several threads") {
    for (const std::string& path : samples()) {
        CAPTURE(path);
        const bool large = std::filesystem::file_size(path) > 100'000;
        if (large) {
            check_all_ways(input({path}), {5000});
        } else {
            check_all_ways(input({path}));
        }
    }
}

TEST_CASE("cli/dissect: damage is told in its place") {
    auto content = content_of(sample("nginx.pcap"));
    content.pop_back();
    const test::TemporaryFile cut(content);
    check_all_ways(input({cut.path()}));
    const Outcome outcome = run(input({cut.path()}), print::make_line_printer);
    CHECK(outcome.status == ExitStatus::input_damaged);
    CHECK(outcome.remarks.find("file ends inside a packet") != std::string::npos);
    content[content.size() / 2] ^= 0xff;
    const test::TemporaryFile broken(content);
    check_all_ways(input({broken.path()}));
}

TEST_CASE("cli/dissect: several files come out the same") {
    check_all_ways(
        input({sample("nginx.pcap"), "no/such", sample("wrong-accept.pcap"), sample("nginx.pcap")}));
    check_all_ways(input({"no/such", "nor/this"}));
}

TEST_CASE("cli/dissect: a filter and a count hold exactly") {
    InputOptions options = input({sample("nginx.pcap")});
    options.capture_filter = "tcp[tcpflags] & tcp-push != 0";
    check_all_ways(options);
    for (const std::uint64_t count : {1U, 3U, 7U, 1000U}) {
        CAPTURE(count);
        options.count = count;
        check_all_ways(options, {200});
    }
    options.capture_filter.clear();
    options.count = 5;
    check_all_ways(options);
}

TEST_CASE("cli/dissect: output that cannot be written ends everything alike") {
    const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    auto content = content_of(sample("nginx.pcap"));
    content.pop_back();
    const test::TemporaryFile cut(content);
    InputOptions options = input({cut.path()});
    options.blocks = {.stretch = 300, .tail = 100};
    const Outcome expected = run(options, print::make_line_printer, full);
    CHECK(expected.status == ExitStatus::output_failed);
    for (const unsigned threads : {2U, 5U}) {
        options.threads = threads;
        CHECK(run(options, print::make_line_printer, full) == expected);
    }
    (void)::close(full);
}

TEST_CASE("cli/dissect: more than a tape holds is printed all the same") {
    // Messages that are put together from several segments are copied; the second file's is too long to be.
    const test::TemporaryFile many(long_messages(60, 200'000));
    const test::TemporaryFile huge(long_messages(2, model::Tape::kCapacity + 1));
    for (const std::string& path : {many.path(), huge.path()}) {
        InputOptions options = input({path});
        options.blocks = {.stretch = std::size_t{20} << 20};
        for (const Make make : kFormats) {
            options.threads = 1;
            const Outcome expected = run(options, make);
            for (const unsigned threads : {2U, 5U}) {
                options.threads = threads;
                CHECK(run(options, make) == expected);
            }
        }
    }
}

TEST_CASE("cli/dissect: messages that inflate to more than is held at a time come out the same") {
    test::Tape capture;
    for (std::uint16_t i = 0; i < 30; ++i) {
        test::DeflateStream deflate;
        test::Tape connection(static_cast<std::uint16_t>(40000 + i));
        connection.open().client(test::upgrade_request());
        connection.server(test::upgrade_response("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
        for (const std::string& text : {std::string(800'000, 'a'), std::string("after it")})
            connection.server(
                test::frame(websocket::Opcode::text, as_text(deflate.compress(as_bytes(text))), {.rsv = 4}));
        capture.append(connection.close());
    }
    test::PcapBuilder file;
    for (const test::TapePacket& packet : capture.packets()) file.add({packet.nanoseconds}, packet.octets);
    const test::TemporaryFile bombs(file.octets());
    InputOptions options = input({bombs.path()});
    for (const Make make : {print::make_line_printer, print::make_ndjson_printer}) {
        options.threads = 1;
        const Outcome expected = run(options, make);
        for (const unsigned threads : {2U, 5U}) {
            options.threads = threads;
            CHECK(run(options, make) == expected);
        }
    }
}

TEST_CASE("cli/dissect: what a printer throws in any thread is thrown to the caller") {
    struct Failing final : print::Printer {
        void continue_after(const Printer&) override { throw std::runtime_error("of no use"); }
    };
    InputOptions options = input({sample("nginx.pcap")});
    options.blocks = {.stretch = 300};
    for (const unsigned threads : {2U, 5U}) {
        options.threads = threads;
        const test::MemoryFile results;
        print::TextOutput output(results.descriptor());
        CHECK_THROWS_WITH(
            (void)dissect(
                options, [](print::TextBuffer&) { return std::make_unique<Failing>(); }, output),
            "of no use");
    }
}

}  // namespace wsdissect::cli
