#include "wsdissect/print/record_kinds.hpp"

#include <algorithm>

namespace wsdissect::print {
namespace {

std::optional<RecordKind> kind_of(std::string_view name) {
    const auto* const found = std::find(kRecordKindNames.begin(), kRecordKindNames.end(), name);
    if (found == kRecordKindNames.end()) return std::nullopt;
    return static_cast<RecordKind>(found - kRecordKindNames.begin());
}

}  // namespace

std::optional<RecordKinds> RecordKinds::parse(std::string_view list) {
    RecordKinds kinds;
    for (;;) {
        const std::size_t comma = list.find(',');
        const std::optional<RecordKind> kind = kind_of(list.substr(0, comma));
        if (!kind) return std::nullopt;
        kinds = kinds.with(*kind);
        if (comma == std::string_view::npos) return kinds;
        list.remove_prefix(comma + 1);
    }
}

}  // namespace wsdissect::print
