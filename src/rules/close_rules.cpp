#include "rules/close_rules.hpp"

#include "wsdissect/codec/utf8.hpp"
#include "wsdissect/rules/catalogue.hpp"

namespace wsdissect::rules {

namespace {

/// Collects what one Close breaks.
class Verdicts {
  public:
    explicit Verdicts(Direction offender) : offender_(offender) {}
    void add(std::string_view rule, std::string message) {
        violations_.push_back({find_rule(rule), offender_, std::move(message)});
    }
    [[nodiscard]] std::vector<Violation> take() { return std::move(violations_); }

  private:
    Direction offender_;
    std::vector<Violation> violations_;
};

/// RFC 6455 section 7.4.2: 1000 to 2999 are "reserved for definition by this protocol, its future revisions,
/// and extensions"; section 7.4.1 and the registry define up to 1014, and keep 1004, 1005, 1006 and 1015 from
/// ever being sent.
bool may_be_sent(std::uint16_t code) noexcept {
    if (code >= 3000) return code <= 4999;
    return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

std::string_view why_not(std::uint16_t code) noexcept {
    if (code == 1005 || code == 1006 || code == 1015) return "is never to be sent in a frame";
    if (code < 1000) return "is not used";
    return code > 4999 ? "is beyond the ranges that are defined" : "is reserved";
}

}  // namespace

std::vector<Violation> check_close(const model::Control& close) {
    Verdicts verdicts(close.direction);
    // RFC 6455 section 5.5.1: "If there is a body, the first two bytes of the body MUST be a 2-byte unsigned
    // integer".
    if (close.payload_length == 1)
        verdicts.add("close.length", "the Close has a body of one byte, but a status code takes two");
    if (close.close_code && !may_be_sent(*close.close_code))
        verdicts.add("close.code", "status code " + std::to_string(*close.close_code) + " " +
                                       std::string(why_not(*close.close_code)));
    if (close.close_reason && !codec::is_utf8(as_bytes(*close.close_reason)))
        verdicts.add("close.reason-utf8", "the reason of the Close is not valid UTF-8");
    return verdicts.take();
}

}  // namespace wsdissect::rules
