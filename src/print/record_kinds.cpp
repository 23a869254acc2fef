#include "wsdissect/print/record_kinds.hpp"

#include <algorithm>
#include <optional>

namespace wsdissect::print {
namespace {

std::optional<RecordKind> kind_of(std::string_view name) {
    const auto* const found = std::find(kRecordKindNames.begin(), kRecordKindNames.end(), name);
    if (found == kRecordKindNames.end()) return std::nullopt;
    return static_cast<RecordKind>(found - kRecordKindNames.begin());
}

std::string_view without_blanks(std::string_view name) {
    constexpr std::string_view kBlanks = " \t\r\n";
    name.remove_prefix(std::min(name.find_first_not_of(kBlanks), name.size()));
    return name.substr(0, name.find_last_not_of(kBlanks) + 1);
}

}  // namespace

Result<RecordKinds, std::string_view> RecordKinds::parse(std::string_view list) {
    RecordKinds kinds;
    for (;;) {
        const std::size_t comma = list.find(',');
        const std::string_view name = without_blanks(list.substr(0, comma));
        const std::optional<RecordKind> kind = kind_of(name);
        if (!kind) return Failure{name};
        kinds = kinds.with(*kind);
        if (comma == std::string_view::npos) return kinds;
        list.remove_prefix(comma + 1);
    }
}

}  // namespace wsdissect::print
