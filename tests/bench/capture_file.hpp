#pragma once
// Writes a classic pcap file of Ethernet packets with times in microseconds, little-endian on every machine.

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::bench {

class CaptureFile {
  public:
    /// Throws std::system_error where the file cannot be made.
    explicit CaptureFile(const std::string& path);

    /// Appends one packet: `headers`, then `payload`, below 64 KiB together. Throws std::system_error.
    void write(std::uint64_t microseconds, Bytes headers, Bytes payload);
    /// Writes what is still in memory. Without it the file is incomplete. Throws std::system_error.
    void close();

  private:
    void append(Bytes octets);
    void append_u32(std::uint32_t value);
    void flush();
    [[noreturn]] void fail() const;

    struct Closer {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };

    std::string path_;
    std::unique_ptr<std::FILE, Closer> file_;
    std::vector<std::uint8_t> buffer_;
    std::size_t used_ = 0;
};

}  // namespace wsdissect::bench
