#pragma once
// What `--version` prints.

#include <string>

namespace wsdissect::cli {

[[nodiscard]] std::string version_text();

}  // namespace wsdissect::cli
