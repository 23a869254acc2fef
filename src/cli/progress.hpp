#pragma once
// The progress bar, or another line that changes, on a terminal's standard error; and lines that stay, above
// it.

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string_view>

namespace wsdissect::cli {

/// May be used by several threads at a time.
class Progress {
  public:
    /// Shows nothing unless `enabled`, and nothing in the first second.
    explicit Progress(bool enabled) : enabled_(enabled), start_(Clock::now()), shown_(start_) {}
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Shows as much of it as one line of the terminal holds. `total` is 0 where it is not known. Cheap:
    /// looks at the clock once in a while.
    void update(std::uint64_t bytes, std::uint64_t total, std::uint64_t packets);
    /// Shows this instead, likewise.
    void show(std::string_view line);
    [[nodiscard]] bool visible() const;
    void clear();
    /// Writes a line, its end included, to standard error in the place of what changes.
    void write(std::string_view line);

  private:
    using Clock = std::chrono::steady_clock;

    void put_line(std::string_view line);
    void clear_alone();

    mutable std::mutex mutex_;
    bool enabled_;
    bool visible_ = false;
    unsigned calls_ = 0;
    Clock::time_point start_;
    Clock::time_point shown_;
};

}  // namespace wsdissect::cli
