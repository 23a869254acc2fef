// Text from the network, as each format shows it: a terminal gets no control characters, a JSON reader what
// was there, and what is decoded comes back.

#include <simdjson.h>

#include <algorithm>
#include <string>

#include "cli/decode_as.hpp"
#include "print/json_text.hpp"
#include "tests/fuzz/fuzzing.hpp"
#include "wsdissect/base/base64.hpp"
#include "wsdissect/base/code_point.hpp"
#include "wsdissect/base/escape.hpp"
#include "wsdissect/base/hex.hpp"
#include "wsdissect/codec/utf8.hpp"
#include "wsdissect/print/record_kinds.hpp"

namespace wsdissect {
namespace {

using fuzz::require;

/// What comes before the first octet that is not UTF-8, by our own reading of it.
std::size_t utf8_front(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t length = utf8_sequence_length(text.substr(at));
        if (length == 0) break;
        at += length;
    }
    return at;
}

void check_terminal(std::string_view text) {
    const std::string shown = escaped(text);
    require(utf8_front(shown) == shown.size(), "a terminal gets UTF-8");
    for (std::size_t at = 0; at < shown.size();) {
        const std::size_t length = utf8_sequence_length(std::string_view(shown).substr(at));
        require(!is_unsafe(code_point_of(std::string_view(shown).substr(at, length))), "and nothing unsafe");
        at += length;
    }
    print::TextBuffer buffer;
    print::TextBuilder(buffer).add_escaped(text);
    require(buffer.text() == shown, "both ways of escaping are one");
}

/// The JSON string that `write` appends, read back.
template <class Write>
std::string through_json(Write write) {
    print::TextBuffer buffer;
    write(print::TextBuilder(buffer));
    const simdjson::padded_string padded(buffer.text());
    simdjson::dom::parser parser;
    std::string_view back;
    require(parser.parse(padded).get(back) == simdjson::SUCCESS, "a JSON reader reads it");
    require(
        std::none_of(buffer.text().begin(), buffer.text().end(),
                     [](char octet) { return static_cast<unsigned char>(octet) < ' ' || octet == '\x7F'; }),
        "there is no control character in it");
    return std::string(back);
}

void check_json(std::string_view text) {
    const std::string any = through_json([&](print::TextBuilder out) { print::add_json_string(out, text); });
    const std::string header =
        through_json([&](print::TextBuilder out) { print::add_json_header(out, text); });
    if (!codec::is_utf8(as_bytes(text))) return;
    require(any == text, "text comes back as it was");
    if (text.find('\\') == std::string_view::npos) require(header == text, "and so does header text");
}

/// Cut at each octet, and before and behind one place of it.
void check_pieces(Bytes text) {
    const std::size_t cut = text.size() / 2;
    for (const std::size_t step : {std::size_t{1}, std::max<std::size_t>(1, cut)}) {
        codec::Utf8Pieces pieces;
        for (std::size_t i = 0; i < text.size(); i += step)
            pieces.add(text.subspan(i, std::min(step, text.size() - i)));
        require(pieces.valid() == codec::is_utf8(text), "pieces are what the whole is");
    }
}

}  // namespace
}  // namespace wsdissect

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wsdissect;
    const Bytes octets(data, size);
    const std::string_view text = as_text(octets);
    require((utf8_front(text) == text.size()) == codec::is_utf8(octets), "both readers of UTF-8 agree");
    require(without_cut_sequence(text) <= text.size() && without_cut_sequence(text) + 3 >= text.size(),
            "at most three octets are cut off");
    check_terminal(text);
    check_json(text);
    check_pieces(octets);
    const auto decoded = from_base64(to_base64(octets));
    require(decoded && as_text(*decoded) == text, "base64 comes back");
    if (const auto back = from_base64(text)) require(to_base64(*back) == text, "base64 has one form");
    (void)cli::parse_decode_as(text);
    (void)print::RecordKinds::parse(text);
    return 0;
}
