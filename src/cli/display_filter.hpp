#pragma once
// The display filter of a command line (`-Y`).

#include <memory>
#include <string>

#include "cli/exit_status.hpp"
#include "cli/format_options.hpp"
#include "wsdissect/base/result.hpp"
#include "wsdissect/filter/filter.hpp"

namespace wsdissect::cli {

using DisplayFilter = std::unique_ptr<const filter::Filter>;

/// Null where none is asked for. Or what is to be said of one that is wrong, or that looks at what other
/// options leave out: one line, and, where there is a place, the expression and a mark under that.
[[nodiscard]] Result<DisplayFilter, std::string> compile_display_filter(const FormatOptions& options);

/// The same, but it complains; also of what is wrong with the other options beside each other.
[[nodiscard]] Result<DisplayFilter, ExitStatus> display_filter(const FormatOptions& options);

}  // namespace wsdissect::cli
