#include "tests/support/memory_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace wsdissect::test {

namespace {

void require(bool done, const char* what) {
    if (!done) throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

MemoryFile::MemoryFile() : descriptor_(::memfd_create("wsdissect", MFD_CLOEXEC)) {
    require(descriptor_ >= 0, "memfd_create");
}

MemoryFile::~MemoryFile() { (void)::close(descriptor_); }

std::string MemoryFile::content() const {
    std::string text(static_cast<std::size_t>(::lseek(descriptor_, 0, SEEK_END)), '\0');
    require(::pread(descriptor_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()), "pread");
    return text;
}

void MemoryFile::fill(Bytes content) const {
    shorten(0);
    require(::pwrite(descriptor_, content.data(), content.size(), 0) == static_cast<ssize_t>(content.size()),
            "pwrite");
}

void MemoryFile::shorten(std::size_t octets) const {
    require(::ftruncate(descriptor_, static_cast<off_t>(octets)) == 0, "ftruncate");
}

RedirectedStandardError::RedirectedStandardError(const MemoryFile& to)
    : saved_(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)) {
    require(saved_ >= 0 && ::dup2(to.descriptor(), STDERR_FILENO) == STDERR_FILENO, "dup2");
}

RedirectedStandardError::~RedirectedStandardError() {
    (void)::dup2(saved_, STDERR_FILENO);
    (void)::close(saved_);
}

}  // namespace wsdissect::test
