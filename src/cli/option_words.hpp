#pragma once
// The words of a command before CLI11 reads them, which takes some for what nobody means by them.

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace wsdissect::cli {

/// Makes two words of each `--name=`, the name and an empty value: CLI11 would take the next word for the
/// value, be it the name of a capture. Returns what is wrong, if anything is: a flag with a value, an option
/// without.
[[nodiscard]] std::optional<std::string> part_values(const CLI::App& command,
                                                     std::vector<std::string>& words);

}  // namespace wsdissect::cli
