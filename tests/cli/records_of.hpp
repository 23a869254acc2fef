#pragma once
// Where the records of a capture file begin, by a reading of its own: what the program says of places is held
// against it.

#include <cstdint>
#include <vector>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::cli {

/// A pcap record, a pcapng block, or the header of a pcap file.
struct FileRecord {
    std::size_t begin;     ///< Octets from the file's start.
    std::size_t head;      ///< Octets of it before those of a packet; all of it where it holds none.
    std::uint64_t packet;  ///< Number of the packet in it, or of the next one behind it; from 1.
};

/// Of a whole pcap or pcapng file, in order.
[[nodiscard]] std::vector<FileRecord> records_of(Bytes file);

}  // namespace wsdissect::cli
