#pragma once
// What a FrameReader tells of a stream that comes in pieces, as values to compare.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wsdissect/http2/frame_reader.hpp"

namespace wsdissect::http2 {

struct Told {
    ReadEvent event = ReadEvent::need_more;
    std::uint32_t stream = 0;
    std::uint64_t offset = 0;  ///< Octets of the stream that were consumed with it; 0 of `broken`.
    std::string text;  ///< Of `frame` the type, of `headers` block_length and fields, the octets of `data`,
                       ///< of `settings` whether extended CONNECT is enabled.
    bool end_stream = false;

    bool operator==(const Told&) const = default;
};

/// Gives `piece` to `reader` until it needs more, appends to `told`, and checks what `read` promises of every
/// step. Pieces of one DATA frame become one. `offset` counts the octets that were consumed.
void read_piece(FrameReader& reader, std::string_view piece, std::vector<Told>& told, std::uint64_t& offset);

/// All that is told of `wire` cut at these places, which ascend.
[[nodiscard]] std::vector<Told> read_cut(Direction sender, std::string_view wire,
                                         const std::vector<std::size_t>& cuts);

/// All that is told of `wire`, a line each, without `frame` and without offsets.
[[nodiscard]] std::string told_of(Direction sender, std::string_view wire);

}  // namespace wsdissect::http2
