// Several sources as one, in the order of their packets' times.
//
// Each source fills a batch of its own. A heap holds those that have a packet to give, the one with the
// earliest at its front. That one gives packets for as long as they come before the front of all others,
// which makes files that follow each other as cheap as one file. When a batch is used up, the output ends
// too: the packets given are views that the refill would take away.

#include "capture/merge.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace wsdissect::capture {

namespace {

constexpr std::size_t kBatch = 256;

/// One source, and what was read from it and not yet given.
class Lane {
  public:
    explicit Lane(MergedPart part) : part_(std::move(part)), opened_(part_.source != nullptr) {}

    /// False at the source's end, where it is given up. Takes away the views given before.
    [[nodiscard]] bool refill() {
        if (!batch_) batch_ = std::make_unique<std::array<Packet, kBatch>>();
        left_ = std::span(*batch_).first(part_.source->read(*batch_));
        if (left_.empty()) close();
        return !left_.empty();
    }
    [[nodiscard]] bool opened() const noexcept { return opened_; }
    void open() {
        part_.source = part_.open();
        opened_ = true;
    }
    [[nodiscard]] bool empty() const noexcept { return left_.empty(); }
    [[nodiscard]] Packet take() noexcept {
        const Packet packet = left_.front();
        left_ = left_.subspan(1);
        return packet;
    }
    /// Whether this lane's front comes before the other's; neither may be empty.
    [[nodiscard]] bool precedes(const Lane& other) const noexcept {
        return std::pair(time(), part_.order) < std::pair(other.time(), other.part_.order);
    }
    [[nodiscard]] bool ready() const noexcept { return !part_.source || part_.source->ready(); }
    [[nodiscard]] std::uint64_t bytes_read() const noexcept {
        return part_.source ? part_.source->bytes_read() : bytes_read_;
    }
    [[nodiscard]] std::uint64_t bytes_total() const noexcept {
        return part_.source ? part_.source->bytes_total() : part_.octets;
    }

  private:
    /// Of the front; before it is opened that which is known of it.
    [[nodiscard]] Timestamp time() const noexcept {
        return left_.empty() ? part_.first_time : left_.front().stamp.time;
    }
    void close() {
        bytes_read_ = part_.source->bytes_read();
        part_.octets = part_.source->bytes_total();
        part_.source.reset();
        batch_.reset();
    }

    MergedPart part_;
    bool opened_;
    std::uint64_t bytes_read_ = 0;  ///< Of a source that was given up.
    std::unique_ptr<std::array<Packet, kBatch>> batch_;
    std::span<Packet> left_;
};

/// The order that puts the earliest at a heap's front.
bool later(const Lane* left, const Lane* right) noexcept { return right->precedes(*left); }

class MergedSource final : public Source {
  public:
    MergedSource(std::vector<MergedPart> parts, std::uint64_t first_number) : number_(first_number - 1) {
        for (MergedPart& part : parts) {
            lanes_.push_back(std::make_unique<Lane>(std::move(part)));
            Lane* const lane = lanes_.back().get();
            (lane->opened() ? waiting_ : heap_).push_back(lane);
        }
        std::make_heap(heap_.begin(), heap_.end(), later);
    }

    [[nodiscard]] std::size_t read(std::span<Packet> packets) override;
    [[nodiscard]] bool ready() const noexcept override;
    [[nodiscard]] std::uint64_t bytes_read() const noexcept override;
    [[nodiscard]] std::uint64_t bytes_total() const noexcept override;

  private:
    [[nodiscard]] std::size_t give(std::span<Packet> packets);
    void refill_waiting();
    [[nodiscard]] std::size_t take_from(Lane& lane, std::span<Packet> packets);

    std::vector<std::unique_ptr<Lane>> lanes_;
    std::vector<Lane*> heap_;     ///< Those that have a packet or are not opened yet, in heap order.
    std::vector<Lane*> waiting_;  ///< Those whose batch is used up.
    std::uint64_t number_;
};

std::size_t MergedSource::read(std::span<Packet> packets) {
    std::size_t count = 0;
    do {
        refill_waiting();
        count = give(packets);
    } while (count == 0 && !waiting_.empty());
    return count;
}

/// None where a source that comes next has only been opened.
std::size_t MergedSource::give(std::span<Packet> packets) {
    std::size_t count = 0;
    while (count < packets.size() && waiting_.empty() && !heap_.empty()) {
        std::pop_heap(heap_.begin(), heap_.end(), later);
        Lane& lane = *heap_.back();
        heap_.pop_back();
        if (lane.opened()) {
            count += take_from(lane, packets.subspan(count));
        } else {
            lane.open();
        }
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
    return std::all_of(waiting_.begin(), waiting_.end(), [](const Lane* lane) { return lane->ready(); });
}

std::uint64_t MergedSource::bytes_read() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& lane : lanes_) sum += lane->bytes_read();
    return sum;
}

std::uint64_t MergedSource::bytes_total() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& lane : lanes_) {
        const std::uint64_t octets = lane->bytes_total();
        if (octets == 0) return 0;
        sum += octets;
    }
    return sum;
}

}  // namespace

std::unique_ptr<Source> merge_parts(std::vector<MergedPart> parts, std::uint64_t first_number) {
    return std::make_unique<MergedSource>(std::move(parts), first_number);
}

std::unique_ptr<Source> merge(std::vector<std::unique_ptr<Source>> sources) {
    std::vector<MergedPart> parts(sources.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
        parts[i].order = i;
        parts[i].source = std::move(sources[i]);
    }
    return merge_parts(std::move(parts), 1);
}

}  // namespace wsdissect::capture
