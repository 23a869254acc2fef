// One capture file or pipe as a source: feeds what the window holds to the format's parser, and tells damage
// when all packets before it have been handed out.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "capture/byte_window.hpp"
#include "capture/format.hpp"
#include "wsdissect/capture/source.hpp"

namespace wsdissect::capture {

namespace {

class FileSource final : public Source {
  public:
    FileSource(FileDescriptor input, std::uint64_t total, std::uint32_t file, DamageHandler handler)
        : window_(std::move(input)), total_(total), file_(file), handler_(std::move(handler)) {}

    [[nodiscard]] std::size_t read(std::span<Packet> packets) override;
    [[nodiscard]] std::uint64_t bytes_read() const noexcept override { return window_.offset(); }
    [[nodiscard]] std::uint64_t bytes_total() const noexcept override { return total_; }

  private:
    void open_format();
    [[nodiscard]] std::size_t parse(std::span<Packet> packets);
    void end(std::optional<Damage> damage);
    void report();

    ByteWindow window_;
    std::uint64_t total_;
    std::uint32_t file_;
    DamageHandler handler_;
    std::unique_ptr<Format> format_;
    std::size_t needed_ = kMagicOctets;  ///< What the window should hold before the next parse.
    bool ended_ = false;
    std::optional<Damage> damage_;  ///< Not yet told.
};

std::size_t FileSource::read(std::span<Packet> packets) {
    if (packets.empty()) return 0;
    for (;;) {
        report();
        if (ended_) return 0;
        window_.hold(needed_);
        if (!format_) {
            open_format();
        } else if (const std::size_t count = parse(packets); count > 0) {
            return count;  // Damage behind them, and octets that are missing, wait for the next call.
        }
    }
}

void FileSource::open_format() {
    auto format = detect_format(window_.bytes(), file_);
    if (format) {
        format_ = std::move(*format);
    } else {
        end(format.error());
    }
}

std::size_t FileSource::parse(std::span<Packet> packets) {
    const Input input{window_.bytes(), window_.offset(), window_.complete()};
    const Progress progress = format_->parse(input, packets);
    window_.consume(progress.consumed);
    needed_ = 0;
    switch (progress.next) {
        case Progress::Next::again: damage_ = progress.damage; break;
        case Progress::Next::more: needed_ = progress.needed; break;
        case Progress::Next::ended: end(progress.damage); break;
        case Progress::Next::lost:
            ended_ = true;
            damage_ = progress.damage;
            break;
    }
    return progress.packets;
}

/// The input is used up. Where reading it failed, this is why, whatever the file seems to lack.
void FileSource::end(std::optional<Damage> damage) {
    ended_ = true;
    damage_ = damage;
    if (window_.error_number() == 0) return;
    damage_ = Damage{.kind = DamageKind::read_failed,
                     .packet = damage ? damage->packet : format_->next_packet(),
                     .offset = window_.offset() + window_.bytes().size(),
                     .found = static_cast<std::uint64_t>(window_.error_number())};
}

void FileSource::report() {
    if (!damage_) return;
    damage_->file = file_;
    const Damage damage = *std::exchange(damage_, std::nullopt);
    handler_(damage);
}

/// Standard input is borrowed: what is closed at the end is a duplicate.
FileDescriptor open_descriptor(const std::string& path) {
    if (path == "-") return FileDescriptor(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
    return FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

}  // namespace

Result<std::unique_ptr<Source>, OpenError> open_file(const std::string& path, std::uint32_t file,
                                                     DamageHandler handler) {
    FileDescriptor input = open_descriptor(path);
    struct stat status {};
    if (input.number() < 0 || ::fstat(input.number(), &status) != 0) return Failure{OpenError{errno}};
    if (S_ISDIR(status.st_mode)) return Failure{OpenError{EISDIR}};
    const bool regular = S_ISREG(status.st_mode);
    if (regular) (void)::posix_fadvise(input.number(), 0, 0, POSIX_FADV_SEQUENTIAL);
    const std::uint64_t total = regular ? static_cast<std::uint64_t>(status.st_size) : 0;
    return std::unique_ptr<Source>(
        std::make_unique<FileSource>(std::move(input), total, file, std::move(handler)));
}

}  // namespace wsdissect::capture
