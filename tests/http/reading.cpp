#include "tests/http/reading.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace wsdissect::http {
namespace {

std::string describe(const Head& head) {
    std::string text = std::string(head.is_request() ? "request" : "response") + "|" +
                       std::string(head.method) + "|" + std::string(head.target) + "|" +
                       std::string(head.version) + "|" + std::to_string(head.status) + "|" +
                       std::string(head.reason) + "|" + std::string(head.text);
    for (const Field& field : head.fields)
        text += "|" + std::string(field.name) + "=" + std::string(field.value);
    return text;
}

}  // namespace

void begin_declared_body(MessageReader& reader, const Head& head) {
    const auto answers =
        std::ranges::find_if(head.fields, [](const Field& field) { return field.name == "Answers"; });
    const std::string_view method = answers == head.fields.end() ? std::string_view() : answers->value;
    reader.begin_body(head.is_request() ? body_of_request(head)
                                        : body_of_response(head, request_method_of(method)));
}

void read_piece(MessageReader& reader, std::string_view piece, std::vector<Told>& told,
                std::uint64_t& offset) {
    HeadParser parser;
    for (;;) {
        const MessageReader::Step step = reader.read(as_bytes(piece), parser);
        REQUIRE(step.consumed <= piece.size());
        REQUIRE((step.head != nullptr) == (step.event == ReadEvent::head));
        piece.remove_prefix(step.consumed);
        offset += step.consumed;
        switch (step.event) {
            case ReadEvent::need_more: REQUIRE(piece.empty()); return;
            case ReadEvent::not_http:
                REQUIRE(step.consumed == 0);
                if (told.empty() || told.back().event != ReadEvent::not_http)
                    told.push_back({step.event, 0, {}});
                return;
            case ReadEvent::message_end: told.push_back({step.event, offset, {}}); break;
            case ReadEvent::head:
                REQUIRE(step.consumed > 0);
                told.push_back({step.event, offset, describe(*step.head)});
                begin_declared_body(reader, *step.head);
                break;
        }
    }
}

std::vector<Told> read_cut(std::string_view wire, const std::vector<std::size_t>& cuts) {
    MessageReader reader;
    std::vector<Told> told;
    std::uint64_t offset = 0;
    std::size_t begin = 0;
    for (const std::size_t cut : cuts) {
        read_piece(reader, wire.substr(begin, cut - begin), told, offset);
        begin = cut;
    }
    read_piece(reader, wire.substr(begin), told, offset);
    return told;
}

}  // namespace wsdissect::http
