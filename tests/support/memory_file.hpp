#pragma once
// Files in memory, for tests that run what reads and writes files many thousand times.

#include <string>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::test {

/// Throws where the system does not let it have one.
class MemoryFile {
  public:
    MemoryFile();
    explicit MemoryFile(Bytes content) : MemoryFile() { fill(content); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile();

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    /// What others open it by, as long as it lives.
    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }
    [[nodiscard]] std::string content() const;
    /// Replaces what is in it.
    void fill(Bytes content) const;
    void shorten(std::size_t octets) const;

  private:
    int descriptor_;
};

/// Standard error goes to `to` for as long as it lives.
class RedirectedStandardError {
  public:
    explicit RedirectedStandardError(const MemoryFile& to);
    RedirectedStandardError(const RedirectedStandardError&) = delete;
    RedirectedStandardError& operator=(const RedirectedStandardError&) = delete;
    ~RedirectedStandardError();

  private:
    int saved_;
};

}  // namespace wsdissect::test
