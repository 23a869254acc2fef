// Captures whose octets were changed at random: whatever they say then, it does not depend on the number of
// threads, on where the file is cut into blocks, or on how it comes through a pipe.

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <thread>

#include "tests/cli/records_of.hpp"
#include "tests/cli/running.hpp"
#include "tests/support/memory_file.hpp"

namespace wsdissect::cli {

namespace {

constexpr std::size_t kLongest = 20'000;
#ifdef WSDISSECT_SANITIZED
constexpr std::uint64_t kRounds = 6;  ///< It takes ten times as long.
#else
constexpr std::uint64_t kRounds = 60;
#endif

using Octets = std::vector<std::uint8_t>;

class Mutation {
  public:
    explicit Mutation(std::uint64_t seed) : random_(seed) {}

    std::size_t any(std::size_t below) { return static_cast<std::size_t>(random_() % below); }
    /// One to eight octets of packets are others; in one of eight rounds of anything.
    Octets of(const Octets& original) {
        const std::vector<FileRecord> records = records_of(original);
        const bool anywhere = any(8) == 0;
        Octets octets = original;
        for (std::size_t left = 1 + any(8); left > 0; --left) {
            const std::size_t place = anywhere ? any(octets.size()) : place_in_packet(records, octets.size());
            octets[place] = other_than(octets[place]);
        }
        return octets;
    }

  private:
    std::size_t place_in_packet(const std::vector<FileRecord>& records, std::size_t size) {
        for (;;) {
            const std::size_t i = any(records.size());
            const std::size_t begin = records[i].begin + records[i].head;
            const std::size_t end = i + 1 < records.size() ? records[i + 1].begin : size;
            if (begin < end) return begin + any(end - begin);
        }
    }
    std::uint8_t other_than(std::uint8_t octet) {
        const std::array<std::size_t, 4> kinds{octet ^ (std::size_t{1} << any(8)), 0, 0xff, any(256)};
        return static_cast<std::uint8_t>(kinds[any(kinds.size())]);
    }

    std::mt19937_64 random_;
};

/// A pipe into which `octets` come in pieces of any length.
class Pipe {
  public:
    Pipe(const Octets& octets, Mutation& random) {
        REQUIRE(::pipe(ends_.data()) == 0);
        std::vector<std::size_t> lengths;
        for (std::size_t left = octets.size(); left > 0; left -= lengths.back())
            lengths.push_back(std::min(left, 1 + random.any(600)));
        writer_ = std::thread([this, &octets, lengths] {
            const std::uint8_t* at = octets.data();
            for (const std::size_t length : lengths) {
                if (::write(ends_[1], at, length) != static_cast<ssize_t>(length)) break;
                at += length;
            }
            (void)::close(ends_[1]);
        });
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        // What nobody read would keep the writer waiting.
        std::array<std::uint8_t, 4096> rest{};
        while (::read(ends_[0], rest.data(), rest.size()) > 0) {
        }
        writer_.join();
        (void)::close(ends_[0]);
    }
    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(ends_[0]); }

  private:
    std::array<int, 2> ends_{};
    std::thread writer_;
};

/// Remarks name the input.
Outcome without_name(Outcome outcome, const std::string& name) {
    for (std::size_t at = 0; (at = outcome.remarks.find(name, at)) != std::string::npos;)
        outcome.remarks.erase(at, name.size());
    return outcome;
}

void check(const Octets& octets, Make make, Mutation& random) {
    const test::MemoryFile file(octets);
    InputOptions options = input({file.path()});
    options.checksums = random.any(8) == 0;
    options.max_message = random.any(4) == 0 ? 10 : options.max_message;
    const Outcome expected = run(options, make);
    for (const unsigned threads : {1U, 2U, 5U}) {
        CAPTURE(threads);
        options.threads = threads;
        options.blocks = {.stretch = 50 + random.any(3000), .tail = 100};
        CAPTURE(options.blocks.stretch);
        REQUIRE(run(options, make) == expected);
    }
    const Pipe pipe(octets, random);
    options.threads = 1 + static_cast<unsigned>(random.any(3));
    options.files = {pipe.path()};
    REQUIRE(without_name(run(options, make), pipe.path()) == without_name(expected, file.path()));
}

}  // namespace

TEST_CASE("cli/mutated_captures: threads, blocks and pipes change nothing about captures with wrong octets") {
    for (const std::string& path : samples()) {
        CAPTURE(path);
        const Octets original = content_of(path);
        if (original.size() > kLongest) continue;
        for (std::uint64_t seed = 0; seed < kRounds; ++seed) {
            CAPTURE(seed);
            Mutation random(seed * 1000 + original.size());
            check(random.of(original), kFormats[seed % kFormats.size()], random);
        }
    }
}

}  // namespace wsdissect::cli
