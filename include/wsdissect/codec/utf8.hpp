#pragma once
// UTF-8 validation (RFC 3629). A thin wrapper of simdjson.

#include <array>
#include <cstddef>
#include <cstdint>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::codec {

[[nodiscard]] bool is_utf8(Bytes octets) noexcept;

/// Validates a text that comes in pieces, which may be cut anywhere.
class Utf8Pieces {
  public:
    void add(Bytes piece) noexcept;
    /// Whether all octets so far are valid UTF-8, a sequence that is not whole yet aside.
    [[nodiscard]] bool valid_so_far() const noexcept { return valid_; }
    /// The same where no more octets come: then no sequence may be cut.
    [[nodiscard]] bool valid() const noexcept { return valid_ && held_ == 0; }

  private:
    [[nodiscard]] Bytes complete(Bytes piece) noexcept;

    bool valid_ = true;
    std::size_t held_ = 0;  ///< Octets in `cut_`.
    std::array<std::uint8_t, 4> cut_{};
};

}  // namespace wsdissect::codec
