#include "engine/unkept_text.hpp"

#include <algorithm>
#include <array>

namespace wsdissect::engine {

void look_at_unkept(codec::Utf8Pieces& text, Bytes masked, const PieceMask& mask) noexcept {
    if (!mask.key) return text.add(masked);
    std::array<std::uint8_t, 4096> unmasked;
    for (std::uint64_t position = mask.position; !masked.empty();) {
        const Bytes some = masked.first(std::min(masked.size(), unmasked.size()));
        websocket::apply_mask(some, *mask.key, position, unmasked.data());
        text.add(Bytes(unmasked).first(some.size()));
        position += some.size();
        masked = masked.subspan(some.size());
    }
}

bool is_valid_unkept(Bytes masked, const std::optional<websocket::MaskingKey>& key) noexcept {
    codec::Utf8Pieces text;
    look_at_unkept(text, masked, {key});
    return text.valid();
}

}  // namespace wsdissect::engine
