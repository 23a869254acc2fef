#include "capture/sequence_blocks.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "capture/blocks_as_source.hpp"
#include "capture/merge.hpp"

namespace wsdissect::capture {

namespace {

/// Smaller where many may be open at a time.
constexpr std::size_t kMergedStretch = std::size_t{64} * 1024;

BlockOptions merged_options(BlockOptions options) noexcept {
    options.stretch = std::min(options.stretch, kMergedStretch);
    return options;
}

Damage cannot_be_opened(std::uint32_t file, const OpenError& error) noexcept {
    return {.kind = DamageKind::read_failed,
            .file = file,
            .packet = 1,
            .found = static_cast<std::uint64_t>(error.error_number)};
}

/// A source that only tells why there is none.
class NoSource final : public Source {
  public:
    NoSource(const Damage& damage, DamageHandler handler) : damage_(damage), handler_(std::move(handler)) {}

    [[nodiscard]] std::size_t read(std::span<Packet>) override {
        if (!std::exchange(told_, true)) handler_(damage_);
        return 0;
    }
    [[nodiscard]] std::uint64_t bytes_read() const noexcept override { return 0; }
    [[nodiscard]] std::uint64_t bytes_total() const noexcept override { return 0; }

  private:
    Damage damage_;
    DamageHandler handler_;
    bool told_ = false;
};

std::unique_ptr<Source> as_source(OpenedFile opened, std::uint32_t number, const BlockOptions& options,
                                  const DamageHandler& handler) {
    auto blocks = std::make_unique<FileBlocks>(std::move(opened), number, merged_options(options));
    return std::make_unique<BlocksAsSource>(std::move(blocks), Block{}, handler);
}

MergedPart part_of(const PlannedFile& file, const BlockOptions& options, const DamageHandler& handler) {
    const auto open = [file, options, handler]() -> std::unique_ptr<Source> {
        auto opened = open_input(file.path);
        if (opened) return as_source(std::move(*opened), file.number, options, handler);
        return std::make_unique<NoSource>(cannot_be_opened(file.number, opened.error()), handler);
    };
    return {.order = file.number, .first_time = file.first_time, .octets = file.octets, .open = open};
}

}  // namespace

SequenceBlocks::SequenceBlocks(std::vector<PlannedFile> files, std::vector<OpenedPipe> pipes,
                               const BlockOptions& options)
    : files_(std::move(files)), options_(options) {
    std::sort(files_.begin(), files_.end(), [](const PlannedFile& left, const PlannedFile& right) {
        return std::tuple(left.first_time, left.number) < std::tuple(right.first_time, right.number);
    });
    for (const PlannedFile& file : files_) total_ += file.octets;
    if (pipes.empty()) return;
    total_ = 0;
    begin_merging(std::move(pipes), {});
}

std::uint64_t SequenceBlocks::claim(Block&) { return claimed_.fetch_add(1, std::memory_order_relaxed); }

bool SequenceBlocks::cut(Block& block) {
    while (!merged_) {
        if (!current_) {
            block.packets = {};
            block.damages.clear();
            if (next_ == files_.size()) return false;
            open_next(block);
            if (!current_) return true;
        }
        (void)current_->claim(block);
        if (!current_->cut(block)) {
            close_current();
        } else if (reaches_next_file(block)) {
            begin_merging({}, std::exchange(block, {}));
        } else {
            renumber(block);
            return true;
        }
    }
    return merged_->cut(block);
}

/// Tells where it could not be.
void SequenceBlocks::open_next(Block& block) {
    const PlannedFile& file = files_[next_++];
    auto opened = open_input(file.path);
    if (opened) {
        current_ = std::make_unique<FileBlocks>(std::move(*opened), file.number, options_);
        current_number_ = file.number;
    } else {
        block.damages.push_back({0, cannot_be_opened(file.number, opened.error())});
    }
}

void SequenceBlocks::close_current() noexcept {
    read_before_ += current_->bytes_read();
    current_.reset();
}

bool SequenceBlocks::reaches_next_file(const Block& block) const noexcept {
    if (next_ == files_.size()) return false;
    const auto next = std::tuple(files_[next_].first_time, files_[next_].number);
    return std::any_of(block.packets.begin(), block.packets.end(), [&](const Packet& packet) {
        return std::tuple(packet.stamp.time, packet.stamp.file) > next;
    });
}

void SequenceBlocks::renumber(Block& block) noexcept {
    for (Packet& packet : block.packets) packet.stamp.number = ++packets_;
}

void SequenceBlocks::begin_merging(std::vector<OpenedPipe> pipes, Block begun) {
    merged_ = std::make_unique<SourceBlocks>(options_);
    const DamageHandler handler = merged_->damage_handler();
    std::vector<MergedPart> parts;
    for (OpenedPipe& pipe : pipes) {
        parts.push_back({.order = pipe.number,
                         .source = as_source(std::move(pipe.opened), pipe.number, options_, handler)});
    }
    if (current_) {
        parts.push_back(
            {.order = current_number_,
             .source = std::make_unique<BlocksAsSource>(std::move(current_), std::move(begun), handler)});
    }
    for (; next_ < files_.size(); ++next_) parts.push_back(part_of(files_[next_], options_, handler));
    merged_->set_source(merge_parts(std::move(parts), packets_ + 1));
}

std::uint64_t SequenceBlocks::bytes_read() const noexcept {
    if (merged_) return read_before_ + merged_->bytes_read();
    return read_before_ + (current_ ? current_->bytes_read() : 0);
}

}  // namespace wsdissect::capture
