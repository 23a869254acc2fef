#pragma once
// How much of a payload is shown, and as what.

#include <optional>
#include <string_view>

#include "print/text_builder.hpp"
#include "wsdissect/model/events.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::print {

/// A payload as far as it is shown.
struct ShownPayload {
    Bytes octets;
    bool truncated = false;  ///< There is, or was, more.
};

/// The front of `octets`, at most what the options allow.
[[nodiscard]] ShownPayload shown_octets(Bytes octets, const PrintOptions& options) noexcept;

/// Empty where the payload is not known or not to be shown. `truncated` is the record's field.
[[nodiscard]] std::optional<ShownPayload> shown_payload(const model::Message& message,
                                                        const PrintOptions& options) noexcept;

/// The payload as text that is shown to people: without the sequence that its end cuts, where more follows.
[[nodiscard]] std::string_view readable_text(const model::Message& message,
                                             const ShownPayload& shown) noexcept;

/// Whether that is known to be valid UTF-8.
[[nodiscard]] bool is_known_to_be_valid(const model::Message& message) noexcept;

/// Whether all of `octets` is text without control characters, and not rather binary data.
[[nodiscard]] bool is_printable(Bytes octets) noexcept;

/// The first 64 code points of `text`, escaped, and `…` where that, or `more`, leaves something out.
void add_preview(TextBuilder out, std::string_view text, bool more, bool known_to_be_valid = false);
inline constexpr std::size_t kPreviewCodePoints = 64;
inline constexpr std::uint64_t kPreviewOctets = 4 * kPreviewCodePoints;  ///< That suffice for it.

}  // namespace wsdissect::print
