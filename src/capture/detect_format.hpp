#pragma once
// Tells by a file's first octets which format it has.

#include <cstddef>
#include <cstdint>
#include <memory>

#include "capture/format.hpp"
#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/result.hpp"
#include "wsdissect/capture/interface_book.hpp"

namespace wsdissect::capture {

/// Octets that `detect_format` needs.
inline constexpr std::size_t kMagicOctets = 4;

/// The parser for the file that begins with `start`, whose packets are stamped with `file`, and with the
/// numbers of their interfaces in `interfaces`, unless that is null. Where the file has fewer than
/// `kMagicOctets`, those that are there have to do.
[[nodiscard]] Result<std::unique_ptr<Format>, Damage> detect_format(
    Bytes start, std::uint32_t file, const std::shared_ptr<InterfaceBook>& interfaces = {});

}  // namespace wsdissect::capture
