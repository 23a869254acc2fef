#pragma once
// The captures in a folder.

#include <string>
#include <vector>

#include "wsdissect/base/result.hpp"
#include "wsdissect/capture/source.hpp"

namespace wsdissect::capture {

/// Paths of the files that stand in a folder itself, in the order of their names' octets.
struct FolderListing {
    std::vector<std::string> captures;  ///< Those that cannot be opened among them.
    std::vector<std::string> others;    ///< Empty files, and those that begin as no capture does.
};

/// Links are followed; what is no file (folders, pipes, devices) is left out.
[[nodiscard]] Result<FolderListing, OpenError> list_folder(const std::string& path);
[[nodiscard]] bool is_folder(const std::string& path) noexcept;

}  // namespace wsdissect::capture
