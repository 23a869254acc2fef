#include "src/capture/octet_stream.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include "src/capture/opened_file.hpp"
#include "tests/support/temporary_file.hpp"

namespace wsdissect::capture {

namespace {

using Octets = std::vector<std::uint8_t>;

Octets from_hex(std::string_view digits) {
    Octets octets;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        octets.push_back(static_cast<std::uint8_t>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
    return octets;
}

/// What `gzip -n`, `zstd`, `xz --check=crc32`, `lz4` and `bzip2` make of kContent.
const std::string kContent = "packets, packets, packets!packets, packets, packets!packets, packets, packets!";
struct Sample {
    Compression compression;
    Octets octets;
};
const std::array kSamples = {
    Sample{Compression::gzip,
           from_hex("1f8b08000000000002032b484cce4e2d29d651284063281690210300328d4ab34e000000")},
    Sample{Compression::zstd,
           from_hex("28b52ffd0458bd0000507061636b6574732c202104003d03000d6822974839022a09fdda")},
    Sample{
        Compression::xz,
        from_hex("fd377a585a0000016922de360200210116000000742fe5a3e0004d00135d0038184899cd5cd9414279cb8f517a"
                 "54e61660000000328d4ab300012b4ed52492c79042990d010000000001595a")},
    Sample{
        Compression::lz4,
        from_hex("04224d186440a71d0000009c7061636b6574732c2009001c2111000523000f1a0003506b6574732100000000c0"
                 "a345ef")},
    Sample{
        Compression::bzip2,
        from_hex("425a6839314159265359a8458f8400001d918060042a084c0020003100300a55069b49dac8c8d4646e3e5bb91c"
                 "8fc5dc914e14242a1163e100")}};

struct Outcome {
    std::string text;
    std::optional<ReadFailure> failure;
};

/// Reads it all, `room` octets at a time.
Outcome read_all(Bytes content, std::size_t room = 4096) {
    const test::TemporaryFile file(content);
    const FileDescriptor input(::open(file.path().c_str(), O_RDONLY | O_CLOEXEC));
    OctetStream stream(input.number());
    Octets buffer(room);
    Outcome outcome;
    while (const std::size_t octets = stream.read(buffer))
        outcome.text += as_text(Bytes(buffer).first(octets));
    CHECK(stream.read(buffer) == 0);
    CHECK(stream.ready());
    if (!stream.failure()) CHECK(stream.octets_read() == content.size());
    outcome.failure = stream.failure();
    return outcome;
}

Octets joined(const Octets& front, const Octets& back) {
    Octets both = front;
    both.insert(both.end(), back.begin(), back.end());
    return both;
}

/// Those of the samples whose library is there.
template <class Check>
void for_each_sample(Check check) {
    for (const Sample& sample : kSamples) {
        if (!traits_of(sample.compression).built_in) continue;
        CAPTURE(traits_of(sample.compression).name);
        check(sample);
    }
}

}  // namespace

TEST_CASE("capture/octet_stream: what is not compressed comes as it is") {
    for (const std::string_view content : {"", "x", "BZ", "\x1f", "\x04\x22\x4d", "BZip", "plain text"}) {
        for (const std::size_t room : {1U, 3U, 4096U}) {
            const Outcome outcome = read_all(as_bytes(content), room);
            CHECK(outcome.text == content);
            CHECK_FALSE(outcome.failure);
        }
    }
}

TEST_CASE("capture/octet_stream: what is compressed comes decompressed, whatever the room") {
    for_each_sample([](const Sample& sample) {
        for (std::size_t room = 1; room <= kContent.size() + 1; ++room) {
            const Outcome outcome = read_all(sample.octets, room);
            REQUIRE(outcome.text == kContent);
            REQUIRE_FALSE(outcome.failure);
        }
    });
}

TEST_CASE("capture/octet_stream: streams that follow each other are one") {
    for_each_sample([](const Sample& sample) {
        const Outcome outcome = read_all(joined(sample.octets, sample.octets));
        CHECK(outcome.text == kContent + kContent);
        CHECK_FALSE(outcome.failure);
    });
}

TEST_CASE("capture/octet_stream: padding between xz streams is passed over") {
    for_each_sample([](const Sample& sample) {
        if (sample.compression != Compression::xz) return;
        const Octets padded = joined(joined(sample.octets, Octets(8)), sample.octets);
        CHECK(read_all(padded).text == kContent + kContent);
        CHECK_FALSE(read_all(joined(sample.octets, Octets(4))).failure);
    });
}

TEST_CASE("capture/octet_stream: cut at any octet, all before is given and the end is told as early") {
    for_each_sample([](const Sample& sample) {
        const std::size_t magic = traits_of(sample.compression).magic_length;
        for (std::size_t cut = magic; cut < sample.octets.size(); ++cut) {
            CAPTURE(cut);
            const Outcome outcome = read_all(Bytes(sample.octets).first(cut));
            REQUIRE(kContent.starts_with(outcome.text));
            REQUIRE(outcome.failure);
            REQUIRE(outcome.failure->kind == DamageKind::compression_cut);
            REQUIRE(outcome.failure->found == static_cast<std::uint64_t>(sample.compression));
        }
    });
}

TEST_CASE("capture/octet_stream: of a cut second stream the first is given whole") {
    for_each_sample([](const Sample& sample) {
        for (std::size_t cut = 1; cut < sample.octets.size(); ++cut) {
            const Octets second(sample.octets.begin(),
                                sample.octets.begin() + static_cast<std::ptrdiff_t>(cut));
            const Outcome outcome = read_all(joined(sample.octets, second));
            REQUIRE(outcome.text.starts_with(kContent));
            REQUIRE(outcome.failure);
        }
    });
}

TEST_CASE("capture/octet_stream: what stands before damage is given") {
    for_each_sample([](const Sample& sample) {
        const Outcome outcome = read_all(joined(sample.octets, Octets(40, 'z')));
        CHECK(outcome.text == kContent);
        REQUIRE(outcome.failure);
        CHECK(outcome.failure->kind != DamageKind::read_failed);
    });
}

TEST_CASE("capture/octet_stream: any octet changed ends in the content or in a failure, never in a hang") {
    for_each_sample([](const Sample& sample) {
        for (std::size_t i = 0; i < sample.octets.size(); ++i) {
            for (const int bit : {1, 0x80}) {
                Octets changed = sample.octets;
                changed[i] = static_cast<std::uint8_t>(changed[i] ^ bit);
                const Outcome outcome = read_all(changed, 16);
                CHECK(outcome.text.size() < 1'000'000);
            }
        }
    });
}

TEST_CASE("capture/octet_stream: a pipe's octets are there as soon as they can be decompressed") {
    for_each_sample([](const Sample& sample) {
        std::array<int, 2> ends{};
        REQUIRE(::pipe(ends.data()) == 0);
        const FileDescriptor input(ends[0]);
        OctetStream stream(input.number());
        CHECK_FALSE(stream.ready());
        {
            const FileDescriptor writer(ends[1]);
            REQUIRE(::write(writer.number(), sample.octets.data(), sample.octets.size()) > 0);
            CHECK(stream.ready());
            Octets room(kContent.size() + 1);
            CHECK(stream.read(room) == kContent.size());
            CHECK(stream.is_compressed());
            CHECK_FALSE(stream.ready());
        }
        CHECK(stream.ready());
        std::array<std::uint8_t, 1> room{};
        CHECK(stream.read(room) == 0);
        CHECK_FALSE(stream.failure());
    });
}

TEST_CASE("capture/octet_stream: a failure to read is told as such") {
    OctetStream stream(-1);
    std::array<std::uint8_t, 8> room{};
    CHECK(stream.read(room) == 0);
    REQUIRE(stream.failure());
    CHECK(stream.failure()->kind == DamageKind::read_failed);
    CHECK(stream.failure()->found == EBADF);
}

}  // namespace wsdissect::capture
