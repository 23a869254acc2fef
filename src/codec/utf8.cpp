#include "wsdissect/codec/utf8.hpp"

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "wsdissect/base/code_point.hpp"

namespace wsdissect::codec {
namespace {

/// Most text on WebSockets is short and ASCII: up to here a look at its high bits is cheaper than simdjson's
/// choice of a kernel and its handling of the last block.
constexpr std::size_t kShort = 256;

std::uint64_t load_word(const std::uint8_t* from) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, from, sizeof word);
    return word;
}

bool is_ascii(Bytes octets) noexcept {
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080;
    std::uint64_t seen = 0;
    if (octets.size() < kWord) {
        for (const std::uint8_t octet : octets) seen |= octet;
        return (seen & kHighBits) == 0;
    }
    std::size_t i = 0;
    for (; octets.size() - i >= 4 * kWord; i += 4 * kWord) {
        const std::uint8_t* const from = octets.data() + i;
        seen |= load_word(from) | load_word(from + kWord) | load_word(from + 2 * kWord) |
                load_word(from + 3 * kWord);
        if ((seen & kHighBits) != 0) return false;
    }
    for (; octets.size() - i > kWord; i += kWord) seen |= load_word(octets.data() + i);
    seen |= load_word(octets.data() + octets.size() - kWord);  // May overlap.
    return (seen & kHighBits) == 0;
}

}  // namespace

bool is_utf8(Bytes octets) noexcept {
    if (octets.size() <= kShort && is_ascii(octets)) return true;
    // Asked for once: simdjson would look for it with every text.
    static const simdjson::implementation* const kernel =
        simdjson::get_available_implementations().detect_best_supported();
    return kernel->validate_utf8(as_text(octets).data(), octets.size());
}

void Utf8Pieces::add(Bytes piece) noexcept {
    if (held_ > 0) piece = complete(piece);
    const std::size_t whole = without_cut_sequence(as_text(piece));
    valid_ = valid_ && is_utf8(piece.first(whole));
    for (const std::uint8_t octet : piece.subspan(whole)) cut_[held_++] = octet;
}

/// Takes what belongs to the sequence that the piece before cut; returns the rest.
Bytes Utf8Pieces::complete(Bytes piece) noexcept {
    while (held_ > 0 && !piece.empty()) {
        cut_[held_++] = piece.front();
        piece = piece.subspan(1);
        const Bytes sequence = Bytes(cut_).first(held_);
        if (without_cut_sequence(as_text(sequence)) < held_) continue;  // It is still cut.
        valid_ = valid_ && is_utf8(sequence);
        held_ = 0;
    }
    return piece;
}

}  // namespace wsdissect::codec
