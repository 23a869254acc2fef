#include "tests/http2/reading.hpp"

#include <doctest/doctest.h>

namespace wsdissect::http2 {
namespace {

std::string fields_of(const FrameReader& reader) {
    std::string text;
    for (const HeaderField& field : reader.fields())
        text += " " + std::string(field.name) + "=" + std::string(field.value);
    return text;
}

std::string describe(const FrameReader& reader, const Step& step) {
    switch (step.event) {
        case ReadEvent::frame: return std::to_string(static_cast<unsigned>(step.type));
        case ReadEvent::data: return std::string(as_text(step.data));
        case ReadEvent::headers: return std::to_string(step.block_length) + fields_of(reader);
        case ReadEvent::settings: return step.connect_protocol ? std::to_string(*step.connect_protocol) : "-";
        default: return {};
    }
}

/// What each event may come with, and without what it never comes.
void check_promises(const Step& step) {
    const bool has_stream =
        step.event == ReadEvent::data || step.event == ReadEvent::headers || step.event == ReadEvent::reset;
    CHECK((step.event == ReadEvent::frame || (step.stream != 0) == has_stream));
    CHECK((step.data.empty() || step.event == ReadEvent::data));
    CHECK((!step.end_stream || step.event == ReadEvent::data || step.event == ReadEvent::headers));
    CHECK((step.event != ReadEvent::headers || step.type == FrameType::headers));
}

std::string_view name_of(ReadEvent event) {
    switch (event) {
        case ReadEvent::data: return "data";
        case ReadEvent::headers: return "headers";
        case ReadEvent::reset: return "reset";
        case ReadEvent::settings: return "settings";
        case ReadEvent::broken: return "broken";
        default: return "";
    }
}

}  // namespace

void read_piece(FrameReader& reader, std::string_view piece, std::vector<Told>& told, std::uint64_t& offset) {
    for (;;) {
        const Step step = reader.read(as_bytes(piece));
        REQUIRE(step.consumed <= piece.size());
        check_promises(step);
        piece.remove_prefix(step.consumed);
        offset += step.consumed;
        if (step.event == ReadEvent::need_more) {
            REQUIRE(piece.empty());
            return;
        }
        if (step.event == ReadEvent::broken) {
            REQUIRE(step.consumed == 0);
            if (told.empty() || told.back().event != ReadEvent::broken)
                told.push_back({step.event, 0, 0, {}, false});
            return;
        }
        Told next{step.event, step.stream, offset, describe(reader, step), step.end_stream};
        if (step.event == ReadEvent::data && told.back().event == ReadEvent::data) {
            next.text = told.back().text + next.text;
            told.back() = next;
        } else {
            told.push_back(next);
        }
    }
}

std::vector<Told> read_cut(Direction sender, std::string_view wire, const std::vector<std::size_t>& cuts) {
    FrameReader reader(sender);
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

std::string told_of(Direction sender, std::string_view wire) {
    std::string text;
    for (const Told& one : read_cut(sender, wire, {})) {
        if (one.event == ReadEvent::frame) continue;
        text += name_of(one.event);
        if (one.stream != 0) text += " " + std::to_string(one.stream);
        if (!one.text.empty()) text += " " + one.text;
        text += one.end_stream ? " end\n" : "\n";
    }
    return text;
}

}  // namespace wsdissect::http2
