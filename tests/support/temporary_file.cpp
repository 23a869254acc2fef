#include "tests/support/temporary_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

namespace wsdissect::test {

TemporaryFile::TemporaryFile(Bytes content)
    : path_((std::filesystem::temp_directory_path() / "wsdissect-XXXXXX").string()) {
    const int descriptor = ::mkstemp(path_.data());
    if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "mkstemp");
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0) throw std::system_error(errno, std::generic_category(), "write");
        content = content.subspan(static_cast<std::size_t>(written));
    }
    (void)::close(descriptor);
}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TemporaryFile::~TemporaryFile() {
    if (!path_.empty()) (void)::unlink(path_.c_str());
}

}  // namespace wsdissect::test
