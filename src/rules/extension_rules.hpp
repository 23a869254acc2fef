#pragma once
// The rules of Sec-WebSocket-Extensions (RFC 6455 section 9.1), and of permessage-deflate in it (RFC 7692
// section 7.1).

#include "rules/violation.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::rules {

/// Appends what either side's extensions break; the response's are judged where it switches protocols.
void check_extensions(const model::Handshake& handshake, Violations& violations);

}  // namespace wsdissect::rules
