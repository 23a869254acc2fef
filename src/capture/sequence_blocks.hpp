#pragma once
// Several files in blocks, as one capture.
//
// Of each file the first packet's time is known. The file that begins earliest is read alone, in whole
// blocks, until one of its packets does not come before the next file's first: from there on packets are
// merged one by one. Files are opened when their turn comes and closed when they have been read.

#include <atomic>
#include <string>
#include <vector>

#include "capture/file_blocks.hpp"
#include "capture/source_blocks.hpp"
#include "wsdissect/capture/blocks.hpp"

namespace wsdissect::capture {

/// One that can be opened again.
struct PlannedFile {
    std::string path;
    std::uint32_t number = 0;  ///< In the order given.
    /// Of its first packet, or that of the file which it stands before where it has none; of a file without
    /// packets the earliest that there can be.
    Timestamp first_time;
    std::uint64_t octets = 0;
};

/// One that has to be read where it was opened.
struct OpenedPipe {
    OpenedFile opened;
    std::uint32_t number = 0;
};

class SequenceBlocks final : public BlockSource {
  public:
    SequenceBlocks(std::vector<PlannedFile> files, std::vector<OpenedPipe> pipes,
                   const BlockOptions& options);

    [[nodiscard]] std::uint64_t claim(Block& block) override;
    [[nodiscard]] bool cut(Block& block) override;
    [[nodiscard]] bool ready() const noexcept override { return !merged_ || merged_->ready(); }
    [[nodiscard]] bool side_by_side() const noexcept override { return false; }
    [[nodiscard]] std::uint64_t bytes_read() const noexcept override;
    [[nodiscard]] std::uint64_t bytes_total() const noexcept override { return total_; }

  private:
    void open_next(Block& block);
    [[nodiscard]] bool reaches_next_file(const Block& block) const noexcept;
    void renumber(Block& block) noexcept;
    void begin_merging(std::vector<OpenedPipe> pipes, Block begun);
    void close_current() noexcept;

    std::vector<PlannedFile> files_;  ///< In the order of their first packets.
    std::size_t next_ = 0;            ///< The first that was not opened.
    BlockOptions options_;
    std::atomic<std::uint64_t> claimed_ = 0;

    // What follows belongs to the thread that cuts.
    std::unique_ptr<FileBlocks> current_;  ///< The file that is read alone.
    std::uint32_t current_number_ = 0;
    std::unique_ptr<SourceBlocks> merged_;  ///< Once there is anything to merge.
    std::uint64_t packets_ = 0;             ///< So far, of files that were read alone.
    std::uint64_t read_before_ = 0;         ///< Octets of such files that are closed.
    std::uint64_t total_ = 0;
};

}  // namespace wsdissect::capture
