#include "wsdissect/capture/compression.hpp"

#include <doctest/doctest.h>

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
    };
    for (const Case& c : cases) {
        CAPTURE(c.front);
        CHECK(compression_of(as_bytes(c.front)) == c.compression);
        if (!c.compression) CHECK(may_become_compressed(as_bytes(c.front)) == c.may_become);
    }
}

}  // namespace wsdissect::capture
