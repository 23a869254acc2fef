#pragma once
// Writes frames (RFC 6455 section 5.2) with a code of its own: it shares nothing with the decoder under test.

#include <cstdint>
#include <optional>
#include <vector>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/websocket/frame.hpp"

namespace wsdissect::bench {

struct FrameToWrite {
    websocket::Opcode opcode = websocket::Opcode::text;
    bool fin = true;
    bool rsv1 = false;
    std::optional<websocket::MaskingKey> masking_key;
    Bytes payload;  ///< Unmasked.
};

/// The length goes into its shortest form, the payload is masked where there is a key.
void append_frame(std::vector<std::uint8_t>& out, const FrameToWrite& frame);

}  // namespace wsdissect::bench
