#include "engine/turns.hpp"

namespace wsdissect::engine {

namespace {

/// Looks at a turn before its thread is put to sleep: some microseconds. More gains nothing measurable, and
/// wastes time that others could use on a busy machine.
constexpr int kLooks = 100;

/// How a turn shows at its place; never 0 in the first round. 31 bits tell neighbouring rounds apart.
constexpr std::uint32_t sign_of(std::uint64_t turn) noexcept {
    return static_cast<std::uint32_t>(turn + 1) & 0x7fffffff;
}
/// What is at no place: it wakes those who wait when the stage is closed.
constexpr std::uint32_t kClosed = 0x80000000;

void pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
}

}  // namespace

Turns::Turns() noexcept { places_[0].due.store(sign_of(0), std::memory_order_relaxed); }

bool Turns::wait(std::uint64_t turn) noexcept {
    auto& due = place_of(turn).due;
    for (int looks = 0; looks < kLooks && due.load(std::memory_order_acquire) != sign_of(turn); ++looks)
        pause();
    std::uint32_t seen = due.load(std::memory_order_acquire);
    while (seen != sign_of(turn) && !closed_.load(std::memory_order_acquire)) {
        due.wait(seen, std::memory_order_acquire);
        seen = due.load(std::memory_order_acquire);
    }
    return !closed_.load(std::memory_order_acquire);
}

void Turns::pass(std::uint64_t turn) noexcept {
    auto& due = place_of(turn + 1).due;
    // notify_one first looks whether anybody waits. Were that seen before the turn has come, it might miss
    // who falls asleep meanwhile, for good.
    due.store(sign_of(turn + 1), std::memory_order_seq_cst);
    due.notify_one();
}

void Turns::close() noexcept {
    closed_.store(true, std::memory_order_release);
    for (Place& place : places_) {
        place.due.fetch_or(kClosed, std::memory_order_release);
        place.due.notify_all();
    }
}

}  // namespace wsdissect::engine
