#pragma once
// Tells by a file's first octets which format it has.

#include <cstddef>
#include <cstdint>
#include <memory>

#include "capture/format.hpp"
#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/result.hpp"

namespace wsdissect::capture {

/// Octets that `detect_format` needs.
inline constexpr std::size_t kMagicOctets = 4;

/// The parser for the file that begins with `start`, whose packets are stamped with `file`. Where the file
/// has fewer than `kMagicOctets`, those that are there have to do.
[[nodiscard]] Result<std::unique_ptr<Format>, Damage> detect_format(Bytes start, std::uint32_t file);

}  // namespace wsdissect::capture
