#pragma once
// Where a capture filter goes wrong, which libpcap does not say.

#include <string>

namespace wsdissect::cli {

/// `, at 'prt' (character 5)`, or `, at its end`. Empty where it cannot be told.
///
/// A filter is good up to a word if something exists that can be put behind it so that the whole compiles.
/// A few continuations stand for all.
[[nodiscard]] std::string where_filter_goes_wrong(const std::string& filter);

}  // namespace wsdissect::cli
