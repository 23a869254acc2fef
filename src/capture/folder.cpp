#include "wsdissect/capture/folder.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "capture/first_look.hpp"

namespace wsdissect::capture {

namespace fs = std::filesystem;

bool is_folder(const std::string& path) noexcept {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

Result<FolderListing, OpenError> list_folder(const std::string& path) {
    std::error_code error;
    std::vector<std::string> files;
    for (auto entry = fs::directory_iterator(path, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        std::error_code unknown;
        if (entry->is_regular_file(unknown)) files.push_back(entry->path().string());
    }
    if (error) return Failure{OpenError{error.value()}};
    std::sort(files.begin(), files.end());
    FolderListing listing;
    for (std::string& file : files) {
        auto opened = open_input(file);
        const bool other = opened && look_at(std::move(*opened)).is_no_capture();
        (other ? listing.others : listing.captures).push_back(std::move(file));
    }
    return listing;
}

}  // namespace wsdissect::capture
