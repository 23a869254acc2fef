#include "capture/interface.hpp"

#include <algorithm>
#include <limits>

#include "capture/pcapng_options.hpp"

namespace wsdissect::capture {

namespace {

__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

/// Octets of a description before its options: link type, reserved, snap length.
constexpr std::size_t kFixedOctets = 8;

constexpr std::uint8_t kNanosecondDigits = 9;
constexpr std::uint8_t kBinaryResolution = 0x80;

/// The largest power of ten that 64 bits hold is 10^19.
constexpr unsigned kMaxExponent = 19;

constexpr std::uint64_t power_of_ten(unsigned exponent) noexcept {
    std::uint64_t power = 1;
    for (; exponent > 0; --exponent) power *= 10;
    return power;
}

Timestamp saturated(Int128 nanoseconds) noexcept {
    using Limits = std::numeric_limits<std::int64_t>;
    return {static_cast<std::int64_t>(std::clamp(nanoseconds, Int128{Limits::min()}, Int128{Limits::max()}))};
}

}  // namespace

InterfaceClock::InterfaceClock(std::uint8_t resolution, std::int64_t offset_seconds) noexcept
    : offset_seconds_(offset_seconds) {
    const unsigned exponent = resolution & ~unsigned{kBinaryResolution};
    if ((resolution & kBinaryResolution) != 0) {
        set_binary(exponent);
    } else {
        set_decimal(exponent);
    }
}

void InterfaceClock::set_decimal(unsigned exponent) noexcept {
    digits_ = static_cast<std::uint8_t>(std::min<unsigned>(exponent, kNanosecondDigits));
    if (exponent <= kNanosecondDigits) {
        multiplier_ = power_of_ten(kNanosecondDigits - exponent);
    } else if (exponent - kNanosecondDigits <= kMaxExponent) {
        divisor_ = power_of_ten(exponent - kNanosecondDigits);
    } else {
        multiplier_ = 0;  // All the ticks that a packet can count do not make one nanosecond.
    }
}

void InterfaceClock::set_binary(unsigned exponent) noexcept {
    multiplier_ = kNanosecondsPerSecond;
    shift_ = static_cast<std::uint8_t>(exponent);
    digits_ = static_cast<std::uint8_t>(std::min<unsigned>(exponent, kNanosecondDigits));  // 2^-n ends in 5.
}

Timestamp InterfaceClock::time_of(std::uint64_t ticks) const noexcept {
    Uint128 nanoseconds = Uint128{ticks} * multiplier_;
    if (divisor_ != 1) nanoseconds /= divisor_;
    nanoseconds >>= shift_;
    return saturated(static_cast<Int128>(nanoseconds) + Int128{offset_seconds_} * kNanosecondsPerSecond);
}

Interface read_interface(Bytes body, ByteOrder order) noexcept {
    ByteReader reader(body);
    const auto link_type = static_cast<LinkType>(reader.u16(order));
    reader.skip(2);  // Reserved.
    const std::uint32_t snap_length = reader.u32(order);
    std::uint8_t resolution = 6;
    std::int64_t offset_seconds = 0;
    for_each_option(reader.rest(), order, [&](PcapngOption code, Bytes octets) {
        ByteReader value(octets);
        if (code == PcapngOption::time_resolution && value.can_read(1)) resolution = value.u8();
        if (code == PcapngOption::time_offset && value.can_read(8))
            offset_seconds = static_cast<std::int64_t>(value.u64(order));
    });
    return {link_type, snap_length, InterfaceClock(resolution, offset_seconds)};
}

InterfaceText read_interface_text(Bytes body, ByteOrder order) {
    InterfaceText text;
    if (body.size() < kFixedOctets) return text;
    const auto keep = [](std::string& kept, Bytes octets) {
        if (kept.empty()) kept = as_text(octets);
    };
    for_each_option(body.subspan(kFixedOctets), order, [&](PcapngOption code, Bytes octets) {
        if (code == PcapngOption::interface_name) keep(text.name, octets);
        if (code == PcapngOption::interface_description) keep(text.description, octets);
        const bool is_text = !octets.empty() && octets.front() == kFilterIsText;
        if (code == PcapngOption::interface_filter && is_text) keep(text.filter, octets.subspan(1));
    });
    return text;
}

}  // namespace wsdissect::capture
