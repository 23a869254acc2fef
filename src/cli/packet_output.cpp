#include "cli/packet_output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

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

PacketOutput::~PacketOutput() {
    if (descriptor_ >= 0) (void)::close(descriptor_);
}

ExitStatus PacketOutput::open(const std::string& path, const std::vector<std::string>& inputs,
                              const wire::Options& wire) {
    path_ = path;
    descriptor_ = open_descriptor(path);
    struct stat status {};
    if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) return cannot_be_written(path, errno);
    if (is_input(status, inputs)) {
        complain(path + ": is an input, and would be overwritten");
        return ExitStatus::usage;
    }
    const bool is_file = path != "-" && S_ISREG(status.st_mode);
    if (is_file && ::ftruncate(descriptor_, 0) != 0) return cannot_be_written(path, errno);
    writer_ = std::make_unique<capture::PcapngWriter>(descriptor_);
    const auto take = [this](const capture::Packet& packet) { writer_->write(packet); };
    keeper_ = std::make_unique<PacketKeeper>(wire, take);
    return ExitStatus::done;
}

void PacketOutput::on_packets(std::span<const capture::Packet> packets) {
    keeper_->on_packets(packets);
    writer_->flush();
}

bool PacketOutput::closed() const noexcept { return writer_ && writer_->error_number() == EPIPE; }

ExitStatus PacketOutput::finish(Diagnostics& diagnostics) {
    if (!keeper_) return ExitStatus::done;
    keeper_->finish();
    writer_->flush();
    if (keeper_->incomplete() > 0) diagnostics.written_without_beginning(keeper_->incomplete());
    const int error_number = writer_->error_number();
    if (error_number == 0 || error_number == EPIPE) return ExitStatus::done;
    return cannot_be_written(path_, error_number);
}

}  // namespace wsdissect::cli
