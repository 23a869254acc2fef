#include <doctest/doctest.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>

#include "tests/capture/reading.hpp"
#include "tests/support/capture_builder.hpp"
#include "tests/support/temporary_file.hpp"

namespace wsdissect::capture {

namespace {

std::vector<std::uint8_t> two_packets() {
    return test::PcapBuilder().add({1000}, as_bytes("one")).add({2000}, as_bytes("two")).octets();
}

void write_all(int descriptor, Bytes octets) {
    REQUIRE(::write(descriptor, octets.data(), octets.size()) == static_cast<ssize_t>(octets.size()));
}

/// Makes a descriptor standard input for as long as it lives.
class StandardInput {
  public:
    explicit StandardInput(int descriptor) : saved_(::dup(STDIN_FILENO)) {
        REQUIRE(::dup2(descriptor, STDIN_FILENO) == STDIN_FILENO);
    }
    StandardInput(const StandardInput&) = delete;
    ~StandardInput() {
        if (saved_ >= 0) {
            (void)::dup2(saved_, STDIN_FILENO);
            (void)::close(saved_);
        } else {
            (void)::close(STDIN_FILENO);
        }
    }

  private:
    int saved_;
};

struct Pipe {
    Pipe() { REQUIRE(::pipe(ends.data()) == 0); }
    Pipe(const Pipe&) = delete;
    ~Pipe() {
        for (const int end : ends) (void)::close(end);
    }
    [[nodiscard]] int reader() const { return ends[0]; }
    [[nodiscard]] int writer() const { return ends[1]; }
    void close_writer() {
        (void)::close(ends[1]);
        ends[1] = ::dup(ends[0]);
    }

    std::array<int, 2> ends{};
};

DamageHandler ignore_damage() {
    return [](const Damage&) {};
}

}  // namespace

TEST_CASE("capture/file_source: what cannot be opened is an error with its errno") {
    const auto missing = open_file("no/such/file.pcap", 0, ignore_damage());
    REQUIRE_FALSE(missing);
    CHECK(missing.error().error_number == ENOENT);
    const auto folder = open_file(std::filesystem::temp_directory_path().string(), 0, ignore_damage());
    REQUIRE_FALSE(folder);
    CHECK(folder.error().error_number == EISDIR);
}

TEST_CASE("capture/file_source: `-` is standard input, which stays open") {
    const test::TemporaryFile file(two_packets());
    const int descriptor = ::open(file.path().c_str(), O_RDONLY);
    const StandardInput input(descriptor);
    CHECK(read_path("-").texts() == std::vector<std::string>{"one", "two"});
    CHECK(::fcntl(STDIN_FILENO, F_GETFD) >= 0);
    (void)::close(descriptor);
}

TEST_CASE("capture/file_source: packets and damage carry the file's index") {
    auto content = two_packets();
    content.pop_back();
    const test::TemporaryFile file(content);
    const Reading reading = read_path(file.path(), 16, 7);
    CHECK(reading.damages.size() == 1);
    for (const ReadPacket& packet : reading.packets) CHECK(packet.file == 7);
}

TEST_CASE("capture/file_source: octets are counted as packets are given; a pipe's total is unknown") {
    const auto content = two_packets();
    const test::TemporaryFile file(content);
    auto source = open_file(file.path(), 0, ignore_damage());
    REQUIRE(source);
    CHECK((*source)->bytes_total() == content.size());
    CHECK((*source)->bytes_read() == 0);
    std::array<Packet, 1> packet;
    CHECK((*source)->read(packet) == 1);
    CHECK((*source)->bytes_read() == 24 + 19);
    CHECK((*source)->read(packet) == 1);
    CHECK((*source)->bytes_read() == content.size());

    const Pipe pipe;
    auto piped = open_file("/dev/fd/" + std::to_string(pipe.reader()), 0, ignore_damage());
    REQUIRE(piped);
    CHECK((*piped)->bytes_total() == 0);
}

TEST_CASE("capture/file_source: a pipe's packets are given as soon as they are there") {
    const auto content = two_packets();
    const Pipe pipe;
    auto source = open_file("/dev/fd/" + std::to_string(pipe.reader()), 0, ignore_damage());
    REQUIRE(source);
    std::array<Packet, 8> packets;
    write_all(pipe.writer(), Bytes(content).first(24 + 19 + 5));
    CHECK((*source)->read(packets) == 1);
    CHECK(as_text(packets[0].data) == "one");
    write_all(pipe.writer(), Bytes(content).subspan(24 + 19 + 5));
    CHECK((*source)->read(packets) == 1);
    CHECK(as_text(packets[0].data) == "two");
}

TEST_CASE("capture/file_source: a pipe that must not block is waited for") {
    const auto content = two_packets();
    Pipe pipe;
    REQUIRE(::fcntl(pipe.reader(), F_SETFL, O_NONBLOCK) == 0);
    const StandardInput input(pipe.reader());
    std::thread writer([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        write_all(pipe.writer(), content);
        pipe.close_writer();
    });
    CHECK(read_path("-").texts() == std::vector<std::string>{"one", "two"});
    writer.join();
}

TEST_CASE("capture/file_source: signals do not end the reading") {
    static std::atomic<int> signals = 0;
    struct sigaction count {};
    struct sigaction before {};
    count.sa_handler = [](int) { ++signals; };
    REQUIRE(::sigaction(SIGUSR1, &count, &before) == 0);
    const auto content = two_packets();
    Pipe pipe;
    std::thread writer([&, reader = ::pthread_self()] {
        for (int i = 0; i < 5; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            (void)::pthread_kill(reader, SIGUSR1);
        }
        write_all(pipe.writer(), content);
        pipe.close_writer();
    });
    const Reading reading = read_path("/dev/fd/" + std::to_string(pipe.reader()));
    writer.join();
    (void)::sigaction(SIGUSR1, &before, nullptr);
    CHECK(signals > 0);
    CHECK(reading.damages.empty());
    CHECK(reading.texts() == std::vector<std::string>{"one", "two"});
}

TEST_CASE("capture/file_source: a failure to read is told as such, behind what was read") {
    // A pseudo-terminal whose other side was closed gives what is left, then EIO.
    const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
    REQUIRE(master >= 0);
    REQUIRE(::grantpt(master) == 0);
    REQUIRE(::unlockpt(master) == 0);
    const int slave = ::open(::ptsname(master), O_RDWR | O_NOCTTY);
    REQUIRE(slave >= 0);
    termios raw{};
    REQUIRE(::tcgetattr(slave, &raw) == 0);
    ::cfmakeraw(&raw);
    REQUIRE(::tcsetattr(slave, TCSANOW, &raw) == 0);
    auto content = two_packets();
    content.pop_back();
    write_all(slave, content);
    (void)::close(slave);

    const StandardInput input(master);
    const Reading reading = read_path("-");
    (void)::close(master);
    CHECK(reading.texts() == std::vector<std::string>{"one", "tw"});
    CHECK(reading.damages ==
          std::vector<std::string>{"after 2: packet 2 at 61: reading failed: Input/output error"});
}

TEST_CASE("capture/file_source: a failure of the first read is told") {
    CHECK(read_path("/proc/self/mem").damages ==
          std::vector<std::string>{"after 0: packet 1 at 0: reading failed: Input/output error"});
}

}  // namespace wsdissect::capture
