#pragma once
// What is wrong with a capture file, with the place and what stood there.

#include <cstdint>
#include <functional>
#include <string>

namespace wsdissect::capture {

enum class DamageKind : std::uint8_t {
    empty_file,         ///< Not a single octet.
    not_a_capture,      ///< The first octets are no known magic number (`found`: these, as a number).
    unknown_version,    ///< pcap or pcapng of a major version that is not defined (`found`).
    cut_file_header,    ///< The file ends inside its first header (`found` octets of `expected`).
    cut_packet_header,  ///< The file ends inside a packet's or block's header (`found` of `expected`).
    cut_packet,         ///< The file ends inside a packet's octets (`found` of `expected`).
    cut_block,          ///< The file ends inside a pcapng block, but not inside the octets of a packet
                        ///< (`found` of `expected`).
    packet_too_long,    ///< A captured length (`found`) above what any capture holds (`expected`).
    block_length,       ///< A block length (`found`) that is no multiple of 4 or shorter than its type needs.
    block_trailer,      ///< The length after a block (`found`) is not the one before it (`expected`).
    packet_exceeds_block,  ///< A packet's length (`found`) is larger than its block has room for
                           ///< (`expected`).
    unknown_interface,     ///< A packet of interface `found`, where the section describes only `expected`.
    read_failed,           ///< The operating system failed to read (`found`: errno).
    // Of compressed files (`found`: the Compression).
    compression_cut,          ///< The file ends inside the compressed stream.
    compression_damaged,      ///< It cannot be decompressed any further (`detail`: the library's words).
    decompression_too_large,  ///< To decompress it would take more memory than any usual file needs.
    no_decompressor,          ///< The library that it takes was not built in or cannot be loaded.
    still_written,  ///< No damage: the file ends inside a record or a compressed stream, but it has grown
                    ///< since it was opened.
};

struct Damage {
    DamageKind kind;
    std::uint32_t file = 0;        ///< Index of the file, in the order given.
    std::uint64_t packet = 0;      ///< Number in its file, from 1, of the packet hit or that would come next.
    std::uint64_t offset = 0;      ///< Where the record or block begins that is hit, or where reading failed:
                                   ///< octets from the file's start.
    std::uint64_t found = 0;       ///< Meaning by kind, see there.
    std::uint64_t expected = 0;    ///< Likewise.
    const char* detail = nullptr;  ///< Constant text; where its kind says so, and then it may be null too.
    bool decompressed = false;     ///< `offset` counts what the file's octets were decompressed to.
};

/// What was found and what was expected, as one clause without place: `file ends inside a packet: 12 of 60
/// octets`.
[[nodiscard]] std::string describe(const Damage& damage);

using DamageHandler = std::function<void(const Damage&)>;

}  // namespace wsdissect::capture
