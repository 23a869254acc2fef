#include "cli/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace wsdissect::cli {

namespace {

constexpr unsigned kCallsPerLook = 64;
constexpr std::size_t kBarWidth = 30;
constexpr double kMebibyte = 1024.0 * 1024.0;

std::string bar(std::uint64_t bytes, std::uint64_t total) {
    const double share = std::min(1.0, static_cast<double>(bytes) / static_cast<double>(total));
    const auto filled = static_cast<std::size_t>(share * kBarWidth);
    return fmt::format("[{}{}] {:3.0f} %  ", std::string(filled, '#'), std::string(kBarWidth - filled, ' '),
                       share * 100);
}

/// Columns; of a terminal that does not say, as many as most have.
std::size_t terminal_width() noexcept {
    winsize size{};
    constexpr std::size_t kUsual = 80;
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : kUsual;
}

}  // namespace

void Progress::update(std::uint64_t bytes, std::uint64_t total, std::uint64_t packets) {
    if (!enabled_) return;
    const std::lock_guard lock(mutex_);
    if (++calls_ % kCallsPerLook != 0) return;
    const auto now = Clock::now();
    const bool due = now - start_ > std::chrono::seconds(1) && now - shown_ > std::chrono::milliseconds(200);
    if (!due) return;
    shown_ = now;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    const double mebibytes = static_cast<double>(bytes) / kMebibyte;
    put_line(fmt::format("{}{:.0f} MiB, {:.0f} MiB/s, {} packets", total > 0 ? bar(bytes, total) : "",
                         mebibytes, mebibytes / seconds, packets));
}

void Progress::show(std::string_view line) {
    if (!enabled_) return;
    const std::lock_guard lock(mutex_);
    put_line(line);
}

/// To be called with the lock held. What is longer than the terminal's line would stay when the next comes.
void Progress::put_line(std::string_view line) {
    visible_ = true;
    fmt::print(stderr, "\r\x1b[K{}", line.substr(0, terminal_width() - 1));
    std::fflush(stderr);
}

bool Progress::visible() const {
    const std::lock_guard lock(mutex_);
    return visible_;
}

void Progress::clear() {
    const std::lock_guard lock(mutex_);
    clear_alone();
}

void Progress::write(std::string_view line) {
    const std::lock_guard lock(mutex_);
    clear_alone();
    std::fwrite(line.data(), 1, line.size(), stderr);
}

/// To be called with the lock held.
void Progress::clear_alone() {
    if (!visible_) return;
    fmt::print(stderr, "\r\x1b[K");
    std::fflush(stderr);
    visible_ = false;
}

}  // namespace wsdissect::cli
