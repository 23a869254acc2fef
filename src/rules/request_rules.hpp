#pragma once
// The rules of the handshake's request (RFC 6455 section 4.1).

#include "rules/violation.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::rules {

/// Appends what `request` breaks. `response`: null where the capture lacks it.
void check_request(const model::HandshakeRequest& request, const model::HandshakeResponse* response,
                   Violations& violations);

/// The elements of a list of subprotocols, empty ones too, without the white space around them.
[[nodiscard]] std::vector<std::string_view> subprotocols_of(std::string_view list);

}  // namespace wsdissect::rules
