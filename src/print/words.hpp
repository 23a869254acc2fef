#pragma once
// The words that the formats for people share.

#include <string_view>

#include "print/text_builder.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::print {

/// ANSI colours; all empty where there are to be none.
using Color = FixedText<8>;
struct Colors {
    Color bold, red, green, reset;

    [[nodiscard]] static constexpr Colors when(bool wanted) noexcept {
        if (!wanted) return {};
        return {.bold = Color("\x1b[1m"),
                .red = Color("\x1b[31m"),
                .green = Color("\x1b[32m"),
                .reset = Color("\x1b[0m")};
    }
};

/// `Continuation`, `Text`, ..., `Unknown`: Wireshark's names, but `Close` where it says `Connection Close`.
[[nodiscard]] constexpr std::string_view opcode_word(websocket::Opcode opcode) noexcept {
    using websocket::Opcode;
    switch (opcode) {
        case Opcode::continuation: return "Continuation";
        case Opcode::text: return "Text";
        case Opcode::binary: return "Binary";
        case Opcode::close: return "Close";
        case Opcode::ping: return "Ping";
        case Opcode::pong: return "Pong";
    }
    return "Unknown";
}

/// How a connection ended: `by close`, `at the end of the capture`.
[[nodiscard]] std::string_view words_of(std::optional<model::EndedBy> ended_by) noexcept;

/// `TCP`, or `the stream` (of HTTP/2): what carried the connection.
[[nodiscard]] constexpr std::string_view carrier_of(const model::ConnectionEnd& end) noexcept {
    return end.connection->http2 ? "the stream" : "TCP";
}

/// What there is in a direction after octets that were not captured.
[[nodiscard]] std::string_view words_behind(const model::Gap& gap) noexcept;

/// `2 text, 1 close`, or `none`: opcodes and verdicts that occurred, with their counts.
void add_frame_counts(TextBuilder text, const model::Summary& summary);
void add_handshake_counts(TextBuilder text, const model::Summary& summary);
void add_finding_counts(TextBuilder text, const model::Summary& summary);

}  // namespace wsdissect::print
