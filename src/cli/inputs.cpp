#include "cli/inputs.hpp"

#include <iterator>

#include "wsdissect/capture/folder.hpp"

namespace wsdissect::cli {

namespace {

void append(std::vector<std::string>& to, std::vector<std::string>& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

Inputs find_inputs(const std::vector<std::string>& named) {
    Inputs inputs;
    for (const std::string& name : named) {
        if (name == "-" || !capture::is_folder(name)) {
            inputs.files.push_back(name);
        } else if (auto listing = capture::list_folder(name)) {
            if (listing->captures.empty()) inputs.empty_folders.push_back(name);
            append(inputs.files, listing->captures);
            append(inputs.passed_over, listing->others);
        } else {
            inputs.files.push_back(name);
        }
    }
    return inputs;
}

}  // namespace wsdissect::cli
