// Several sources as one, in the order of their packets' times.
//
// Each source fills a batch of its own. A heap holds those that have a packet to give, the one with the
// earliest at its front. That one gives packets for as long as they come before the front of all others,
// which makes files that follow each other as cheap as one file. When a batch is used up, the output ends
// too: the packets given are views that the refill would take away.

#include <algorithm>
#include <array>
#include <utility>

#include "wsdissect/capture/source.hpp"

namespace wsdissect::capture {

namespace {

constexpr std::size_t kBatch = 256;

/// One source, and what was read from it and not yet given.
class Lane {
  public:
    Lane(std::unique_ptr<Source> source, std::size_t index) : source_(std::move(source)), index_(index) {}

    /// False at the source's end. Takes away the views given before.
    [[nodiscard]] bool refill() {
        left_ = std::span(batch_).first(source_->read(batch_));
        return !left_.empty();
    }
    [[nodiscard]] bool empty() const noexcept { return left_.empty(); }
    [[nodiscard]] Packet take() noexcept {
        const Packet packet = left_.front();
        left_ = left_.subspan(1);
        return packet;
    }
    /// Whether this lane's front comes before the other's; neither may be empty.
    [[nodiscard]] bool precedes(const Lane& other) const noexcept {
        return std::pair(time(), index_) < std::pair(other.time(), other.index_);
    }
    [[nodiscard]] const Source& source() const noexcept { return *source_; }

  private:
    [[nodiscard]] Timestamp time() const noexcept { return left_.front().stamp.time; }

    std::unique_ptr<Source> source_;
    std::size_t index_;
    std::array<Packet, kBatch> batch_;
    std::span<Packet> left_;
};

/// The order that puts the earliest at a heap's front.
bool later(const Lane* left, const Lane* right) noexcept { return right->precedes(*left); }

class MergedSource final : public Source {
  public:
    explicit MergedSource(std::vector<std::unique_ptr<Source>> sources) {
        for (auto& source : sources) {
            lanes_.push_back(std::make_unique<Lane>(std::move(source), lanes_.size()));
            waiting_.push_back(lanes_.back().get());
        }
    }

    [[nodiscard]] std::size_t read(std::span<Packet> packets) override;
    [[nodiscard]] bool ready() const noexcept override;
    [[nodiscard]] std::uint64_t bytes_read() const noexcept override;
    [[nodiscard]] std::uint64_t bytes_total() const noexcept override;

  private:
    void refill_waiting();
    [[nodiscard]] std::size_t take_from(Lane& lane, std::span<Packet> packets);

    std::vector<std::unique_ptr<Lane>> lanes_;
    std::vector<Lane*> heap_;     ///< Those that have a packet, in heap order.
    std::vector<Lane*> waiting_;  ///< Those whose batch is used up.
    std::uint64_t number_ = 0;
};

std::size_t MergedSource::read(std::span<Packet> packets) {
    refill_waiting();
    std::size_t count = 0;
    while (count < packets.size() && waiting_.empty() && !heap_.empty()) {
        std::pop_heap(heap_.begin(), heap_.end(), later);
        Lane& lane = *heap_.back();
        heap_.pop_back();
        count += take_from(lane, packets.subspan(count));
        if (lane.empty()) {
            waiting_.push_back(&lane);
        } else {
            heap_.push_back(&lane);
            std::push_heap(heap_.begin(), heap_.end(), later);
        }
    }
    return count;
}

void MergedSource::refill_waiting() {
    for (Lane* lane : std::exchange(waiting_, {})) {
        if (!lane->refill()) continue;
        heap_.push_back(lane);
        std::push_heap(heap_.begin(), heap_.end(), later);
    }
}

/// Gives the lane's packets that come before every other lane's, which the heap holds.
std::size_t MergedSource::take_from(Lane& lane, std::span<Packet> packets) {
    std::size_t count = 0;
    while (count < packets.size() && !lane.empty() && (heap_.empty() || lane.precedes(*heap_.front()))) {
        Packet& packet = packets[count++];
        packet = lane.take();
        packet.stamp.number = ++number_;
    }
    return count;
}

bool MergedSource::ready() const noexcept {
    return std::all_of(waiting_.begin(), waiting_.end(),
                       [](const Lane* lane) { return lane->source().ready(); });
}

std::uint64_t MergedSource::bytes_read() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& lane : lanes_) sum += lane->source().bytes_read();
    return sum;
}

std::uint64_t MergedSource::bytes_total() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& lane : lanes_) {
        const std::uint64_t octets = lane->source().bytes_total();
        if (octets == 0) return 0;
        sum += octets;
    }
    return sum;
}

}  // namespace

std::unique_ptr<Source> merge(std::vector<std::unique_ptr<Source>> sources) {
    return std::make_unique<MergedSource>(std::move(sources));
}

}  // namespace wsdissect::capture
