#include "src/capture/byte_window.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "tests/support/temporary_file.hpp"

namespace wsdissect::capture {

namespace {

FileDescriptor open_to_read(const test::TemporaryFile& file) {
    return FileDescriptor(::open(file.path().c_str(), O_RDONLY | O_CLOEXEC));
}

/// Octets that show their place.
std::vector<std::uint8_t> pattern(std::size_t octets) {
    std::vector<std::uint8_t> content(octets);
    for (std::size_t i = 0; i < octets; ++i) content[i] = static_cast<std::uint8_t>(i * 31 + i / 256);
    return content;
}

bool shows(const ByteWindow& window, const std::vector<std::uint8_t>& content) {
    const Bytes bytes = window.bytes();
    const Bytes expected = Bytes(content).subspan(static_cast<std::size_t>(window.offset()));
    return bytes.size() <= expected.size() && std::equal(bytes.begin(), bytes.end(), expected.begin());
}

}  // namespace

TEST_CASE("capture/byte_window: begins empty and reads when asked") {
    const auto content = pattern(100);
    const test::TemporaryFile file(content);
    ByteWindow window(open_to_read(file));
    CHECK(window.bytes().empty());
    window.hold(0);
    CHECK(window.bytes().empty());
    window.hold(1);
    CHECK(window.bytes().size() == 100);
    CHECK_FALSE(window.complete());
    window.hold(101);
    CHECK(window.bytes().size() == 100);
    CHECK(window.complete());
    CHECK_FALSE(window.failure());
}

TEST_CASE("capture/byte_window: moves forwards through an input larger than its buffer") {
    const auto content = pattern(3'000'000);
    const test::TemporaryFile file(content);
    ByteWindow window(open_to_read(file));
    std::size_t steps = 0;
    for (window.hold(1500); !window.bytes().empty(); window.hold(1500), ++steps) {
        REQUIRE(shows(window, content));
        window.consume(std::min<std::size_t>(1499, window.bytes().size()));
        REQUIRE(window.offset() == std::min<std::size_t>(1499 * (steps + 1), content.size()));
    }
    CHECK(steps == 2002);
    CHECK(window.complete());
}

TEST_CASE("capture/byte_window: grows to what is asked for, and no further than what is there") {
    const auto content = pattern(3'000'000);
    const test::TemporaryFile file(content);
    ByteWindow window(open_to_read(file));
    window.hold(10);
    window.consume(10);
    window.hold(2'500'000);
    CHECK(window.bytes().size() >= 2'500'000);
    CHECK(shows(window, content));
    window.hold(std::size_t{1} << 60);
    CHECK(window.bytes().size() == 2'999'990);
    CHECK(shows(window, content));
    CHECK(window.complete());
}

TEST_CASE("capture/byte_window: waits for no more than it was asked for") {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    ByteWindow window{FileDescriptor(ends[0])};
    REQUIRE(::write(ends[1], "abc", 3) == 3);
    window.hold(2);
    CHECK(as_text(window.bytes()) == "abc");
    CHECK_FALSE(window.complete());
    (void)::close(ends[1]);
    window.hold(4);
    CHECK(as_text(window.bytes()) == "abc");
    CHECK(window.complete());
}

TEST_CASE("capture/byte_window: a failed read completes it, with its errno") {
    ByteWindow window{FileDescriptor(-1)};
    window.hold(1);
    CHECK(window.complete());
    REQUIRE(window.failure());
    CHECK(window.failure()->found == EBADF);
}

}  // namespace wsdissect::capture
