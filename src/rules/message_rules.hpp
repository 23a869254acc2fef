#pragma once
// The rules of messages' content.

#include "rules/violation.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::rules {

/// Whether what is known of a text message's payload is valid UTF-8; true for other messages. Says what
/// `valid_utf8` says, or looks.
[[nodiscard]] bool is_valid_text(const model::Message& message) noexcept;
/// Whether it is one that a receiver should guard against: it inflates by more than 100 times and past 16
/// MiB.
[[nodiscard]] bool inflates_hugely(const model::Message& message) noexcept;
/// What `message`, which was inflated where that was due, breaks, in the order of the catalogue. Nothing is
/// judged that needs what is not captured, or not kept.
[[nodiscard]] Violations check_message(const model::Message& message);

}  // namespace wsdissect::rules
