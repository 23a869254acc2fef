#pragma once
// One record on its way to the output.

#include "print/text_builder.hpp"
#include "wsdissect/print/text_output.hpp"

namespace wsdissect::print {

/// Its text is appended to `text()`; the record ends with its destruction.
class Record {
  public:
    explicit Record(TextOutput& output) : output_(output), text_(output.buffer()) {}
    ~Record() {
        (void)text_.whole();
        output_.end_record();
    }
    Record(const Record&) = delete;
    Record& operator=(const Record&) = delete;

    [[nodiscard]] TextBuilder& text() noexcept { return text_; }

  private:
    TextOutput& output_;
    TextBuilder text_;
};

}  // namespace wsdissect::print
