#include "wsdissect/capture/open_blocks.hpp"

#include <limits>
#include <utility>

#include "capture/first_look.hpp"
#include "capture/sequence_blocks.hpp"

namespace wsdissect::capture {

namespace {

constexpr Timestamp kEarliest{std::numeric_limits<std::int64_t>::min()};
/// Stands for a time that is not known.
constexpr Timestamp kLatest{std::numeric_limits<std::int64_t>::max()};

Timestamp first_time_of(const FirstLook& look) noexcept {
    return look.first_time.value_or(look.has_packet ? kLatest : kEarliest);
}

/// Files whose first packets have no time keep their places: before the next file of which it is known, or
/// behind all.
void place_those_without_time(std::vector<PlannedFile>& files) noexcept {
    Timestamp next = kLatest;
    for (auto file = files.rbegin(); file != files.rend(); ++file) {
        if (file->first_time == kLatest) file->first_time = next;
        if (file->first_time != kEarliest) next = file->first_time;
    }
}

std::unique_ptr<BlockSource> open_several(std::span<const std::string> paths,
                                          const OpenFailureHandler& on_failure, const BlockOptions& options) {
    std::vector<PlannedFile> files;
    std::vector<OpenedPipe> pipes;
    for (std::uint32_t number = 0; number < paths.size(); ++number) {
        auto opened = open_input(paths[number]);
        if (!opened) {
            on_failure(number, opened.error());
        } else if (opened->can_be_reopened) {
            const std::uint64_t octets = opened->total;
            files.push_back({paths[number], number, first_time_of(look_at(std::move(*opened))), octets});
        } else {
            pipes.push_back({std::move(*opened), number});
        }
    }
    place_those_without_time(files);
    return std::make_unique<SequenceBlocks>(std::move(files), std::move(pipes), options);
}

}  // namespace

std::unique_ptr<BlockSource> open_blocks(std::span<const std::string> paths,
                                         const OpenFailureHandler& on_failure, const BlockOptions& options) {
    if (paths.size() != 1) return open_several(paths, on_failure, options);
    auto opened = open_input(paths.front());
    if (opened) return std::make_unique<FileBlocks>(std::move(*opened), 0, options);
    on_failure(0, opened.error());
    return open_several({}, on_failure, options);
}

}  // namespace wsdissect::capture
