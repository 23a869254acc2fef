#include "wsdissect/base/byte_reader.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace wsdissect;

namespace {

constexpr std::array<std::uint8_t, 8> kEight = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};

}  // namespace

TEST_CASE("base/byte_reader: numbers in network order") {
    CHECK(ByteReader(kEight).u8() == 0x01);
    CHECK(ByteReader(kEight).be16() == 0x0123);
    CHECK(ByteReader(kEight).be32() == 0x01234567);
    CHECK(ByteReader(kEight).be64() == 0x0123456789abcdef);
}

TEST_CASE("base/byte_reader: numbers in the order asked for") {
    CHECK(ByteReader(kEight).u16(ByteOrder::big) == 0x0123);
    CHECK(ByteReader(kEight).u32(ByteOrder::big) == 0x01234567);
    CHECK(ByteReader(kEight).u64(ByteOrder::big) == 0x0123456789abcdef);
    CHECK(ByteReader(kEight).u16(ByteOrder::little) == 0x2301);
    CHECK(ByteReader(kEight).u32(ByteOrder::little) == 0x67452301);
    CHECK(ByteReader(kEight).u64(ByteOrder::little) == 0xefcdab8967452301);
}

TEST_CASE("base/byte_reader: reads follow each other, at any alignment") {
    ByteReader reader(kEight);
    CHECK(reader.u8() == 0x01);
    CHECK(reader.be32() == 0x23456789);
    CHECK(reader.offset() == 5);
    CHECK(reader.remaining() == 3);
    CHECK(reader.be16() == 0xabcd);
    CHECK(reader.u8() == 0xef);
    CHECK(reader.remaining() == 0);
    CHECK(reader.ok());
}

TEST_CASE("base/byte_reader: a read that the octets do not suffice for consumes nothing") {
    struct Case {
        const char* name;
        std::uint64_t (*read)(ByteReader&);
        std::size_t octets;
    };
    const Case cases[] = {
        {"u8", [](ByteReader& r) -> std::uint64_t { return r.u8(); }, 1},
        {"be16", [](ByteReader& r) -> std::uint64_t { return r.be16(); }, 2},
        {"be32", [](ByteReader& r) -> std::uint64_t { return r.be32(); }, 4},
        {"be64", [](ByteReader& r) -> std::uint64_t { return r.be64(); }, 8},
        {"u16", [](ByteReader& r) -> std::uint64_t { return r.u16(ByteOrder::little); }, 2},
        {"u32", [](ByteReader& r) -> std::uint64_t { return r.u32(ByteOrder::little); }, 4},
        {"u64", [](ByteReader& r) -> std::uint64_t { return r.u64(ByteOrder::little); }, 8},
    };
    for (const Case& c : cases) {
        for (std::size_t length = 0; length <= kEight.size(); ++length) {
            CAPTURE(c.name);
            CAPTURE(length);
            // A buffer of exactly that length: the sanitizer sees a read past it.
            const std::vector<std::uint8_t> octets(kEight.begin(),
                                                   kEight.begin() + static_cast<std::ptrdiff_t>(length));
            ByteReader reader{octets};
            const std::uint64_t value = c.read(reader);
            CHECK(reader.ok() == (c.octets <= length));
            CHECK(reader.offset() == (c.octets <= length ? c.octets : 0));
            CHECK((value != 0) == (c.octets <= length));
        }
    }
}

TEST_CASE("base/byte_reader: after a failed read nothing can be read") {
    ByteReader reader(kEight);
    reader.skip(6);
    CHECK(reader.be32() == 0);
    CHECK_FALSE(reader.ok());
    CHECK(reader.offset() == 6);
    CHECK(reader.u8() == 0);
    CHECK(reader.rest().empty());
    CHECK(reader.offset() == 6);
    CHECK_FALSE(reader.ok());
}

TEST_CASE("base/byte_reader: views") {
    ByteReader reader(kEight);
    CHECK(reader.take(3).data() == kEight.data());
    const Bytes rest = reader.rest();
    CHECK(rest.data() == kEight.data() + 3);
    CHECK(rest.size() == 5);
    CHECK(reader.take(0).empty());
    CHECK(reader.ok());
    CHECK(reader.take(1).empty());
    CHECK_FALSE(reader.ok());
}

TEST_CASE("base/byte_reader: a length near 2^64 is too long, not a small one") {
    ByteReader reader(kEight);
    reader.skip(1);
    CHECK_FALSE(reader.can_read(static_cast<std::size_t>(-1)));
    CHECK(reader.take(static_cast<std::size_t>(-1)).empty());
    CHECK_FALSE(reader.ok());
    CHECK(reader.offset() == 1);
}

TEST_CASE("base/byte_reader: nothing can be read from nothing") {
    ByteReader reader{Bytes{}};
    CHECK(reader.can_read(0));
    CHECK_FALSE(reader.can_read(1));
    CHECK(reader.rest().empty());
    CHECK(reader.ok());
    CHECK(reader.be64() == 0);
    CHECK_FALSE(reader.ok());
}
