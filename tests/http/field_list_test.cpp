#include "wsdissect/http/field_list.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace wsdissect::http;

TEST_CASE("http/field_list: names are known in any case, whole ones only") {
    struct Case {
        std::string_view name;
        FieldName known;
    };
    const Case cases[] = {
        {"Host", FieldName::host},
        {"Origin", FieldName::origin},
        {"Upgrade", FieldName::upgrade},
        {"User-Agent", FieldName::user_agent},
        {"Connection", FieldName::connection},
        {"Content-Length", FieldName::content_length},
        {"Transfer-Encoding", FieldName::transfer_encoding},
        {"Sec-WebSocket-Key", FieldName::sec_websocket_key},
        {"Sec-WebSocket-Accept", FieldName::sec_websocket_accept},
        {"Sec-WebSocket-Version", FieldName::sec_websocket_version},
        {"Sec-WebSocket-Protocol", FieldName::sec_websocket_protocol},
        {"Sec-WebSocket-Extensions", FieldName::sec_websocket_extensions},
    };
    CHECK(std::size(cases) == kFieldNames);
    for (const Case& row : cases) {
        CAPTURE(row.name);
        std::string name(row.name);
        CHECK(field_name_of(name) == row.known);
        for (char& character : name) character ^= character >= 'A' ? 0x20 : 0;
        CHECK(field_name_of(name) == row.known);
        CHECK(field_name_of(name + "s") == FieldName::other);
        CHECK(field_name_of(name.substr(1)) == FieldName::other);
        name.back() = '-';
        CHECK(field_name_of(name) == FieldName::other);
    }
    for (const std::string_view name : {"", "A", "Cookie", "Sec-WebSocket-Extensions-"}) {
        CAPTURE(name);
        CHECK(field_name_of(name) == FieldName::other);
    }
}

TEST_CASE("http/field_list: the fields of a name are counted and found in order") {
    FieldList fields;
    for (const std::string_view value : {"1", "2", "3"}) {
        fields.add({"X", "other", FieldName::other});
        fields.add({"Upgrade", value, FieldName::upgrade});
    }
    fields.add({"Host", "", FieldName::host});
    CHECK(fields.count(FieldName::upgrade) == 3);
    CHECK(fields.first(FieldName::upgrade)->value == "1");
    std::vector<std::string_view> values;
    fields.for_each(FieldName::upgrade, [&](std::string_view value) { values.push_back(value); });
    CHECK(values == std::vector<std::string_view>{"1", "2", "3"});
    CHECK(fields.count(FieldName::host) == 1);
    CHECK(fields.first(FieldName::host)->value.empty());
    CHECK(fields.count(FieldName::origin) == 0);
    CHECK(fields.first(FieldName::origin) == nullptr);
    fields.for_each(FieldName::origin, [](std::string_view) { FAIL("there is none"); });
}

TEST_CASE("http/field_list: nothing is left after it was cleared but its memory") {
    FieldList fields;
    for (int i = 0; i < 3; ++i) fields.add({"Host", "x", FieldName::host});
    const std::size_t capacity = fields.capacity();
    fields.clear();
    CHECK(fields.empty());
    CHECK(fields.capacity() == capacity);
    CHECK(fields.count(FieldName::host) == 0);
    CHECK(fields.first(FieldName::host) == nullptr);
}
