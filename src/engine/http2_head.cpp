#include "engine/http2_head.hpp"

#include <charconv>

#include "wsdissect/http/any_case.hpp"

namespace wsdissect::engine {

using http::FieldName;

namespace {

/// Three digits; 0 where `text` is something else.
int status_of(std::string_view text) noexcept {
    int status = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
    const bool is_whole = error == std::errc() && end == text.data() + text.size();
    return is_whole && text.size() == 3 && status >= 100 ? status : 0;
}

}  // namespace

bool Http2Head::asks_for_websocket() const noexcept {
    constexpr http::AnyCase kWebsocket = "websocket";
    return kWebsocket.matches(protocol);
}

void Http2Head::read(std::span<const http2::HeaderField> fields, http::HeadKind kind) {
    http::FieldList cleared = std::move(head.fields);
    cleared.clear();
    *this = {};
    head.kind = kind;
    head.version = http::kHttp2;
    head.fields = std::move(cleared);
    for (const http2::HeaderField& field : fields)
        if (field.name.starts_with(':')) add_pseudo_header(field);
    for (const http2::HeaderField& field : fields)
        if (!field.name.starts_with(':')) add_field(field);
    request.has_connection = head.fields.count(FieldName::connection) > 0;
    request.has_upgrade = head.fields.count(FieldName::upgrade) > 0;
}

/// The first of a name counts.
void Http2Head::add_pseudo_header(const http2::HeaderField& field) {
    const auto& [name, value] = field;
    if (name == ":method" && head.method.empty()) head.method = value;
    if (name == ":status" && head.status == 0) head.status = status_of(value);
    if (name == ":protocol" && protocol.empty()) protocol = value;
    if (name == ":scheme") request.has_scheme = true;
    if (name == ":path" && !request.has_path) {
        request.has_path = true;
        head.target = value;
    }
    if (name == ":authority" && !request.has_authority) {
        request.has_authority = true;
        head.fields.add({.name = name, .value = value, .known = FieldName::host});
    }
}

void Http2Head::add_field(const http2::HeaderField& field) {
    const FieldName known = http::field_name_of(field.name);
    if (known == FieldName::host && request.has_authority) return;
    head.fields.add({.name = field.name, .value = field.value, .known = known});
}

}  // namespace wsdissect::engine
