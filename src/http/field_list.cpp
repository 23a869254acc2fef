#include "wsdissect/http/field_list.hpp"

#include "wsdissect/http/any_case.hpp"

namespace wsdissect::http {
namespace {

/// In the order of FieldName.
constexpr std::array<AnyCase, kFieldNames> kNames = {
    "Host",
    "Origin",
    "Upgrade",
    "User-Agent",
    "Connection",
    "Content-Length",
    "Transfer-Encoding",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Accept",
    "Sec-WebSocket-Version",
    "Sec-WebSocket-Protocol",
    "Sec-WebSocket-Extensions",
};

/// By length of a name: the first of kNames that is as long. Those that are stand side by side.
constexpr std::array<std::uint8_t, AnyCase::kMaxLength + 1> kFirstOfLength = [] {
    std::array<std::uint8_t, AnyCase::kMaxLength + 1> first{};
    first.fill(kFieldNames);
    for (std::size_t i = kFieldNames; i-- > 0;) first[kNames[i].length()] = static_cast<std::uint8_t>(i);
    return first;
}();

}  // namespace

FieldName field_name_of(std::string_view text) noexcept {
    if (text.size() > AnyCase::kMaxLength) return FieldName::other;
    for (std::size_t i = kFirstOfLength[text.size()]; i < kFieldNames; ++i) {
        if (kNames[i].matches(text)) return static_cast<FieldName>(i);
        if (kNames[i].length() != text.size()) break;
    }
    return FieldName::other;
}

void FieldList::clear() noexcept {
    fields_.clear();
    places_ = {};
}

}  // namespace wsdissect::http
