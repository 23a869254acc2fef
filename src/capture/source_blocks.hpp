#pragma once
// A source in blocks.

#include <atomic>

#include "wsdissect/capture/blocks.hpp"
#include "wsdissect/capture/source.hpp"

namespace wsdissect::capture {

/// Reads in order, and copies: the source's views end with its next read, a block's live on.
class SourceBlocks final : public BlockSource {
  public:
    explicit SourceBlocks(const BlockOptions& options) : options_(options) {}

    /// What the source is to tell its damage to.
    [[nodiscard]] DamageHandler damage_handler();
    void set_source(std::unique_ptr<Source> source) { source_ = std::move(source); }

    [[nodiscard]] std::uint64_t claim(Block& block) override;
    [[nodiscard]] bool cut(Block& block) override;
    [[nodiscard]] bool ready() const noexcept override { return ended_ || source_->ready(); }
    [[nodiscard]] bool side_by_side() const noexcept override { return false; }
    [[nodiscard]] std::uint64_t bytes_read() const noexcept override { return source_->bytes_read(); }
    [[nodiscard]] std::uint64_t bytes_total() const noexcept override { return source_->bytes_total(); }

  private:
    static void point_at_copies(Block& block);

    BlockOptions options_;
    std::atomic<std::uint64_t> claimed_ = 0;

    // What follows belongs to the thread that cuts.
    std::unique_ptr<Source> source_;
    Block* block_ = nullptr;  ///< That is being cut.
    std::size_t count_ = 0;   ///< Its packets so far.
    bool ended_ = false;
};

}  // namespace wsdissect::capture
