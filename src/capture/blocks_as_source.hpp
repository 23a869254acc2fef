#pragma once
// A file's blocks as a source, for merging it with others.

#include "capture/file_blocks.hpp"
#include "wsdissect/capture/source.hpp"

namespace wsdissect::capture {

class BlocksAsSource final : public Source {
  public:
    /// Goes on with `begun`, a block that was cut, and what follows it; without, from the beginning.
    BlocksAsSource(std::unique_ptr<FileBlocks> blocks, Block begun, DamageHandler handler)
        : blocks_(std::move(blocks)), block_(std::move(begun)), handler_(std::move(handler)) {}

    [[nodiscard]] std::size_t read(std::span<Packet> packets) override;
    [[nodiscard]] bool ready() const noexcept override {
        return given_ < block_.packets.size() || blocks_->ready();
    }
    [[nodiscard]] std::uint64_t bytes_read() const noexcept override { return blocks_->bytes_read(); }
    [[nodiscard]] std::uint64_t bytes_total() const noexcept override { return blocks_->bytes_total(); }

  private:
    void tell_damage();

    std::unique_ptr<FileBlocks> blocks_;
    Block block_;
    DamageHandler handler_;
    std::size_t given_ = 0;  ///< Packets of the block, likewise:
    std::size_t told_ = 0;   ///< damages.
};

}  // namespace wsdissect::capture
