#include "capture/detect_format.hpp"

#include <algorithm>
#include <array>

#include "capture/pcap_format.hpp"
#include "capture/pcapng_format.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::capture {

namespace {

struct Magic {
    std::array<std::uint8_t, kMagicOctets> octets;
    std::optional<PcapVariant> pcap;  ///< Empty: pcapng.
};

constexpr std::array kMagics = {
    Magic{{0xd4, 0xc3, 0xb2, 0xa1}, PcapVariant{ByteOrder::little, 6}},
    Magic{{0xa1, 0xb2, 0xc3, 0xd4}, PcapVariant{ByteOrder::big, 6}},
    Magic{{0x4d, 0x3c, 0xb2, 0xa1}, PcapVariant{ByteOrder::little, 9}},
    Magic{{0xa1, 0xb2, 0x3c, 0x4d}, PcapVariant{ByteOrder::big, 9}},
    Magic{{0x34, 0xcd, 0xb2, 0xa1}, PcapVariant{ByteOrder::little, 6, kModifiedRecordHeader}},
    Magic{{0xa1, 0xb2, 0xcd, 0x34}, PcapVariant{ByteOrder::big, 6, kModifiedRecordHeader}},
    Magic{{0x0a, 0x0d, 0x0d, 0x0a}, std::nullopt},
};

std::uint64_t as_number(Bytes octets) noexcept {
    std::uint64_t number = 0;
    for (const std::uint8_t octet : octets) number = number << 8 | octet;
    return number;
}

}  // namespace

Result<std::unique_ptr<Format>, Damage> detect_format(Bytes start, std::uint32_t file,
                                                      const std::shared_ptr<InterfaceBook>& interfaces) {
    if (start.empty()) return Failure{Damage{.kind = DamageKind::empty_file, .packet = 1}};
    const Bytes front = start.first(std::min(start.size(), kMagicOctets));
    const auto* const magic = std::find_if(kMagics.begin(), kMagics.end(), [front](const Magic& candidate) {
        return std::equal(front.begin(), front.end(), candidate.octets.begin());
    });
    if (magic == kMagics.end()) {
        return Failure{Damage{.kind = DamageKind::not_a_capture, .packet = 1, .found = as_number(front)}};
    }
    if (magic->pcap) return std::unique_ptr<Format>(std::make_unique<PcapFormat>(*magic->pcap, file));
    return std::unique_ptr<Format>(std::make_unique<PcapngFormat>(file, interfaces));
}

}  // namespace wsdissect::capture
