#pragma once
// What reading a source gave, owned and comparable, and the ways to read: from a file, from a pipe.

#include <doctest/doctest.h>

#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "wsdissect/capture/blocks.hpp"
#include "wsdissect/capture/source.hpp"

namespace wsdissect::capture {

/// A packet whose octets are a copy.
struct ReadPacket {
    std::uint64_t number = 0;
    std::int64_t nanoseconds = 0;
    std::uint8_t time_digits = 0;
    LinkType link_type = LinkType::ethernet;
    std::uint32_t original_length = 0;
    std::uint64_t data_offset = 0;
    std::vector<std::uint8_t> data;
    std::uint32_t file = 0;
    std::uint16_t interface = 0;  ///< In the book that was given.
    bool wrong_check_sequence = false;

    bool operator==(const ReadPacket&) const = default;
};

struct Reading {
    std::vector<ReadPacket> packets;
    /// In order: `after 2: packet 3 at 96: file ends inside a packet: 12 of 60 bytes`; the first number is
    /// how many packets had been given when it was told.
    std::vector<std::string> damages;

    [[nodiscard]] std::vector<std::string> texts() const;
    [[nodiscard]] std::vector<std::int64_t> times() const;
    bool operator==(const Reading&) const = default;
};

/// Reads to the end, `batch` packets at a time.
[[nodiscard]] Reading read_to_end(Source& source, std::size_t batch = 16);
/// Reads a file with this content.
[[nodiscard]] Reading read_content(Bytes content, std::size_t batch = 16);
/// Reads the path, which can be opened.
[[nodiscard]] Reading read_path(const std::string& path, std::size_t batch = 16, std::uint32_t file = 0);
/// Reads a pipe that gives the content in pieces of `piece` octets, each written when the last was read.
[[nodiscard]] Reading read_pipe(Bytes content, std::size_t piece);
/// Reads the files in blocks, of which `ahead` are claimed before the first of them is cut.
[[nodiscard]] Reading read_blocks(std::span<const std::string> paths, const BlockOptions& options = {},
                                  std::size_t ahead = 1);

}  // namespace wsdissect::capture

namespace doctest {

template <class T>
struct StringMaker<std::vector<T>> {
    static String convert(const std::vector<T>& values) {
        String text = "[";
        for (const T& value : values) text += " " + toString(value);
        return text + " ]";
    }
};

}  // namespace doctest
