#include "cli/packet_output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace wsdissect::cli {

namespace {

bool is_same_file(const struct stat& one, const struct stat& other) noexcept {
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

bool is_input(const struct stat& output, const std::vector<std::string>& inputs) {
    if (!S_ISREG(output.st_mode)) return false;
    return std::any_of(inputs.begin(), inputs.end(), [&](const std::string& input) {
        struct stat status {};
        const int failed = input == "-" ? ::fstat(STDIN_FILENO, &status) : ::stat(input.c_str(), &status);
        return failed == 0 && is_same_file(output, status);
    });
}

/// Not emptied yet: it may be an input.
int open_descriptor(const std::string& path) noexcept {
    if (path == "-") return ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
}

ExitStatus cannot_be_written(const std::string& path, int error_number) {
    const std::string name = path == "-" ? "standard output" : path;
    complain(name + ": cannot be written: " + std::generic_category().message(error_number));
    return ExitStatus::output_failed;
}

}  // namespace

std::string ring_file_name(const std::string& path, unsigned number, unsigned files) {
    const std::filesystem::path whole(path);
    const auto digits = std::to_string(files).size();
    const std::string name =
        fmt::format("{}-{:0{}}{}", whole.stem().string(), number, digits, whole.extension().string());
    return (whole.parent_path() / name).string();
}

PacketOutput::~PacketOutput() {
    for (const File& file : files_)
        if (file.descriptor >= 0) (void)::close(file.descriptor);
}

ExitStatus PacketOutput::open(const PacketOutputPlan& plan, const std::vector<std::string>& inputs,
                              const wire::Options& wire) {
    plan_ = plan;
    interfaces_ = std::make_shared<capture::InterfaceBook>();
    const unsigned files = plan.ring ? plan.ring->files : 1;
    for (unsigned number = 1; number <= files; ++number) {
        const std::string path = plan.ring ? ring_file_name(plan.path, number, files) : plan.path;
        if (const ExitStatus status = open_file(path, inputs); status != ExitStatus::done) return status;
        writer_ = std::make_unique<capture::PcapngWriter>(files_.back().descriptor, interfaces_);
        if (plan.ring) writer_->flush();
    }
    present_ = files_.size() - 1;
    if (plan.ring) begin_next_file();
    keeper_ = std::make_unique<PacketKeeper>(
        wire, [this](const capture::Packet& packet) { take(packet); }, plan.limits, plan.wanted);
    return ExitStatus::done;
}

ExitStatus PacketOutput::open_file(const std::string& path, const std::vector<std::string>& inputs) {
    const int descriptor = open_descriptor(path);
    struct stat status {};
    if (descriptor < 0 || ::fstat(descriptor, &status) != 0) return cannot_be_written(path, errno);
    files_.push_back({path, descriptor});
    if (is_input(status, inputs)) {
        complain(path + ": is an input, and would be overwritten");
        return ExitStatus::usage;
    }
    const bool is_file = path != "-" && S_ISREG(status.st_mode);
    if (is_file && ::ftruncate(descriptor, 0) != 0) return cannot_be_written(path, errno);
    return ExitStatus::done;
}

void PacketOutput::take(const capture::Packet& packet) {
    if (plan_.ring && writer_->octets() + writer_->most_octets(packet) > plan_.ring->octets)
        begin_next_file();
    writer_->write(packet);
}

void PacketOutput::begin_next_file() {
    flush();
    if (error_number_ != 0) return;
    present_ = (present_ + 1) % files_.size();
    const int descriptor = files_[present_].descriptor;
    if (::ftruncate(descriptor, 0) != 0 || ::lseek(descriptor, 0, SEEK_SET) != 0) error_number_ = errno;
    writer_ = std::make_unique<capture::PcapngWriter>(descriptor, interfaces_);
}

void PacketOutput::flush() {
    writer_->flush();
    if (error_number_ == 0) error_number_ = writer_->error_number();
    if (error_number_ != 0 && keeper_) keeper_->stop();
}

void PacketOutput::on_packets(std::span<const capture::Packet> packets) {
    if (error_number_ != 0) return;
    keeper_->on_packets(packets);
    flush();
}

void PacketOutput::on_time(Timestamp now) {
    if (error_number_ != 0) return;
    keeper_->on_time(now);
    flush();
}

bool PacketOutput::closed() const noexcept { return error_number_ == EPIPE; }

std::optional<WriteFailure> PacketOutput::take_failure() {
    if (error_number_ == 0 || error_number_ == EPIPE || std::exchange(failure_taken_, true))
        return std::nullopt;
    return WriteFailure{files_[present_].path, error_number_};
}

ExitStatus PacketOutput::finish(Diagnostics& diagnostics) {
    if (!keeper_) return ExitStatus::done;
    if (error_number_ == 0) {
        keeper_->finish();
        flush();
    }
    if (keeper_->incomplete() > 0) diagnostics.written_without_beginning(keeper_->incomplete());
    if (const auto failure = take_failure()) return cannot_be_written(failure->path, failure->error_number);
    return error_number_ == 0 || error_number_ == EPIPE ? ExitStatus::done : ExitStatus::output_failed;
}

}  // namespace wsdissect::cli
