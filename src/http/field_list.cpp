#include "wsdissect/http/field_list.hpp"

#include "wsdissect/http/fields.hpp"

namespace wsdissect::http {
namespace {

/// In the order of FieldName.
constexpr std::array<std::string_view, kFieldNames> kNames = {
    "Host",
    "Origin",
    "Upgrade",
    "User-Agent",
    "Content-Length",
    "Transfer-Encoding",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Accept",
    "Sec-WebSocket-Version",
    "Sec-WebSocket-Protocol",
    "Sec-WebSocket-Extensions",
};
constexpr std::size_t kLongestName = 24;

/// By length of a name: the first of kNames that is as long; those that are stand side by side.
constexpr std::array<std::uint8_t, kLongestName + 1> kFirstOfLength = [] {
    std::array<std::uint8_t, kLongestName + 1> first{};
    first.fill(kFieldNames);
    for (std::size_t i = kFieldNames; i-- > 0;) first[kNames[i].size()] = static_cast<std::uint8_t>(i);
    return first;
}();

}  // namespace

FieldName field_name_of(std::string_view text) noexcept {
    if (text.size() > kLongestName) return FieldName::other;
    for (std::size_t i = kFirstOfLength[text.size()]; i < kFieldNames && kNames[i].size() == text.size(); ++i)
        if (equals_ignoring_case(text, kNames[i])) return static_cast<FieldName>(i);
    return FieldName::other;
}

void FieldList::add(std::string_view name, std::string_view value) {
    const FieldName known = field_name_of(name);
    if (known != FieldName::other) {
        Place& place = places_[static_cast<std::size_t>(known)];
        if (place.count++ == 0) place.first = static_cast<std::uint32_t>(fields_.size());
    }
    fields_.push_back({name, value, known});
}

void FieldList::clear() noexcept {
    fields_.clear();
    places_ = {};
}

}  // namespace wsdissect::http
