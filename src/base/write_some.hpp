#pragma once
// Writing to a descriptor that others may have set not to block.

#include <sys/types.h>

#include <cstddef>

namespace wsdissect {

/// As write(2), but waits where it would have to be called again: for a signal that came, or until a
/// descriptor that is set not to block takes octets.
[[nodiscard]] ssize_t write_some(int descriptor, const void* octets, std::size_t count) noexcept;

}  // namespace wsdissect
