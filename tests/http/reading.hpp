#pragma once
// What a MessageReader tells of a stream that comes in pieces, as values to compare.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wsdissect/http/message_reader.hpp"

namespace wsdissect::http {

struct Told {
    ReadEvent event = ReadEvent::need_more;
    std::uint64_t offset = 0;  ///< Octets of the stream consumed with it; 0 of not_http.
    std::string head;          ///< Of `head`: all that the head holds, as text.

    bool operator==(const Told&) const = default;
};

/// Begins each message's body as its head says. Of a response, the field `Answers` holds the request's
/// method.
void begin_declared_body(MessageReader& reader, const Head& head);

/// Gives `piece` to `reader` until it needs more, appends to `told`, and checks what `read` promises of every
/// step. `offset` counts the octets consumed.
void read_piece(MessageReader& reader, std::string_view piece, std::vector<Told>& told,
                std::uint64_t& offset);

/// All that is told of `wire` cut at these places, which ascend.
[[nodiscard]] std::vector<Told> read_cut(std::string_view wire, const std::vector<std::size_t>& cuts);

}  // namespace wsdissect::http
