#pragma once
// An input's file descriptor, and reading from it.

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "wsdissect/base/result.hpp"
#include "wsdissect/capture/source.hpp"

namespace wsdissect::capture {

/// A file descriptor, closed at the end.
class FileDescriptor {
  public:
    explicit FileDescriptor(int number) noexcept : number_(number) {}
    FileDescriptor(FileDescriptor&& other) noexcept;
    FileDescriptor& operator=(FileDescriptor&&) = delete;
    ~FileDescriptor();

    /// Negative where opening failed.
    [[nodiscard]] int number() const noexcept { return number_; }

  private:
    int number_;
};

struct OpenedFile {
    FileDescriptor input;
    std::uint64_t total = 0;  ///< Octets; 0 where that is not known (a pipe).
    /// The file can be read at any place: it is no pipe, no standard input that began somewhere, and not
    /// compressed.
    bool has_places = false;
    /// Opening its path again gives the same octets: a file, no pipe.
    bool can_be_reopened = false;
};

/// `-` is standard input, which stays open.
[[nodiscard]] Result<OpenedFile, OpenError> open_input(const std::string& path);

/// Whether a file is longer now than when it was opened.
[[nodiscard]] bool has_grown(const OpenedFile& file) noexcept;

/// The source that `open_file` gives.
[[nodiscard]] std::unique_ptr<Source> make_file_source(OpenedFile opened, std::uint32_t file,
                                                       DamageHandler handler);

/// read(2) that outlasts signals, and standard input that another process made non-blocking.
[[nodiscard]] ssize_t read_some(int descriptor, std::span<std::uint8_t> room) noexcept;
/// Whether `read_some` would not wait.
[[nodiscard]] bool is_readable(int descriptor) noexcept;

}  // namespace wsdissect::capture
