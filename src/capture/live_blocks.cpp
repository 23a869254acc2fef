#include "capture/live_blocks.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace wsdissect::capture {

namespace {

constexpr std::size_t kSlabOctets = std::size_t{256} * 1024;
constexpr std::size_t kSlabPackets = 4096;
constexpr std::size_t kMaxSlabs = 32;  ///< That wait: 8 MiB, and their packets' descriptions.

/// Packets read of one interface before it is the next one's turn.
constexpr int kPacketsPerCall = 256;
constexpr int kCallsPerTurn = 4;
/// Where there is something to hand over, but the other side is not through with what it has.
constexpr std::chrono::milliseconds kRetry(2);
/// Without packets, how often it is said what time it is.
constexpr std::int64_t kTick = 50 * kNanosecondsPerMillisecond;
constexpr int kTickMilliseconds = static_cast<int>(kTick / kNanosecondsPerMillisecond);
/// How often counters are read, and interfaces asked whether they are up.
constexpr std::int64_t kLookAfter = 100 * kNanosecondsPerMillisecond;
/// What the kernel's timers may be late.
constexpr std::int64_t kLate = LiveInterface::kDelay;

}  // namespace

/// Takes an interface's packets into the slab.
class LiveBlocks::Filling final : public PacketTaker {
  public:
    Filling(Slab& slab, const LiveInterface& interface, std::size_t index, std::uint16_t noted_as)
        : slab_(slab) {
        packet_.link_type = interface.link_type();
        packet_.stamp.file = static_cast<std::uint32_t>(index);
        packet_.stamp.time_digits = 9;
        packet_.stamp.interface = noted_as;
    }
    bool take(Timestamp time, std::uint32_t original_length, Bytes data) override {
        packet_.stamp.time = time;
        packet_.original_length = original_length;
        packet_.data = data;
        slab_.add(packet_);
        return !slab_.full();
    }

  private:
    Slab& slab_;
    Packet packet_;
};

LiveBlocks::LiveBlocks(std::vector<LiveInterface> interfaces, LiveSurroundings surroundings)
    : interfaces_(std::move(interfaces)),
      states_(interfaces_.size()),
      noted_as_(interfaces_.size()),
      surroundings_(std::move(surroundings)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      queue_(kMaxSlabs),
      counts_(interfaces_.size()),
      slab_(kSlabOctets, kSlabPackets) {
    surroundings_.ends.push_back(wake_);
}

LiveBlocks::~LiveBlocks() {
    stop();
    (void)::close(wake_);
}

void LiveBlocks::note_interfaces(InterfaceBook& book, const std::string& filter) {
    for (std::size_t i = 0; i < interfaces_.size(); ++i)
        noted_as_[i] = book.number_of({.name = interfaces_[i].name(), .description = {}, .filter = filter});
}

void LiveBlocks::start() {
    thread_ = std::jthread([this] { read(); });
}

void LiveBlocks::stop() {
    if (!thread_.joinable()) return;
    stopped_ = true;
    stopped_.notify_one();
    (void)::eventfd_write(wake_, 1);
    thread_.join();
}

bool LiveBlocks::cut(Block& block) {
    auto slab = queue_.pop();
    if (!slab) return false;
    slab->exchange(block, next_number_);
    next_number_ += block.packets.size();
    queue_.give_back(std::move(*slab));
    return true;
}

std::vector<LiveCounts> LiveBlocks::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

std::vector<LostInterface> LiveBlocks::take_lost() {
    const std::lock_guard lock(mutex_);
    return std::exchange(newly_lost_, {});
}

void LiveBlocks::read() {
    looked_after_ = handed_over_ = surroundings_.timer();
    while (!is_over()) {
        wait();
        if (!over_ && !slab_.full()) read_round();
        hand_over();
        look_after();
    }
    if (surroundings_.on_end) surroundings_.on_end();
    read_rest();
    count();
    queue_.end();
    while (!stopped_) stopped_.wait(false);
}

bool LiveBlocks::is_over() const noexcept {
    return over_ ||
           std::all_of(states_.begin(), states_.end(), [](State state) { return state != State::up; });
}

/// Where there is no room for packets they are not awaited.
std::vector<pollfd> LiveBlocks::awaited() const {
    std::vector<pollfd> awaited;
    for (const int descriptor : surroundings_.ends) awaited.push_back({descriptor, POLLIN, 0});
    for (const int descriptor : surroundings_.outlets) awaited.push_back({descriptor, 0, 0});
    for (std::size_t i = 0; !slab_.full() && i < interfaces_.size(); ++i)
        if (states_[i] != State::gone) awaited.push_back({interfaces_[i].descriptor(), POLLIN, 0});
    return awaited;
}

/// For packets, for the end, or for it to be time for something else.
void LiveBlocks::wait() {
    auto descriptors = awaited();
    const int timeout = slab_.empty() ? kTickMilliseconds : static_cast<int>(kRetry.count());
    (void)::poll(descriptors.data(), descriptors.size(), timeout);
    const auto ends = surroundings_.ends.size() + surroundings_.outlets.size();
    over_ = std::any_of(descriptors.begin(), descriptors.begin() + static_cast<std::ptrdiff_t>(ends),
                        [](const pollfd& end) { return end.revents != 0; });
}

void LiveBlocks::read_round() {
    const Timestamp before = surroundings_.clock();
    drained_ = true;
    for (std::size_t i = 0; i < interfaces_.size(); ++i)
        if (states_[i] != State::gone) read_from(i);
    if (interfaces_.size() > 1) slab_.sort_by_time();
    if (drained_) slab_.now = Timestamp{before.nanoseconds - LiveInterface::kDelay - kLate};
}

void LiveBlocks::read_from(std::size_t index) {
    Filling filling(slab_, interfaces_[index], index, noted_as_[index]);
    for (int calls = 0; calls < kCallsPerTurn && !slab_.full(); ++calls) {
        switch (interfaces_[index].read(filling, kPacketsPerCall)) {
            case LiveInterface::Outcome::empty: return;
            case LiveInterface::Outcome::gone: return lose(index, State::gone, interfaces_[index].reason());
            case LiveInterface::Outcome::more: break;
        }
    }
    drained_ = false;
}

void LiveBlocks::hand_over() {
    const Timestamp now = surroundings_.timer();
    const bool tick_due = drained_ && nanoseconds_between(handed_over_, now) >= kTick;
    const bool wanted = slab_.full() || (queue_.empty() && (!slab_.empty() || tick_due));
    if (wanted && queue_.push(slab_)) handed_over_ = now;
}

void LiveBlocks::look_after() {
    const Timestamp now = surroundings_.timer();
    if (nanoseconds_between(looked_after_, now) < kLookAfter) return;
    looked_after_ = now;
    count();
    for (std::size_t i = 0; i < interfaces_.size(); ++i)
        if (states_[i] == State::up && !interfaces_[i].is_up()) lose(i, State::down, "it went down");
}

void LiveBlocks::count() {
    std::vector<LiveCounts> counts;
    for (LiveInterface& interface : interfaces_) counts.push_back(interface.counts());
    const std::lock_guard lock(mutex_);
    counts_ = std::move(counts);
}

void LiveBlocks::lose(std::size_t index, State state, std::string reason) {
    const bool known = std::exchange(states_[index], state) != State::up;
    const std::lock_guard lock(mutex_);
    if (!known) newly_lost_.push_back({interfaces_[index].name(), std::move(reason)});
}

/// What had come by the end: the kernel gives it after its delay.
void LiveBlocks::read_rest() {
    const Timestamp end{surroundings_.timer().nanoseconds + LiveInterface::kDelay + kLate};
    while (!stopped_) {
        const bool in_time = surroundings_.timer() < end;
        if (!in_time && slab_.empty()) return;
        const bool reads = in_time && !slab_.full();
        if (reads) read_round();
        hand_over();
        if (!reads || drained_) std::this_thread::sleep_for(kRetry);
    }
}

}  // namespace wsdissect::capture
