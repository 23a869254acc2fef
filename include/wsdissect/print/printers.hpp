#pragma once
// The output formats. Each is a sink that writes text into a TextOutput; docs/output.md describes them.

#include <memory>
#include <optional>

#include "wsdissect/model/sink.hpp"
#include "wsdissect/print/record_kinds.hpp"
#include "wsdissect/print/text_output.hpp"

namespace wsdissect::print {

struct PrintOptions {
    std::optional<RecordKinds> only = {};             ///< Absent: the format's own choice.
    bool payload = true;                              ///< False: no text, data or preview.
    bool hex_dump = false;                            ///< `tree`: a hex dump under each payload.
    bool color = false;                               ///< `tree` and `line`: ANSI colours.
    std::uint64_t max_payload = model::Demand::kAll;  ///< Octets of a message or frame that are shown.
};

// The output outlives the printer.
[[nodiscard]] std::unique_ptr<model::Sink> make_tree_printer(TextOutput& output, const PrintOptions& options);
[[nodiscard]] std::unique_ptr<model::Sink> make_line_printer(TextOutput& output, const PrintOptions& options);
[[nodiscard]] std::unique_ptr<model::Sink> make_ndjson_printer(TextOutput& output,
                                                               const PrintOptions& options);
/// The same objects as ndjson, as one array.
[[nodiscard]] std::unique_ptr<model::Sink> make_json_printer(TextOutput& output, const PrintOptions& options);

}  // namespace wsdissect::print
