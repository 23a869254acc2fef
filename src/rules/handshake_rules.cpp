#include "rules/handshake_rules.hpp"

#include "wsdissect/rules/catalogue.hpp"

namespace wsdissect::rules {

namespace {

std::string quoted(std::string_view text) {
    std::string result(1, '\'');
    result += text;
    result += '\'';
    return result;
}

/// RFC 6455 section 4.2.2: the response has to carry "a |Sec-WebSocket-Accept| header field", and section 4.1
/// has the client fail the connection without it.
void check_accept_missing(const model::Handshake& handshake, std::vector<Violation>& violations) {
    if (handshake.response->accept_count > 0) return;
    violations.push_back({find_rule("handshake.accept-missing"), Direction::server,
                          "the 101 response has no Sec-WebSocket-Accept"});
}

/// RFC 6455 section 4.2.2, and section 11.3.3: the field "MUST NOT appear more than once in an HTTP
/// response".
void check_accept_mismatch(const model::Handshake& handshake, std::vector<Violation>& violations) {
    const auto& response = *handshake.response;
    std::string message;
    if (response.accept_count > 1) {
        message = "Sec-WebSocket-Accept appears " + std::to_string(response.accept_count) + " times";
    } else if (handshake.accept_valid == false) {
        message = "Sec-WebSocket-Accept is " + quoted(*response.accept) + ", but the key " +
                  quoted(*handshake.request->key) + " calls for " + quoted(*handshake.accept_expected);
    } else {
        return;
    }
    violations.push_back({find_rule("handshake.accept-mismatch"), Direction::server, std::move(message)});
}

}  // namespace

std::vector<Violation> check_handshake(const model::Handshake& handshake) {
    std::vector<Violation> violations;
    const bool switched = handshake.response && handshake.response->status == 101;
    if (!switched) return violations;
    check_accept_missing(handshake, violations);
    check_accept_mismatch(handshake, violations);
    return violations;
}

}  // namespace wsdissect::rules
