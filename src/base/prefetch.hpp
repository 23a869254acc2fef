#pragma once
// Asking the processor for memory that is looked at soon. Where thousands of connections take turns, each
// cache line that is not asked for ahead costs 100 ns.
//
// What only prefetches has to be inlined: GCC takes it for a function without any effect, and leaves calls of
// it out.

#include <cstddef>

namespace wsdissect {

inline constexpr std::size_t kCacheLine = 64;

[[gnu::always_inline]] inline void prefetch(const void* memory) noexcept { __builtin_prefetch(memory, 1); }

/// All lines of `octets` octets at `object`, which begins a line.
[[gnu::always_inline]] inline void prefetch_lines(const void* object, std::size_t octets) noexcept {
    for (std::size_t at = 0; at < octets; at += kCacheLine) prefetch(static_cast<const char*>(object) + at);
}

}  // namespace wsdissect
