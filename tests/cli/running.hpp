#pragma once
// The whole program but its command line, run in this process, and captures to run it on.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "src/cli/dissect.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::cli {

struct Outcome {
    ExitStatus status;
    std::string results;
    std::string remarks;

    bool operator==(const Outcome&) const = default;
};

/// Its size and its remarks: what a failed check shows.
std::ostream& operator<<(std::ostream& out, const Outcome& outcome);

using Make = std::unique_ptr<print::Printer> (*)(print::TextBuffer&, const print::PrintOptions&);
inline constexpr std::array<Make, 4> kFormats = {print::make_tree_printer, print::make_line_printer,
                                                 print::make_ndjson_printer, print::make_json_printer};

/// `descriptor`: where results go; absent: where they can be looked at.
[[nodiscard]] Outcome run(const InputOptions& options, Make make, std::optional<int> descriptor = {});

[[nodiscard]] InputOptions input(std::vector<std::string> files);

/// Paths of all captures in samples/, sorted.
[[nodiscard]] std::vector<std::string> samples();
[[nodiscard]] std::string sample(const std::string& name);
[[nodiscard]] std::vector<std::uint8_t> content_of(const std::string& path);

}  // namespace wsdissect::cli
