#include "wsdissect/http/field_list.hpp"

#include <algorithm>

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

constexpr std::size_t kSlots = 2 * (AnyCase::kMaxLength + 1);

/// Where the only one of kNames stands that a name may be. Of those of one length the last letters differ in
/// this bit, which both cases of a letter share. `name` is not empty, and no longer than AnyCase::kMaxLength.
constexpr std::size_t slot_of(std::string_view name) noexcept {
    return 2 * name.size() + ((static_cast<unsigned char>(name.back()) >> 1) & 1);
}

constexpr std::array<FieldName, kSlots> kNameOfSlot = [] {
    std::array<FieldName, kSlots> names{};
    names.fill(FieldName::other);
    for (std::size_t i = 0; i < kFieldNames; ++i)
        names[slot_of(kNames[i].text())] = static_cast<FieldName>(i);
    return names;
}();
static_assert(std::count(kNameOfSlot.begin(), kNameOfSlot.end(), FieldName::other) == kSlots - kFieldNames,
              "each name has a slot of its own");

}  // namespace

FieldName field_name_of(std::string_view text) noexcept {
    if (text.empty() || text.size() > AnyCase::kMaxLength) return FieldName::other;
    const FieldName name = kNameOfSlot[slot_of(text)];
    if (name == FieldName::other || !kNames[static_cast<std::size_t>(name)].matches(text))
        return FieldName::other;
    return name;
}

void FieldList::clear() noexcept {
    fields_.clear();
    places_ = {};
}

}  // namespace wsdissect::http
