#include "tests/bench/capture_file.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>

namespace wsdissect::bench {
namespace {

constexpr std::size_t kBufferSize = std::size_t{1} << 20;
constexpr std::size_t kLargestRecord = std::size_t{1} << 16;
constexpr std::uint32_t kSnapLength = 262144;
constexpr std::uint64_t kStart = 1750000000;  ///< 2025-06-15 15:06:40 UTC.
constexpr std::uint64_t kMicroseconds = 1000000;

}  // namespace

CaptureFile::CaptureFile(const std::string& path)
    : path_(path), file_(std::fopen(path.c_str(), "wb")), buffer_(kBufferSize) {
    if (!file_) fail();
    append_u32(0xa1b2c3d4);
    append_u32(0x00040002);  // version 2.4, the minor number in the upper half
    append_u32(0);
    append_u32(0);
    append_u32(kSnapLength);
    append_u32(1);  // LINKTYPE_ETHERNET
}

void CaptureFile::write(std::uint64_t microseconds, Bytes headers, Bytes payload) {
    if (buffer_.size() - used_ < kLargestRecord) flush();
    const auto length = static_cast<std::uint32_t>(headers.size() + payload.size());
    append_u32(static_cast<std::uint32_t>(kStart + microseconds / kMicroseconds));
    append_u32(static_cast<std::uint32_t>(microseconds % kMicroseconds));
    append_u32(length);
    append_u32(length);
    append(headers);
    append(payload);
}

void CaptureFile::close() {
    flush();
    if (std::fclose(file_.release()) != 0) fail();
}

void CaptureFile::append(Bytes octets) {
    if (octets.empty()) return;
    std::memcpy(&buffer_[used_], octets.data(), octets.size());
    used_ += octets.size();
}

void CaptureFile::append_u32(std::uint32_t value) {
    for (const unsigned shift : {0U, 8U, 16U, 24U}) {
        buffer_[used_++] = static_cast<std::uint8_t>(value >> shift);
    }
}

void CaptureFile::flush() {
    if (std::fwrite(buffer_.data(), 1, used_, file_.get()) != used_) fail();
    used_ = 0;
}

void CaptureFile::fail() const { throw std::system_error(errno, std::generic_category(), path_); }

}  // namespace wsdissect::bench
