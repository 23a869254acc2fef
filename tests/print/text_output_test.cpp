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
    output.buffer().append("first");
    output.buffer().end_record();
    CHECK(output.buffer().text() == "first");
    output.flush();
    CHECK(output.buffer().text().empty());
    output.buffer().append(std::string(TextBuffer::kPiece, 'x'));
    CHECK(output.buffer().size() == TextBuffer::kPiece);
    std::string got;
    std::thread reader([&] { got = read_all(pipe.reader()); });
    output.buffer().end_record();
    CHECK(output.buffer().text().empty());
    output.write("last");
    pipe.close_writer();
    reader.join();
    CHECK(got == "first" + std::string(TextBuffer::kPiece, 'x') + "last");
    CHECK(output.state() == OutputState::open);
}

TEST_CASE("print/text_output: a descriptor that does not block is waited for") {
    Pipe pipe;
    REQUIRE(::fcntl(pipe.writer(), F_SETFL, O_NONBLOCK) == 0);
    TextOutput output(pipe.writer());
    const std::string text(3 * 1024 * 1024, 'y');
    std::string got;
    std::thread reader([&] { got = read_all(pipe.reader()); });
    output.write(text);
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
    output.buffer().append("text");
    output.flush();
    CHECK(output.state() == OutputState::closed);
    CHECK(output.error_number() == 0);
    output.buffer().append("more");
    output.flush();
    CHECK(output.buffer().text().empty());
    std::signal(SIGPIPE, before);
}

TEST_CASE("print/text_output: a full disk is an error") {
    const int full = ::open("/dev/full", O_WRONLY);
    REQUIRE(full >= 0);
    TextOutput output(full);
    output.buffer().append("text");
    output.flush();
    CHECK(output.state() == OutputState::failed);
    CHECK(output.error_number() == ENOSPC);
    ::close(full);
}
