#include "capture/interface_drops.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

namespace wsdissect::capture {

namespace {

// Frames that there was no buffer for, and those that overran the device's own queue.
constexpr std::array kCounters = {"rx_missed_errors", "rx_fifo_errors"};

int open_counter(const std::string& folder, const char* counter) noexcept {
    return ::open((folder + '/' + counter).c_str(), O_RDONLY | O_CLOEXEC);
}

std::uint64_t read_counter(int descriptor) noexcept {
    std::array<char, 24> text;
    const ssize_t length = ::pread(descriptor, text.data(), text.size(), 0);
    std::uint64_t value = 0;
    if (length > 0) std::from_chars(text.data(), text.data() + length, value);
    return value;
}

}  // namespace

InterfaceDrops::InterfaceDrops(const std::string& folder)
    : descriptors_{open_counter(folder, kCounters[0]), open_counter(folder, kCounters[1])},
      at_first_(total()) {}

InterfaceDrops::~InterfaceDrops() {
    for (const int descriptor : descriptors_)
        if (descriptor >= 0) (void)::close(descriptor);
}

std::uint64_t InterfaceDrops::count() noexcept {
    const std::uint64_t now = total();
    if (now > at_first_) most_ = std::max(most_, now - at_first_);
    return most_;
}

std::uint64_t InterfaceDrops::total() const noexcept {
    std::uint64_t sum = 0;
    for (const int descriptor : descriptors_)
        if (descriptor >= 0) sum += read_counter(descriptor);
    return sum;
}

}  // namespace wsdissect::capture
