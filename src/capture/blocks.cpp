#include "wsdissect/capture/blocks.hpp"

#include <utility>

#include "capture/file_blocks.hpp"
#include "capture/source_blocks.hpp"

namespace wsdissect::capture {

namespace {

struct NumberedFile {
    std::uint32_t number;
    OpenedFile opened;
};

std::unique_ptr<BlockSource> merged_blocks(std::vector<NumberedFile> files, const BlockSizes& sizes) {
    auto blocks = std::make_unique<SourceBlocks>(sizes);
    std::vector<std::unique_ptr<Source>> sources;
    for (NumberedFile& file : files)
        sources.push_back(make_file_source(std::move(file.opened), file.number, blocks->damage_handler()));
    blocks->set_source(merge(std::move(sources)));
    return blocks;
}

}  // namespace

std::unique_ptr<BlockSource> open_blocks(std::span<const std::string> paths,
                                         const OpenFailureHandler& on_failure, const BlockSizes& sizes) {
    std::vector<NumberedFile> files;
    for (std::uint32_t number = 0; number < paths.size(); ++number) {
        auto opened = open_input(paths[number]);
        if (opened) {
            files.push_back({number, std::move(*opened)});
        } else {
            on_failure(number, opened.error());
        }
    }
    if (files.size() != 1) return merged_blocks(std::move(files), sizes);
    return std::make_unique<FileBlocks>(std::move(files.front().opened), files.front().number, sizes);
}

}  // namespace wsdissect::capture
