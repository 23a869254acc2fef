#include "wsdissect/model/rule.hpp"

namespace wsdissect::model {

std::string_view name_of(Severity severity) noexcept {
    switch (severity) {
        case Severity::note: return "note";
        case Severity::warning: return "warning";
        case Severity::error: return "error";
    }
    return {};
}

}  // namespace wsdissect::model
