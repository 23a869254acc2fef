#pragma once
// Which Landlock the kernel has.

#include <cstdint>

namespace wsdissect::sandbox {

/// Of its interface; 0: there is none, or it is not in use.
[[nodiscard]] std::uint32_t landlock_version() noexcept;

}  // namespace wsdissect::sandbox
