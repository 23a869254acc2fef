#include "capture/file_blocks.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

namespace wsdissect::capture {

namespace {

/// Room for packets that is asked for at a time.
constexpr std::size_t kPackets = 512;
/// What a piece of records that are longer than any that is usual may keep of its memory.
constexpr std::size_t kKeptOfLongPiece = std::size_t{1} << 20;

/// Stretches are copied from the file's pages to places of the same alignment. A few octets further, and each
/// load of the copy would seem to depend on the store before it, which costs a tenth of the whole time.
constexpr std::align_val_t kPage{4096};

bool is_early_end(DamageKind kind) noexcept {
    switch (kind) {
        case DamageKind::cut_file_header:
        case DamageKind::cut_packet_header:
        case DamageKind::cut_packet:
        case DamageKind::cut_block:
        case DamageKind::compression_cut: return true;
        default: return false;
    }
}

}  // namespace

void FreeAligned::operator()(std::uint8_t* octets) const noexcept { ::operator delete[](octets, kPage); }

std::uint64_t FileBlocks::claim(Block& block) {
    BlockStorage& storage = block.storage;
    if (!storage.buffer) storage.buffer.reset(new (kPage) std::uint8_t[options_.tail + options_.stretch]);
    const std::uint64_t place = claimed_.fetch_add(1, std::memory_order_relaxed);
    storage.offset = place * options_.stretch;
    storage.length = 0;
    storage.error_number = 0;
    if (opened_.has_places) read_at(storage);
    return place;
}

std::span<std::uint8_t> FileBlocks::stretch_of(BlockStorage& storage) const noexcept {
    return {storage.buffer.get() + options_.tail, options_.stretch};
}

/// Reads the whole stretch, unless the file ends in it.
void FileBlocks::read_at(BlockStorage& storage) const noexcept {
    const auto stretch = stretch_of(storage);
    while (storage.length < stretch.size()) {
        const auto room = stretch.subspan(storage.length);
        const auto offset = static_cast<off_t>(storage.offset + storage.length);
        const ssize_t octets = ::pread(opened_.input.number(), room.data(), room.size(), offset);
        if (octets > 0) {
            storage.length += static_cast<std::size_t>(octets);
        } else if (octets == 0) {
            return;
        } else if (errno != EINTR) {
            storage.error_number = errno;
            return;
        }
    }
}

/// Reads what is there, and waits for something if nothing is.
void FileBlocks::read_on(BlockStorage& storage) {
    storage.length = stream_.read(stretch_of(storage));
    complete_ = stream_.ended();
}

std::optional<ReadFailure> FileBlocks::failure_of(const BlockStorage& storage) const {
    if (storage.error_number != 0) return read_failure(storage.error_number);
    return complete_ ? stream_.failure() : std::nullopt;
}

bool FileBlocks::ready() const noexcept {
    return opened_.has_places || complete_ || cutter_.ended() || stream_.ready();
}

bool FileBlocks::cut(Block& block) {
    block.packets = {};
    block.damages.clear();
    block.octets = {};
    if (cutter_.ended()) return false;
    BlockStorage& storage = block.storage;
    if (opened_.has_places) {
        complete_ = storage.length < options_.stretch;
    } else {
        read_on(storage);
    }
    const Bytes stretch = stretch_of(storage).first(storage.length);
    if (tail_.size() + stretch.size() < cutter_.needed() && !complete_) {
        tail_.insert(tail_.end(), stretch.begin(), stretch.end());
    } else {
        cut(block, join_tail(storage));
    }
    return true;
}

/// The tail of the blocks before, and the stretch behind it. Takes the tail away.
Bytes FileBlocks::join_tail(BlockStorage& storage) {
    if (storage.long_piece.capacity() > kKeptOfLongPiece) storage.long_piece = {};
    if (tail_.size() <= options_.tail) {
        const auto buffer = std::span(storage.buffer.get(), options_.tail + storage.length);
        const auto joined = buffer.subspan(options_.tail - tail_.size());
        if (!tail_.empty()) std::memcpy(joined.data(), tail_.data(), tail_.size());
        tail_.clear();
        return joined;
    }
    const auto stretch = stretch_of(storage).first(storage.length);
    tail_.insert(tail_.end(), stretch.begin(), stretch.end());
    storage.long_piece.swap(tail_);
    tail_.clear();
    return storage.long_piece;
}

void FileBlocks::cut(Block& block, Bytes octets) {
    block.octets = octets;
    auto& room = block.storage.packets;
    std::size_t count = 0;
    const auto failure = failure_of(block.storage);
    while (!cutter_.ended() && (octets.size() >= cutter_.needed() || complete_)) {
        if (room.size() < count + kPackets) room.resize(std::max(2 * room.size(), count + kPackets));
        const Input input{octets, consumed_, complete_};
        const auto step = cutter_.step(input, failure, std::span(room).subspan(count));
        count += step.packets;
        consumed_ += step.consumed;
        octets = octets.subspan(step.consumed);
        if (!step.damage) continue;
        block.damages.push_back({count, *step.damage});
        Damage& damage = block.damages.back().damage;
        damage.decompressed = stream_.is_compressed();
        if (is_early_end(damage.kind) && has_grown(opened_)) damage.kind = DamageKind::still_written;
    }
    tail_.assign(octets.begin(), octets.end());
    block.packets = std::span(room).first(count);
}

}  // namespace wsdissect::capture
