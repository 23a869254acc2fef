#include "wsdissect/wire/fragments.hpp"

#include <list>
#include <map>
#include <utility>
#include <vector>

#include "wire/fragment_pieces.hpp"

namespace wsdissect::wire {

namespace {

/// Fragments of one packet leave one after the other; identifications are used again after seconds.
constexpr std::int64_t kOneBurst = kNanosecondsPerSecond / 10;

/// A packet of which fragments came.
struct Packet {
    enum class State : std::uint8_t {
        waits,  ///< For more fragments.
        whole,  ///< Was told. It only swallows copies.
        wrong,  ///< Was dropped. What else comes of it is, too.
    };

    const FragmentKey* key = nullptr;  ///< In the map.
    Timestamp since;                   ///< When its first fragment came, or when its state changed.
    State state = State::waits;
    std::uint8_t protocol = 0;
    bool at_destination = true;
    unsigned next_number = 0;  ///< Of fragments of frames.
    std::uint64_t fragments = 0;
    std::uint64_t memory = 0;  ///< Octets of the budget.
    FragmentPieces pieces;

    [[nodiscard]] bool add_next(Fragment fragment);
};

/// Puts a fragment of a frame behind those before it. False where one is missing, or the packet gets too
/// long.
bool Packet::add_next(Fragment fragment) {
    constexpr std::uint32_t kMaxLength = 0xffff;
    if (*fragment.number < next_number) return true;  // A copy.
    fragment.offset = pieces.covered();
    const bool follows = *fragment.number == next_number && fragment.length <= kMaxLength - fragment.offset;
    ++next_number;
    return follows && pieces.add(fragment);
}

/// Whether it is no copy of one that came before, and belongs to no packet before.
bool begins_packet(const Fragment& fragment) noexcept {
    return fragment.number == std::uint8_t{0} && !fragment.sent_again;
}

}  // namespace

class Fragments::Impl {
  public:
    explicit Impl(MemoryBudget& budget) : budget_(budget) {}
    ~Impl() { budget_.give_back(memory_); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    [[nodiscard]] const WholePacket* add(const Fragment& fragment, Timestamp now);
    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }
    [[nodiscard]] std::uint64_t waiting() const noexcept {
        std::uint64_t fragments = 0;
        for (const Packet& packet : waiting_) fragments += packet.fragments;
        return fragments;
    }

  private:
    using Packets = std::list<Packet>;
    /// The nodes of map and list, roughly.
    static constexpr std::uint64_t kPacketMemory = sizeof(Packet) + sizeof(FragmentKey) + 96;

    void drop_expired(Timestamp now);
    [[nodiscard]] Packet& packet_of(const Fragment& fragment, Timestamp now);
    void make_room();
    void drop(Packet& packet, Timestamp now);
    [[nodiscard]] const WholePacket* tell(Packet& packet, const Fragment& last, Timestamp now);
    void settle(Packet& packet, Packet::State state, Timestamp now);
    void account(Packet& packet, std::uint64_t memory);
    void forget(Packet& packet);

    MemoryBudget& budget_;
    Packets waiting_;  ///< Oldest first.
    Packets settled_;  ///< Likewise: what is no longer waited for.
    std::map<FragmentKey, Packets::iterator> by_key_;
    std::uint64_t memory_ = 0;  ///< Octets of the budget.
    std::uint64_t dropped_ = 0;
    std::vector<std::uint8_t> assembled_;
    WholePacket whole_;
};

const WholePacket* Fragments::Impl::add(const Fragment& fragment, Timestamp now) {
    drop_expired(now);
    Packet& packet = packet_of(fragment, now);
    if (packet.state == Packet::State::whole) return nullptr;
    ++packet.fragments;
    if (packet.state == Packet::State::wrong) {
        ++dropped_;
        return nullptr;
    }
    if (fragment.offset == 0 && packet.protocol == 0) packet.protocol = fragment.protocol;
    packet.at_destination = packet.at_destination && fragment.at_destination;
    const bool agrees = fragment.number ? packet.add_next(fragment) : packet.pieces.add(fragment);
    const bool is_ipv4 = !fragment.number && fragment.key.source.family == AddressFamily::ipv4;
    if ((!agrees && !is_ipv4) || packet.pieces.count() > kMaxFragmentPieces) {
        drop(packet, now);
        return nullptr;
    }
    if (packet.pieces.is_whole()) return tell(packet, fragment, now);
    account(packet, kPacketMemory + packet.pieces.memory());
    make_room();
    return nullptr;
}

Packet& Fragments::Impl::packet_of(const Fragment& fragment, Timestamp now) {
    const auto found = by_key_.find(fragment.key);
    if (found != by_key_.end()) {
        Packet& known = *found->second;
        const std::int64_t age = nanoseconds_between(known.since, now);
        const bool may_be_next = known.state == Packet::State::whole || begins_packet(fragment);
        if (age <= (may_be_next ? kFragmentCopies : kFragmentTimeout)) return known;
        if (known.state == Packet::State::waits) dropped_ += known.fragments;
        forget(known);
    }
    const auto packet = waiting_.emplace(waiting_.end());
    packet->since = now;
    packet->key = &by_key_.emplace(fragment.key, packet).first->first;
    account(*packet, kPacketMemory);
    return *packet;
}

void Fragments::Impl::drop_expired(Timestamp now) {
    while (!waiting_.empty() && nanoseconds_between(waiting_.front().since, now) > kFragmentTimeout) {
        dropped_ += waiting_.front().fragments;
        forget(waiting_.front());
    }
}

void Fragments::Impl::make_room() {
    const auto fits = [&] {
        return waiting_.size() <= kMaxFragmentedPackets && memory_ <= kMaxFragmentOctets &&
               budget_.has_room(0);
    };
    while (!fits() && !waiting_.empty()) {
        dropped_ += waiting_.front().fragments;
        forget(waiting_.front());
    }
}

void Fragments::Impl::drop(Packet& packet, Timestamp now) {
    dropped_ += packet.fragments;
    settle(packet, Packet::State::wrong, now);
}

const WholePacket* Fragments::Impl::tell(Packet& packet, const Fragment& last, Timestamp now) {
    packet.pieces.assemble(assembled_);
    whole_ = {.key = *packet.key,
              .protocol = packet.protocol,
              .encapsulations = last.encapsulations,
              .length = packet.pieces.length(),
              .payload = assembled_,
              .at_destination = packet.at_destination,
              .slow = nanoseconds_between(packet.since, now) > kOneBurst};
    settle(packet, Packet::State::whole, now);
    return &whole_;
}

/// Keeps nothing of it but what became of it.
void Fragments::Impl::settle(Packet& packet, Packet::State state, Timestamp now) {
    packet.state = state;
    packet.since = now;
    packet.pieces = {};
    account(packet, kPacketMemory);
    settled_.splice(settled_.end(), waiting_, by_key_.find(*packet.key)->second);
    if (settled_.size() > kMaxFragmentedPackets) forget(settled_.front());
}

void Fragments::Impl::account(Packet& packet, std::uint64_t memory) {
    budget_.give_back(packet.memory);
    budget_.count(memory);
    memory_ = memory_ - packet.memory + memory;
    packet.memory = memory;
}

void Fragments::Impl::forget(Packet& packet) {
    account(packet, 0);
    const auto place = by_key_.find(*packet.key);
    const Packets::iterator packet_place = place->second;
    Packets& list = packet.state == Packet::State::waits ? waiting_ : settled_;
    by_key_.erase(place);
    list.erase(packet_place);
}

Fragments::Fragments(MemoryBudget& budget) : impl_(std::make_unique<Impl>(budget)) {}
Fragments::~Fragments() = default;

const WholePacket* Fragments::add(const Fragment& fragment, Timestamp now) {
    return impl_->add(fragment, now);
}

std::uint64_t Fragments::dropped() const noexcept { return impl_->dropped(); }
std::uint64_t Fragments::waiting() const noexcept { return impl_->waiting(); }

}  // namespace wsdissect::wire
