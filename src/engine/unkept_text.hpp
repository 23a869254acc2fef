#pragma once
// Text of which only the front is kept is looked at to its end all the same.

#include <optional>

#include "engine/payload_buffer.hpp"
#include "wsdissect/base/bytes.hpp"
#include "wsdissect/codec/utf8.hpp"

namespace wsdissect::engine {

/// Goes on with `text` over `masked`, of which no copy is kept.
void look_at_unkept(codec::Utf8Pieces& text, Bytes masked, const PieceMask& mask) noexcept;

/// Whether all payload of a frame is valid.
[[nodiscard]] bool is_valid_unkept(Bytes masked, const std::optional<websocket::MaskingKey>& key) noexcept;

}  // namespace wsdissect::engine
