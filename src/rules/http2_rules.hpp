#pragma once
// The rules of a handshake over HTTP/2 (RFC 8441).

#include "rules/violation.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::rules {

/// Appends what `request` breaks; `http2` is its own.
void check_http2_request(const model::HandshakeRequest& request, const model::Http2Request& http2,
                         Violations& violations);
/// The same of a response that came over HTTP/2.
void check_http2_response(const model::HandshakeResponse& response, Violations& violations);

}  // namespace wsdissect::rules
