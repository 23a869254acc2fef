#include "wsdissect/capture/damage.hpp"

#include <array>
#include <string_view>
#include <system_error>

#include "wsdissect/base/hex.hpp"
#include "wsdissect/capture/compression.hpp"

namespace wsdissect::capture {

namespace {

std::string part_of_whole(const Damage& damage) {
    return std::to_string(damage.found) + " of " + std::to_string(damage.expected) + " bytes";
}

/// The number as the file's octets show it: eight hexadecimal digits.
std::string magic_number(std::uint64_t number) {
    std::array<std::uint8_t, 4> octets{};
    for (std::size_t i = 0; i < octets.size(); ++i)
        octets[i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
    return "0x" + to_hex(octets);
}

std::string interfaces(std::uint64_t count) {
    if (count == 0) return "no interface";
    return "only " + std::to_string(count) + (count == 1 ? " interface" : " interfaces");
}

std::string_view compression_of(const Damage& damage) {
    return traits_of(static_cast<Compression>(damage.found)).name;
}

std::string decompression_damage(const Damage& damage) {
    std::string text = std::string(compression_of(damage)) + " data is damaged";
    if (damage.detail != nullptr) text += std::string(": ") + damage.detail;
    return text;
}

std::string missing_decompressor(const Damage& damage) {
    const CompressionTraits& traits = traits_of(static_cast<Compression>(damage.found));
    const std::string name(traits.name);
    if (!traits.built_in) return name + " data, but this program was built without " + name;
    return name + " data, but " + traits.library + " cannot be loaded";
}

}  // namespace

std::string describe(const Damage& damage) {
    const std::string found = std::to_string(damage.found);
    const std::string expected = std::to_string(damage.expected);
    switch (damage.kind) {
        case DamageKind::empty_file: return "file is empty";
        case DamageKind::not_a_capture:
            return "neither pcap nor pcapng: unknown magic number " + magic_number(damage.found);
        case DamageKind::unknown_version: return "unknown major version " + found + " of the file format";
        case DamageKind::cut_file_header: return "file ends inside its header: " + part_of_whole(damage);
        case DamageKind::cut_packet_header:
            return "file ends inside a packet or block header: " + part_of_whole(damage);
        case DamageKind::cut_packet: return "file ends inside a packet: " + part_of_whole(damage);
        case DamageKind::cut_block: return "file ends inside a block: " + part_of_whole(damage);
        case DamageKind::packet_too_long:
            return "captured length of " + found + " bytes is above the limit of " + expected;
        case DamageKind::block_length: return "impossible block length of " + found + " bytes";
        case DamageKind::block_trailer:
            return "block ends with length " + found + " but begins with length " + expected;
        case DamageKind::packet_exceeds_block:
            return "packet of " + found + " bytes in a block with room for " + expected;
        case DamageKind::unknown_interface:
            return "packet of interface " + found + " where the section describes " +
                   interfaces(damage.expected);
        case DamageKind::read_failed:
            return "reading failed: " + std::generic_category().message(static_cast<int>(damage.found));
        case DamageKind::compression_cut:
            return "file ends inside its " + std::string(compression_of(damage)) + " data";
        case DamageKind::compression_damaged: return decompression_damage(damage);
        case DamageKind::decompression_too_large:
            return std::string(compression_of(damage)) + " data that takes more than 160 MiB to decompress";
        case DamageKind::no_decompressor: return missing_decompressor(damage);
        case DamageKind::still_written: return "file is still being written: read to its present end";
    }
    return {};
}

}  // namespace wsdissect::capture
