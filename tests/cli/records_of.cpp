#include "tests/cli/records_of.hpp"

namespace wsdissect::cli {

namespace {

constexpr std::size_t kPcapHeader = 24;
constexpr std::size_t kRecordHeader = 16;
constexpr std::size_t kPacketBlockHead = 28;
constexpr std::uint32_t kSection = 0x0a0d0d0a;
constexpr std::uint32_t kEnhancedPacket = 6;

std::uint32_t number_at(Bytes file, std::size_t offset, bool big) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8 | file[offset + (big ? i : 3 - i)];
    return number;
}

std::vector<FileRecord> pcap_records(Bytes file) {
    std::vector<FileRecord> records{{0, kPcapHeader, 1}};
    const bool big = file[0] == 0xa1;
    std::uint64_t packet = 1;
    for (std::size_t begin = kPcapHeader; begin < file.size(); ++packet) {
        records.push_back({begin, kRecordHeader, packet});
        begin += kRecordHeader + number_at(file, begin + 8, big);
    }
    return records;
}

std::vector<FileRecord> pcapng_blocks(Bytes file) {
    std::vector<FileRecord> records;
    const bool big = file[8] == 0x1a;
    std::uint64_t packet = 1;
    for (std::size_t begin = 0; begin < file.size();) {
        const std::size_t length = number_at(file, begin + 4, big);
        const bool holds_packet = number_at(file, begin, big) == kEnhancedPacket;
        records.push_back({begin, holds_packet ? kPacketBlockHead : length, packet});
        packet += holds_packet ? 1 : 0;
        begin += length;
    }
    return records;
}

}  // namespace

std::vector<FileRecord> records_of(Bytes file) {
    return number_at(file, 0, false) == kSection ? pcapng_blocks(file) : pcap_records(file);
}

}  // namespace wsdissect::cli
