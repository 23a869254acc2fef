#include "engine/handshake_text.hpp"

#include "wsdissect/http/fields.hpp"
#include "wsdissect/websocket/extension.hpp"

namespace wsdissect::engine {

using http::FieldName;

bool is_handshake_request(const http::Head& request) noexcept {
    return request.fields.count(FieldName::sec_websocket_key) > 0 ||
           http::list_has(request, FieldName::upgrade, "websocket");
}

bool is_handshake_response(const http::Head& response) noexcept {
    return response.status == 101 && (response.fields.count(FieldName::sec_websocket_accept) > 0 ||
                                      http::list_has(response, FieldName::upgrade, "websocket"));
}

bool names_deflate(const http::Head& response) noexcept {
    bool found = false;
    http::for_each_element(response, FieldName::sec_websocket_extensions, [&](std::string_view extension) {
        const std::string_view name = extension.substr(0, extension.find(';'));
        found |= name.substr(0, name.find_last_not_of(" \t") + 1) == websocket::kPermessageDeflate;
    });
    return found;
}

RequestText::RequestText(const http::Head& request, const PacketStamp& packet)
    : key_count_(static_cast<std::uint32_t>(request.fields.count(FieldName::sec_websocket_key))),
      packet_(packet) {
    static constexpr std::array kFields = {FieldName::host,
                                           FieldName::origin,
                                           FieldName::user_agent,
                                           FieldName::sec_websocket_version,
                                           FieldName::sec_websocket_key,
                                           FieldName::sec_websocket_protocol,
                                           FieldName::sec_websocket_extensions};
    static_assert(kFields.size() == kParts - host);
    std::size_t octets = request.method.size() + request.target.size() + request.version.size();
    for (const FieldName name : kFields)
        if (const http::Field* const field = request.fields.first(name)) octets += field->value.size();
    text_.reserve(octets);
    ends_[0] = 0;
    add(method, request.method);
    add(target, request.target);
    add(http_version, request.version);
    std::string joined;
    for (std::size_t i = 0; i < kFields.size(); ++i)
        add(static_cast<Part>(host + i), http::joined_field(request, kFields[i], joined));
}

void RequestText::add(Part part, std::optional<std::string_view> text) {
    present_[part] = text.has_value();
    if (text) text_ += *text;
    ends_[part + 1] = static_cast<std::uint32_t>(text_.size());
}

std::optional<std::string_view> RequestText::get(Part part) const noexcept {
    if (!present_[part]) return std::nullopt;
    return std::string_view(text_).substr(ends_[part], ends_[part + 1] - ends_[part]);
}

model::HandshakeRequest RequestText::view() const noexcept {
    return {.packet = packet_,
            .method = *get(method),
            .target = *get(target),
            .http_version = *get(http_version),
            .host = get(host),
            .origin = get(origin),
            .user_agent = get(user_agent),
            .version = get(version),
            .key = get(key),
            .subprotocols = get(subprotocols),
            .extensions = get(extensions),
            .key_count = key_count_};
}

ResponseText::ResponseText(const http::Head& response, const PacketStamp& packet)
    : view_{.packet = packet,
            .http_version = response.version,
            .status = response.status,
            .reason = response.reason,
            .accept = http::joined_field(response, FieldName::sec_websocket_accept, joined_[0]),
            .subprotocol = http::joined_field(response, FieldName::sec_websocket_protocol, joined_[1]),
            .extensions = http::joined_field(response, FieldName::sec_websocket_extensions, joined_[2]),
            .accept_count =
                static_cast<std::uint32_t>(response.fields.count(FieldName::sec_websocket_accept))} {}

}  // namespace wsdissect::engine
