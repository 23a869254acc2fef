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

TEST_CASE("print/record_kinds: blanks around names mean nothing") {
    const auto kinds = RecordKinds::parse(" frame ,\tgap, summary\n");
    REQUIRE(kinds);
    CHECK(kinds->has(RecordKind::frame));
    CHECK(kinds->has(RecordKind::gap));
    CHECK(kinds->has(RecordKind::summary));
    CHECK_FALSE(kinds->has(RecordKind::message));
}

TEST_CASE("print/record_kinds: a list with an unknown or empty name is none") {
    struct Case {
        std::string_view list, wrong;
    };
    for (const Case& each :
         {Case{"", ""}, Case{"  ", ""}, Case{",", ""}, Case{"frame,", ""}, Case{",frame", ""},
          Case{"frames", "frames"}, Case{"frame, mesage ,gaps", "mesage"}, Case{"fra me", "fra me"},
          Case{"Frame", "Frame"}}) {
        const auto kinds = RecordKinds::parse(each.list);
        REQUIRE_FALSE(kinds);
        CHECK(kinds.error() == each.wrong);
    }
}
