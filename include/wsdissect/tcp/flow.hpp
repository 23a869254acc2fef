#pragma once
// What is remembered of a TCP connection from its first packet to its last: one record of two cache lines,
// since a capture may hold hundreds of thousands of them at once.

#include <array>
#include <cstdint>
#include <optional>

#include "wsdissect/base/flow_key.hpp"
#include "wsdissect/base/packet_stamp.hpp"
#include "wsdissect/base/sequence_number.hpp"

namespace wsdissect::tcp {

using wsdissect::End;
using wsdissect::FlowKey;
using wsdissect::index_of;
using wsdissect::other;

/// One direction of a flow. Sequence numbers become 64-bit offsets here and nowhere else.
struct HalfFlow {
    std::uint64_t next = 0;  ///< Offset of the first octet that was not handed on.
    SequenceNumber base;     ///< The sequence number that offset 0 has.
    /// The highest that the other end acknowledged; meaningful with `is_acknowledged`.
    SequenceNumber acknowledged;
    std::uint32_t pending = 0;        ///< What waits, as the tracker's own number of it; 0: nothing.
    bool seen : 1 = false;            ///< This end sent a packet that the capture holds.
    bool based : 1 = false;           ///< `base` is set.
    bool start_known : 1 = false;     ///< `base` is the first octet's number, from a SYN or its answer.
    bool start_answered : 1 = false;  ///< From the answer alone: the SYN may have carried octets before it.
    bool started : 1 = false;         ///< Octets are handed on; before, an earlier segment is waited for.
    bool is_acknowledged : 1 = false;
    bool held : 1 = false;   ///< The consumer asked to wait.
    bool ended : 1 = false;  ///< All octets up to its FIN were handed on.
    /// The consumer waits for an acknowledgement: `on_packet` is told.
    bool watched : 1 = false;
    bool ended_first : 1 = false;   ///< See Flow::first_ender; of both: nobody knows.
    bool sent_more : 1 = false;     ///< This end has shown to have sent more than what was handed on since.
    std::uint16_t number_part = 0;  ///< See Flow::number.

    /// The sequence number that offset `next` has.
    [[nodiscard]] SequenceNumber next_sequence() const noexcept {
        return base + static_cast<std::uint32_t>(next);
    }
    void note_acknowledged(SequenceNumber acknowledgment) noexcept {
        if (is_acknowledged && distance(acknowledged, acknowledgment) <= 0) return;
        acknowledged = acknowledgment;
        is_acknowledged = true;
    }
    /// Where this end stands, by a segment of its that has no octets.
    void note_stand(SequenceNumber sequence) noexcept {
        if (started && is_beyond(sequence)) sent_more = true;
    }
    void hand_on(std::uint64_t octets) noexcept {
        next += octets;
        sent_more = false;
    }
    /// Whether all that this end is known to have sent, by itself or by what the other one acknowledged, was
    /// handed on. Before its first octet or SYN came acknowledgements have nothing to be compared with.
    [[nodiscard]] bool is_all_captured() const noexcept {
        return !sent_more && !(based && is_acknowledged && is_beyond(acknowledged));
    }
    /// Whether more was sent than what was handed on, if this number comes next. A FIN takes one, too.
    [[nodiscard]] bool is_beyond(SequenceNumber sequence) const noexcept {
        return distance(next_sequence(), sequence) > (ended ? 1 : 0);
    }
    /// The offset that belongs to `sequence`, the nearest one to `next`. Wraps below zero for what lies
    /// before offset 0, which `is_before` tells.
    [[nodiscard]] std::uint64_t offset_of(SequenceNumber sequence) const noexcept {
        return next +
               static_cast<std::uint64_t>(static_cast<std::int64_t>(distance(next_sequence(), sequence)));
    }
};

/// Whether offset `a` lies before offset `b`; true also where `a` has wrapped below zero.
[[nodiscard]] constexpr bool is_before(std::uint64_t a, std::uint64_t b) noexcept {
    return static_cast<std::int64_t>(a - b) < 0;
}

enum class FlowState : std::uint8_t {
    unused,
    live,
    ignored,  ///< The consumer does not want its octets; only its end is looked for.
    closed,   ///< Over: a tombstone that swallows late segments until a SYN with another sequence number
              ///< comes.
};

struct alignas(128) Flow {
    FlowKey key;
    std::array<HalfFlow, 2> halves;  ///< Indexed by the sending end.
    void* owner = nullptr;           ///< The consumer's, to find its own state again; null at first.
    std::uint64_t last_packet = 0;   ///< Number of its last packet.
    Timestamp last_time;             ///< Of its last packet.
    std::uint32_t packets = 0;       ///< So far.
    std::uint16_t last_file = 0;     ///< Of its last packet; modulo 2^16.
    std::uint8_t last_time_digits = 6;
    FlowState state = FlowState::unused;

    [[nodiscard]] HalfFlow& half(End end) noexcept { return halves[index_of(end)]; }
    [[nodiscard]] const HalfFlow& half(End end) const noexcept { return halves[index_of(end)]; }
    /// Counts the flows, from 0, in the order of their first packets. It lies in what room the halves leave.
    [[nodiscard]] std::uint32_t number() const noexcept {
        return std::uint32_t{halves[1].number_part} << 16 | halves[0].number_part;
    }
    void set_number(std::uint64_t number) noexcept {
        halves[0].number_part = static_cast<std::uint16_t>(number);
        halves[1].number_part = static_cast<std::uint16_t>(number >> 16);
    }
    /// Who ended its direction first, by FIN, or the connection, by RST, in the order in which the capture
    /// has them: what either waits behind may be handed on later, or be lost. Empty also where that is not
    /// certain.
    [[nodiscard]] std::optional<End> first_ender() const noexcept {
        if (halves[0].ended_first == halves[1].ended_first) return std::nullopt;
        return halves[0].ended_first ? End::lower : End::higher;
    }
    void note_ender(End end) noexcept {
        if (!is_ender_noted()) half(end).ended_first = true;
    }
    /// One of them has ended, and the other may have before: of those that follow none is the first.
    void note_doubtful_ender() noexcept {
        if (!is_ender_noted()) halves[0].ended_first = halves[1].ended_first = true;
    }
    /// That `end` had ended turned out to be false.
    void forget_ender(End end) noexcept {
        if (half(end).ended_first) halves[0].ended_first = halves[1].ended_first = false;
    }
    void note_packet(const PacketStamp& packet) noexcept {
        last_packet = packet.number;
        last_time = packet.time;
        last_file = static_cast<std::uint16_t>(packet.file);
        last_time_digits = packet.time_digits;
        ++packets;
    }
    /// Stamp of the last packet.
    [[nodiscard]] PacketStamp last() const noexcept {
        return {last_packet, last_time, last_file, last_time_digits};
    }

  private:
    [[nodiscard]] bool is_ender_noted() const noexcept {
        return halves[0].ended_first || halves[1].ended_first;
    }
};
static_assert(sizeof(Flow) == 128, "a flow is two cache lines");

}  // namespace wsdissect::tcp
