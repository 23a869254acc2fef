#pragma once
// What one layer of the decoder hands to the next: where it stands in the packet, how much there is from
// there on, and the place of the answer.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "wire/network.hpp"
#include "wsdissect/wire/fragment.hpp"
#include "wsdissect/wire/reading.hpp"

namespace wsdissect::wire {

/// What the headers of either IP version say of a fragment.
struct FragmentPlace {
    std::uint32_t identification = 0;
    std::uint32_t offset = 0;  ///< Octets of the payload before it.
    bool more = false;         ///< It is not the last one.
    /// The header's destination is the one that checksums cover.
    bool at_destination = true;
};

/// Encapsulations in one packet that are followed: what is nested deeper is passed over.
inline constexpr int kMaxEncapsulations = 16;

/// Stands at the first octet of a header. Three lengths lead from there to an end, and are never the same by
/// definition: what the capture holds, what the wire carried, and what the headers so far declare. Before an
/// IP header nothing is declared, and the wire's own length stands in.
class Cursor {
  public:
    Cursor(Bytes data, std::size_t original_length, const Options& options, Reading& reading,
           Segment& segment) noexcept
        : data_(data),
          carried_end_(std::max(original_length, data.size())),
          declared_end_(carried_end_),
          options_(options),
          reading_(reading),
          segment_(segment) {}

    /// Stands at the payload of a packet that came in fragments.
    Cursor(const WholePacket& packet, const Options& options, Reading& reading, Segment& segment) noexcept
        : data_(packet.payload),
          carried_end_(packet.length),
          declared_end_(packet.length),
          options_(options),
          source_(packet.key.source),
          destination_(packet.key.destination),
          network_(packet.key.network),
          encapsulations_(packet.encapsulations),
          reading_(reading),
          segment_(segment) {}

    /// Where a fragment is found, it is described there.
    void describe_fragment_in(Fragment& fragment) noexcept { fragment_ = &fragment; }

    [[nodiscard]] const Options& options() const noexcept { return options_; }

    // What the layers outside TCP found out of a segment.
    [[nodiscard]] Network& network() noexcept { return network_; }
    /// The innermost packet's are those that count.
    void set_addresses(AddressFamily family, Bytes source, Bytes destination) noexcept {
        source_.octets = destination_.octets = {};
        std::memcpy(source_.octets.data(), source.data(), std::min(source.size(), source_.octets.size()));
        std::memcpy(destination_.octets.data(), destination.data(),
                    std::min(destination.size(), destination_.octets.size()));
        source_.family = destination_.family = family;
    }
    [[nodiscard]] const IpAddress& source() const noexcept { return source_; }
    [[nodiscard]] const IpAddress& destination() const noexcept { return destination_; }

    /// Whether what stands here may be carried in yet another encapsulation. Where not, nothing is decoded.
    [[nodiscard]] bool enter_encapsulation() noexcept { return ++encapsulations_ <= kMaxEncapsulations; }

    /// What the capture holds, never more than what is declared: padding is not in it.
    [[nodiscard]] Bytes captured() const noexcept { return data_.subspan(offset_); }
    /// Octets from here to the declared end, which may lie behind all that the wire carried.
    [[nodiscard]] std::size_t declared() const noexcept { return declared_end_ - offset_; }
    /// True where the capture holds every octet that is declared.
    [[nodiscard]] bool captured_whole() const noexcept { return data_.size() == declared_end_; }

    /// Whether a header of `octets` can be read here. Where not, the answer is `snapped` if the wire had
    /// them, else malformed by `if_short`.
    [[nodiscard]] bool holds(std::size_t octets, ErrorKind if_short) noexcept {
        if (octets <= data_.size() - offset_) return true;
        return explain_short(octets, if_short), false;
    }
    /// Goes past a header, which `holds` has found to be there.
    void advance(std::size_t octets) noexcept { offset_ += octets; }

    /// The packet that stands here is one of several in a frame; the next one begins so many octets on.
    void next_subframe_behind(std::size_t octets) noexcept {
        reading_.next_subframe = static_cast<std::uint32_t>(offset_ + octets);
    }
    /// What stands here ends so many octets on, which are declared.
    void end_behind(std::size_t octets) noexcept {
        declared_end_ = offset_ + octets;
        data_ = data_.first(std::min(data_.size(), declared_end_));
    }

    /// An IP header that begins here says how long its packet is. One longer than what the wire carried is
    /// malformed, but goes on: what is missing at its end is known.
    void declare(std::size_t octets) noexcept {
        if (octets > available()) malformed(ErrorKind::ip_longer_than_packet, octets, available());
        end_behind(octets);
    }

    /// The header that begins here is wrong. The first error is the one that counts.
    void malformed(ErrorKind kind, std::uint64_t found, std::uint64_t expected) noexcept;
    void wrong_checksum() noexcept { conclude(Outcome::wrong_checksum); }
    /// What stands here up to the declared end is a part of an IP packet's payload, `place` tells which.
    void fragment(const FragmentPlace& place, std::uint8_t protocol) noexcept;
    /// The same of what a frame carries; the cursor fills what it knows of `found`.
    void frame_fragment(const Fragment& found) noexcept;
    /// The TCP header is good: what is noted goes into the segment, whose other fields the caller fills.
    [[nodiscard]] Segment& complete(std::uint16_t source_port, std::uint16_t destination_port) noexcept {
        reading_.usable = true;
        conclude(Outcome::segment);
        segment_.set_ends({source_, source_port}, {destination_, destination_port});
        segment_.key.network = network_.word();
        return segment_;
    }

  private:
    /// Octets from here on that the wire carried as part of what is declared.
    [[nodiscard]] std::size_t available() const noexcept {
        return std::min(carried_end_, declared_end_) - offset_;
    }
    void explain_short(std::size_t octets, ErrorKind if_short) noexcept;
    /// What was malformed further out stays so.
    void conclude(Outcome outcome) noexcept {
        if (reading_.outcome != Outcome::malformed) reading_.outcome = outcome;
    }

    Bytes data_;                ///< From the packet's first octet.
    std::size_t offset_ = 0;    ///< Never past the end of `data_`, nor are the two ends before it.
    std::size_t carried_end_;   ///< Offset from the packet's first octet.
    std::size_t declared_end_;  ///< Likewise.
    const Options& options_;
    IpAddress source_;
    IpAddress destination_;
    Network network_;
    int encapsulations_ = 0;
    Reading& reading_;
    Segment& segment_;
    Fragment* fragment_ = nullptr;
};

}  // namespace wsdissect::wire
