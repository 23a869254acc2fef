#pragma once
// The output formats. Each is a sink that appends text to a buffer; docs/output.md describes them.

#include <memory>
#include <optional>
#include <vector>

#include "wsdissect/filter/fields.hpp"
#include "wsdissect/model/sink.hpp"
#include "wsdissect/print/record_kinds.hpp"
#include "wsdissect/print/text_buffer.hpp"

namespace wsdissect::print {

struct PrintOptions {
    std::optional<RecordKinds> only = {};             ///< Absent: the format's own choice.
    bool payload = true;                              ///< False: no text, data or preview.
    bool hex_dump = false;                            ///< `tree`: a hex dump under each payload.
    bool color = false;                               ///< `tree` and `line`: ANSI colours.
    std::uint64_t max_payload = model::Demand::kAll;  ///< Octets of a message or frame that are shown.
    std::vector<const filter::Field*> columns = {};   ///< `fields` and `csv`: in their order.
};

/// How a record looks depends on those before it: the columns of `line` never get narrower, the array of
/// `json` has commas, `csv` begins with a header. So that several printers can share one run of events, the
/// last one's state can be handed to the next, and reached without the work of writing. `on_start` is to be
/// told to each of them.
class Printer : public model::Sink {
  public:
    /// While on, events append nothing, and only advance the state.
    void rehearse(bool on) noexcept { rehearsing_ = on; }
    /// Takes over the state of `other`, which has the same format and options.
    virtual void continue_after(const Printer& other) = 0;

  protected:
    [[nodiscard]] bool rehearsing() const noexcept { return rehearsing_; }

  private:
    bool rehearsing_ = false;
};

// The buffer outlives the printer.
[[nodiscard]] std::unique_ptr<Printer> make_tree_printer(TextBuffer& text, const PrintOptions& options);
[[nodiscard]] std::unique_ptr<Printer> make_line_printer(TextBuffer& text, const PrintOptions& options);
[[nodiscard]] std::unique_ptr<Printer> make_ndjson_printer(TextBuffer& text, const PrintOptions& options);
/// The same objects as ndjson, as one array.
[[nodiscard]] std::unique_ptr<Printer> make_json_printer(TextBuffer& text, const PrintOptions& options);
/// Values of fields, separated by tabs, as `tshark -T fields` prints them.
[[nodiscard]] std::unique_ptr<Printer> make_fields_printer(TextBuffer& text, const PrintOptions& options);
/// The same as comma separated values (RFC 4180), under a line with the fields' names.
[[nodiscard]] std::unique_ptr<Printer> make_csv_printer(TextBuffer& text, const PrintOptions& options);

}  // namespace wsdissect::print
