#include "wire/fragment_pieces.hpp"

#include <algorithm>
#include <iterator>

namespace wsdissect::wire {

bool FragmentPieces::add(const Fragment& fragment) {
    const std::uint32_t end = fragment.offset + fragment.length;
    const std::uint32_t furthest = pieces_.empty() ? 0 : pieces_.back().end;
    const bool ends_elsewhere =
        (end_ && (end > *end_ || (!fragment.more && end != *end_))) || (!fragment.more && end < furthest);
    if (ends_elsewhere) return false;
    if (!fragment.more) end_ = end;

    auto piece = std::partition_point(pieces_.begin(), pieces_.end(),
                                      [&](const Piece& each) { return each.end <= fragment.offset; });
    const bool is_copy = piece != pieces_.end() && piece->begin == fragment.offset && piece->end == end;
    if (is_copy) return true;
    const bool agrees = piece == pieces_.end() || piece->begin >= end;
    for (std::uint32_t at = fragment.offset; at < end;) {
        const std::uint32_t next = piece == pieces_.end() ? end : std::min(piece->begin, end);
        if (at < next) piece = std::next(pieces_.insert(piece, piece_of(fragment, at, next)));
        if (piece == pieces_.end()) break;
        at = piece++->end;
    }
    return agrees;
}

FragmentPieces::Piece FragmentPieces::piece_of(const Fragment& fragment, std::uint32_t begin,
                                               std::uint32_t end) {
    const std::size_t captured = fragment.payload.size();
    const std::size_t from = std::min<std::size_t>(begin - fragment.offset, captured);
    const std::size_t to = std::min<std::size_t>(end - fragment.offset, captured);
    const Bytes octets = fragment.payload.subspan(from, to - from);
    covered_ += end - begin;
    held_ += octets.size();
    return {begin, end, {octets.begin(), octets.end()}};
}

void FragmentPieces::assemble(std::vector<std::uint8_t>& into) const {
    into.clear();
    for (const Piece& piece : pieces_) {
        into.insert(into.end(), piece.octets.begin(), piece.octets.end());
        if (piece.octets.size() < piece.end - piece.begin) return;
    }
}

}  // namespace wsdissect::wire
