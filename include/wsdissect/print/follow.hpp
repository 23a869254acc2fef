#pragma once
// What `wsdissect follow` prints: one conversation as people read a chat. The sink ignores all connections
// but one.

#include <cstdint>
#include <memory>
#include <optional>

#include "wsdissect/model/sink.hpp"
#include "wsdissect/print/printers.hpp"
#include "wsdissect/print/text_buffer.hpp"

namespace wsdissect::print {

class FollowPrinter : public model::Sink {
  public:
    /// How many connections there are where none is the one to be followed. Absent where one is, and before
    /// the summary was told.
    [[nodiscard]] virtual std::optional<std::uint64_t> not_found_among() const = 0;
};

/// `connection`: its number. Of the options `only` and `columns` mean nothing here. The buffer outlives the
/// printer.
[[nodiscard]] std::unique_ptr<FollowPrinter> make_follow_printer(TextBuffer& text, std::uint64_t connection,
                                                                 const PrintOptions& options = {});

}  // namespace wsdissect::print
