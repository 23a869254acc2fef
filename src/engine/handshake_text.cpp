#include "engine/handshake_text.hpp"

#include <algorithm>

#include "wsdissect/http/fields.hpp"
#include "wsdissect/websocket/extension.hpp"

namespace wsdissect::engine {

namespace {

constexpr std::string_view kKey = "Sec-WebSocket-Key";
constexpr std::string_view kAccept = "Sec-WebSocket-Accept";
constexpr std::string_view kProtocol = "Sec-WebSocket-Protocol";
constexpr std::string_view kExtensions = "Sec-WebSocket-Extensions";
constexpr std::string_view kVersion = "Sec-WebSocket-Version";

}  // namespace

bool is_handshake_request(const http::Head& request) {
    return http::list_has(request, "Upgrade", "websocket") || http::find_field(request, kKey).has_value();
}

bool is_handshake_response(const http::Head& response) {
    return response.status == 101 && (http::list_has(response, "Upgrade", "websocket") ||
                                      http::find_field(response, kAccept).has_value());
}

bool names_deflate(const http::Head& response) {
    const auto extensions = http::list_elements(response, kExtensions);
    return std::any_of(extensions.begin(), extensions.end(), [](std::string_view extension) {
        const std::string_view name = extension.substr(0, extension.find(';'));
        return name.substr(0, name.find_last_not_of(" \t") + 1) == websocket::kPermessageDeflate;
    });
}

TextStore::Slice TextStore::add(std::optional<std::string_view> text) {
    if (!text) return {};
    const Slice slice{static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(text->size()),
                      true};
    text_ += *text;
    return slice;
}

std::optional<std::string_view> TextStore::get(Slice slice) const {
    if (!slice.present) return std::nullopt;
    return std::string_view(text_).substr(slice.offset, slice.length);
}

RequestText::RequestText(const http::Head& request, const PacketStamp& packet)
    : key_count_(static_cast<std::uint32_t>(http::count_fields(request, kKey))), packet_(packet) {
    const auto field = [&](std::string_view name) { return store_.add(http::joined_field(request, name)); };
    parts_[method] = store_.add(request.method);
    parts_[target] = store_.add(request.target);
    parts_[http_version] = store_.add(request.version);
    parts_[host] = field("Host");
    parts_[origin] = field("Origin");
    parts_[user_agent] = field("User-Agent");
    parts_[version] = field(kVersion);
    parts_[key] = field(kKey);
    parts_[subprotocols] = field(kProtocol);
    parts_[extensions] = field(kExtensions);
}

model::HandshakeRequest RequestText::view() const {
    const auto part = [&](Part which) { return store_.get(parts_[which]); };
    return {.packet = packet_,
            .method = *part(method),
            .target = *part(target),
            .http_version = *part(http_version),
            .host = part(host),
            .origin = part(origin),
            .user_agent = part(user_agent),
            .version = part(version),
            .key = part(key),
            .subprotocols = part(subprotocols),
            .extensions = part(extensions),
            .key_count = key_count_};
}

ResponseText::ResponseText(const http::Head& response, const PacketStamp& packet)
    : head_(response),
      accept_(http::joined_field(response, kAccept)),
      subprotocol_(http::joined_field(response, kProtocol)),
      extensions_(http::joined_field(response, kExtensions)),
      packet_(packet) {}

model::HandshakeResponse ResponseText::view() const {
    return {.packet = packet_,
            .http_version = head_.version,
            .status = head_.status,
            .reason = head_.reason,
            .accept = accept_,
            .subprotocol = subprotocol_,
            .extensions = extensions_,
            .accept_count = static_cast<std::uint32_t>(http::count_fields(head_, kAccept))};
}

}  // namespace wsdissect::engine
