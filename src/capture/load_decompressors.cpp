#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "capture/shared_library.hpp"
#include "wsdissect/capture/compression.hpp"

namespace wsdissect::capture {

namespace {

/// What a regular file begins with; empty where it is none, or cannot be read.
std::vector<std::uint8_t> front_of(const std::string& path) {
    struct stat status {};
    if (path == "-" || ::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return {};
    std::vector<std::uint8_t> front(kCompressionMagic);
    const ssize_t length = ::read(descriptor, front.data(), front.size());
    (void)::close(descriptor);
    front.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
    return front;
}

}  // namespace

void load_decompressors(const std::vector<std::string>& paths) {
    std::array<bool, 5> wanted{};
    for (const std::string& path : paths) {
        const auto front = front_of(path);
        const auto compression = compression_of(front);
        if (compression) wanted[static_cast<std::size_t>(*compression)] = true;
        if (front.empty()) wanted.fill(true);
    }
    for (const CompressionTraits& traits : compressions())
        if (traits.built_in && wanted[static_cast<std::size_t>(traits.compression)])
            (void)SharedLibrary(traits.library);
}

}  // namespace wsdissect::capture
