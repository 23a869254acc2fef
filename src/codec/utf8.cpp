#include "wsdissect/codec/utf8.hpp"

#include <simdjson.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "wsdissect/base/code_point.hpp"

namespace wsdissect::codec {
namespace {

/// Most text on WebSockets is short and ASCII: up to here a look at its high bits is cheaper than simdjson's
/// choice of a kernel and its handling of the last block.
constexpr std::size_t kShort = 256;

template <std::size_t kWords>
std::array<std::uint64_t, kWords> load_words(const std::uint8_t* from) noexcept {
    std::array<std::uint64_t, kWords> words;
    std::memcpy(words.data(), from, sizeof words);
    return words;
}

/// All of these words' bits. The last ones overlap those before: a text's length is chance, and so is where
/// its first octet beyond ASCII stands; to stop there would be one more branch that goes where no one
/// expects.
template <std::size_t kWords>
std::uint64_t bits_of(Bytes octets) noexcept {
    constexpr std::size_t kOctets = kWords * sizeof(std::uint64_t);
    const std::size_t last = octets.size() - kOctets;
    std::array<std::uint64_t, kWords> seen = load_words<kWords>(octets.data() + last);
    for (std::size_t i = 0; i < last; i += kOctets) {
        const auto words = load_words<kWords>(octets.data() + i);
        for (std::size_t j = 0; j < kWords; ++j) seen[j] |= words[j];
    }
    std::uint64_t bits = 0;
    for (const std::uint64_t word : seen) bits |= word;
    return bits;
}

bool is_ascii(Bytes octets) noexcept {
    constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080;
    std::uint64_t bits = 0;
    if (octets.size() >= 4 * sizeof bits) {
        bits = bits_of<4>(octets);
    } else if (octets.size() >= sizeof bits) {
        bits = bits_of<1>(octets);
    } else {
        for (const std::uint8_t octet : octets) bits |= octet;
    }
    return (bits & kHighBits) == 0;
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
        if (without_cut_sequence(as_text(sequence)) == 0) continue;  // All of it is still one cut sequence.
        valid_ = valid_ && is_utf8(sequence);
        held_ = 0;
    }
    return piece;
}

}  // namespace wsdissect::codec
