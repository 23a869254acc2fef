#include "wsdissect/print/text_output.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <thread>

using namespace wsdissect::print;

namespace {

struct Pipe {
    Pipe() { REQUIRE(::pipe(ends.data()) == 0); }
    ~Pipe() {
        close_reader();
        close_writer();
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    [[nodiscard]] int reader() const { return ends[0]; }
    [[nodiscard]] int writer() const { return ends[1]; }
    void close_reader() { close_once(ends[0]); }
    void close_writer() { close_once(ends[1]); }
    static void close_once(int& end) {
        if (end >= 0) ::close(end);
        end = -1;
    }

    std::array<int, 2> ends{-1, -1};
};

std::string read_all(int file_descriptor) {
    std::string all;
    std::array<char, 4096> block{};
    for (ssize_t got = 0; (got = ::read(file_descriptor, block.data(), block.size())) > 0;) {
        all.append(block.data(), static_cast<std::size_t>(got));
    }
    return all;
}

}  // namespace

TEST_CASE("print/text_output: text is collected until there is enough of it, or it is flushed") {
    Pipe pipe;
    TextOutput output(pipe.writer());
    output.buffer() += "first";
    output.end_record();
    CHECK(output.buffer() == "first");
    output.flush();
    CHECK(output.buffer().empty());
    output.buffer().append(TextOutput::kFlushAt, 'x');
    std::string got;
    std::thread reader([&] { got = read_all(pipe.reader()); });
    output.end_record();
    CHECK(output.buffer().empty());
    pipe.close_writer();
    reader.join();
    CHECK(got == "first" + std::string(TextOutput::kFlushAt, 'x'));
    CHECK(output.state() == OutputState::open);
}

TEST_CASE("print/text_output: a descriptor that does not block is waited for") {
    Pipe pipe;
    REQUIRE(::fcntl(pipe.writer(), F_SETFL, O_NONBLOCK) == 0);
    TextOutput output(pipe.writer());
    const std::string text(3 * 1024 * 1024, 'y');
    output.buffer() += text;
    std::string got;
    std::thread reader([&] { got = read_all(pipe.reader()); });
    output.flush();
    pipe.close_writer();
    reader.join();
    CHECK(got == text);
    CHECK(output.state() == OutputState::open);
}

TEST_CASE("print/text_output: a reader that went away is no error, and the rest is dropped") {
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    Pipe pipe;
    TextOutput output(pipe.writer());
    pipe.close_reader();
    output.buffer() += "text";
    output.flush();
    CHECK(output.state() == OutputState::closed);
    CHECK(output.error_number() == 0);
    output.buffer() += "more";
    output.flush();
    CHECK(output.buffer().empty());
    std::signal(SIGPIPE, before);
}

TEST_CASE("print/text_output: a full disk is an error") {
    const int full = ::open("/dev/full", O_WRONLY);
    REQUIRE(full >= 0);
    TextOutput output(full);
    output.buffer() += "text";
    output.flush();
    CHECK(output.state() == OutputState::failed);
    CHECK(output.error_number() == ENOSPC);
    ::close(full);
}
