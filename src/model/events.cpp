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

}  // namespace wsdissect::model
