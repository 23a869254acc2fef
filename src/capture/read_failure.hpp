#pragma once
// Why an input ended before its end.

#include <cerrno>
#include <cstdint>

#include "wsdissect/capture/damage.hpp"

namespace wsdissect::capture {

struct ReadFailure {
    DamageKind kind = DamageKind::read_failed;
    std::uint64_t found = 0;  ///< As in Damage, likewise the next.
    const char* detail = nullptr;
};

/// A system call's, from errno.
[[nodiscard]] inline ReadFailure read_failure(int error_number) noexcept {
    return {.found = static_cast<std::uint64_t>(error_number)};
}

}  // namespace wsdissect::capture
