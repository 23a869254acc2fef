#pragma once
// Opens files to be read in blocks.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "wsdissect/capture/blocks.hpp"
#include "wsdissect/capture/source.hpp"

namespace wsdissect::capture {

using OpenFailureHandler = std::function<void(std::uint32_t file, const OpenError& error)>;

/// The files as one capture, merged as `merge` does; those that cannot be opened are told and left out. Of
/// several files all are looked at, but each is opened to be read only when its turn comes, and closed when
/// it has been read: what stands in the way then is damage of its (`read_failed`, packet 1). Blocks do not
/// depend on how many threads claim them, unless a pipe is read: then a block ends where the pipe would have
/// to be waited for.
[[nodiscard]] std::unique_ptr<BlockSource> open_blocks(std::span<const std::string> paths,
                                                       const OpenFailureHandler& on_failure,
                                                       const BlockOptions& options = {});

}  // namespace wsdissect::capture
