#include "wsdissect/capture/compression.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace wsdissect::capture {

TEST_CASE("capture/compression: a row's index is its enumerator") {
    for (std::size_t i = 0; i < compressions().size(); ++i)
        CHECK(static_cast<std::size_t>(compressions()[i].compression) == i);
}

TEST_CASE("capture/compression: the first octets tell") {
    struct Case {
        std::string_view front;
        std::optional<Compression> compression;
        bool may_become = false;
    };
    using namespace std::literals;
    const Case cases[] = {
        {"\x1f\x8b\x08", Compression::gzip},
        {"\x28\xb5\x2f\xfd", Compression::zstd},
        {"\xfd"
         "7zXZ\0"sv,
         Compression::xz},
        {"\x04\x22\x4d\x18", Compression::lz4},
        {"BZh9", Compression::bzip2},
        {"", std::nullopt, true},
        {"\x1f", std::nullopt, true},
        {"\xfd"
         "7zXZ",
         std::nullopt, true},
        {"BZ", std::nullopt, true},
        {"\x0a\x0d\x0d\x0a", std::nullopt},
        {"\xd4\xc3\xb2\xa1", std::nullopt},
        {"BZip", std::nullopt},
        {"P", std::nullopt, true},
        {"\x5f\x2a\x4d", std::nullopt, true},
        {"PK\3\4", std::nullopt},
    };
    for (const Case& c : cases) {
        CAPTURE(c.front);
        CHECK(compression_of(as_bytes(c.front)) == c.compression);
        if (!c.compression) CHECK(may_become_compressed(as_bytes(c.front)) == c.may_become);
    }
}

TEST_CASE("capture/compression: behind frames that are skipped") {
    using namespace std::literals;
    struct Case {
        std::string front;
        Compression compression;
        bool may_be_another = false;
    };
    const std::string skipped = "\x50\x2a\x4d\x18\4\0\0\0abcd"s;
    const std::string empty = "\x5f\x2a\x4d\x18\0\0\0\0"s;
    const std::string long_one = "\x50\x2a\x4d\x18\xff\xff\xff\xff"s;
    const Case cases[] = {
        {skipped + "\x28\xb5\x2f\xfd", Compression::zstd},
        {skipped + empty + "\x04\x22\x4d\x18", Compression::lz4},
        // As long as nothing is known, and where nothing will be.
        {skipped.substr(0, 4), Compression::zstd, true},
        {skipped.substr(0, 7), Compression::zstd, true},
        {skipped.substr(0, 10), Compression::zstd, true},
        {skipped, Compression::zstd, true},
        {skipped + "\x04\x22", Compression::zstd, true},
        {skipped + "\x5f", Compression::zstd, true},
        {long_one, Compression::zstd, true},
        {long_one + std::string(kCompressionMagic - long_one.size(), 'x'), Compression::zstd},
        {skipped + "\x1f\x8b", Compression::zstd},
    };
    for (const Case& c : cases) {
        CAPTURE(c.front.size());
        CHECK(compression_of(as_bytes(c.front)) == c.compression);
        CHECK(may_become_compressed(as_bytes(c.front)) == c.may_be_another);
    }
}

}  // namespace wsdissect::capture
