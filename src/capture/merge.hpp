#pragma once
// Several sources as one, of which some are opened only when their turn comes.

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "wsdissect/base/time.hpp"
#include "wsdissect/capture/source.hpp"

namespace wsdissect::capture {

struct MergedPart {
    std::size_t order = 0;                ///< Of packets of equal times that of the lowest comes first.
    std::unique_ptr<Source> source = {};  ///< Null: not opened yet.
    // Of one that is not opened yet.
    Timestamp first_time = {};  ///< Of its first packet.
    std::uint64_t octets = 0;   ///< Of its file.
    std::function<std::unique_ptr<Source>()> open = {};
};

/// As `merge` in wsdissect/capture/source.hpp, numbered from `first_number`. A part is given up when it has
/// been read.
[[nodiscard]] std::unique_ptr<Source> merge_parts(std::vector<MergedPart> parts, std::uint64_t first_number);

}  // namespace wsdissect::capture
