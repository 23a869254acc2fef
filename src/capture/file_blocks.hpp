#pragma once
// One capture file or pipe in blocks.

#include <atomic>
#include <optional>
#include <vector>

#include "capture/octet_stream.hpp"
#include "capture/opened_file.hpp"
#include "capture/packet_cutter.hpp"
#include "wsdissect/capture/blocks.hpp"

namespace wsdissect::capture {

/// A file's stretches are read by whoever claims them, with pread(2); a pipe, or what is decompressed, is
/// read in order, as much as is there. A record that begins in one stretch and ends in a later one is put
/// together in the latter's block.
class FileBlocks final : public BlockSource {
  public:
    FileBlocks(OpenedFile opened, std::uint32_t file, const BlockOptions& options)
        : opened_(std::move(opened)),
          options_(options),
          stream_(opened_.input.number()),
          cutter_(file, options.interfaces) {}

    [[nodiscard]] std::uint64_t claim(Block& block) override;
    [[nodiscard]] bool cut(Block& block) override;
    [[nodiscard]] bool ready() const noexcept override;
    [[nodiscard]] bool side_by_side() const noexcept override { return opened_.has_places; }
    [[nodiscard]] std::uint64_t bytes_read() const noexcept override {
        return stream_.is_compressed() ? stream_.octets_read() : consumed_;
    }
    [[nodiscard]] std::uint64_t bytes_total() const noexcept override { return opened_.total; }

  private:
    [[nodiscard]] std::span<std::uint8_t> stretch_of(BlockStorage& storage) const noexcept;
    void read_at(BlockStorage& storage) const noexcept;
    void read_on(BlockStorage& storage);
    [[nodiscard]] std::optional<ReadFailure> failure_of(const BlockStorage& storage) const;
    [[nodiscard]] Bytes join_tail(BlockStorage& storage);
    void cut(Block& block, Bytes octets);

    OpenedFile opened_;
    BlockOptions options_;
    std::atomic<std::uint64_t> claimed_ = 0;

    // What follows belongs to the thread that cuts.
    OctetStream stream_;  ///< Of a file without places.
    PacketCutter cutter_;
    std::vector<std::uint8_t> tail_;  ///< Of what was read, what could not be cut without more.
    std::uint64_t consumed_ = 0;      ///< Octets before the tail.
    bool complete_ = false;           ///< Nothing follows what was read.
};

}  // namespace wsdissect::capture
