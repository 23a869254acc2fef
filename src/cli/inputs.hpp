#pragma once
// What the command line names as inputs: files, and folders that stand for the captures in them.

#include <string>
#include <vector>

namespace wsdissect::cli {

struct Inputs {
    std::vector<std::string> files;          ///< In order; `-` is standard input.
    std::vector<std::string> passed_over;    ///< Files of folders that are no captures.
    std::vector<std::string> empty_folders;  ///< Those without any capture.
};

/// A folder that cannot be read stays what it is, so that opening it tells why.
[[nodiscard]] Inputs find_inputs(const std::vector<std::string>& named);

}  // namespace wsdissect::cli
