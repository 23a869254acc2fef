#include "wsdissect/model/events.hpp"

namespace wsdissect::model {

std::string_view name_of(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::valid: return "valid";
        case Verdict::invalid: return "invalid";
        case Verdict::rejected: return "rejected";
        case Verdict::incomplete: return "incomplete";
    }
    return {};
}

std::string_view name_of(EndedBy ended_by) noexcept {
    switch (ended_by) {
        case EndedBy::close: return "close";
        case EndedBy::fin: return "fin";
        case EndedBy::rst: return "rst";
        case EndedBy::timeout: return "timeout";
        case EndedBy::capture_end: return "capture-end";
        case EndedBy::rejected: return "rejected";
    }
    return {};
}

std::string_view name_of(Reaction reaction) noexcept {
    switch (reaction) {
        case Reaction::failed: return "failed";
        case Reaction::went_on: return "went-on";
    }
    return {};
}

std::string_view name_of(Doubt doubt) noexcept {
    switch (doubt) {
        case Doubt::lost_bytes: return "lost-bytes";
        case Doubt::no_handshake: return "no-handshake";
        case Doubt::one_direction: return "one-direction";
        case Doubt::not_inflated: return "not-inflated";
    }
    return {};
}

}  // namespace wsdissect::model
