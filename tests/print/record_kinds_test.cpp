#include "wsdissect/print/record_kinds.hpp"

#include <doctest/doctest.h>

using namespace wsdissect::print;

TEST_CASE("print/record_kinds: a list names what is printed") {
    const auto kinds = RecordKinds::parse("handshake,message");
    REQUIRE(kinds);
    CHECK(kinds->has(RecordKind::handshake));
    CHECK(kinds->has(RecordKind::message));
    CHECK_FALSE(kinds->has(RecordKind::frame));
    CHECK_FALSE(kinds->has(RecordKind::summary));
}

TEST_CASE("print/record_kinds: each name stands for its own kind") {
    for (std::size_t i = 0; i < kRecordKindNames.size(); ++i) {
        const auto kinds = RecordKinds::parse(kRecordKindNames[i]);
        REQUIRE(kinds);
        for (std::size_t j = 0; j < kRecordKindNames.size(); ++j) {
            CHECK(kinds->has(static_cast<RecordKind>(j)) == (i == j));
        }
    }
}

TEST_CASE("print/record_kinds: a list with an unknown or empty name is none") {
    for (const std::string_view list : {"", ",", "frame,", ",frame", "frames", "frame, gap", "Frame"}) {
        CHECK_FALSE(RecordKinds::parse(list).has_value());
    }
}
