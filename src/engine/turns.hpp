#pragma once
// Lets threads through a stage of their work one at a time, in an order that is fixed beforehand.

#include <array>
#include <atomic>
#include <cstdint>

namespace wsdissect::engine {

/// Turns are numbered 0, 1, 2 and so on; each is waited for by one thread, and passed by it. What was done
/// before a turn was passed is seen by whoever's turn comes later.
class Turns {
  public:
    /// Threads that may take part: no two turns that are this far apart may be waited for at a time.
    static constexpr unsigned kMaxThreads = 64;

    Turns() noexcept;
    Turns(const Turns&) = delete;
    Turns& operator=(const Turns&) = delete;

    /// Returns when the turn has come: true; or when the stage was closed: false.
    [[nodiscard]] bool wait(std::uint64_t turn) noexcept;
    /// Ends the turn, which has come, and lets the next one come.
    void pass(std::uint64_t turn) noexcept;
    /// No turn comes any more.
    void close() noexcept;

  private:
    /// Every thread waits at a place of its own, so that passing a turn wakes nobody in vain.
    struct alignas(64) Place {
        std::atomic<std::uint32_t> due = 0;  ///< Which of this place's turns has come.
    };
    [[nodiscard]] Place& place_of(std::uint64_t turn) noexcept { return places_[turn % kMaxThreads]; }

    std::array<Place, kMaxThreads> places_;
    std::atomic<bool> closed_ = false;
};

}  // namespace wsdissect::engine
