#include "engine/handshake_text.hpp"

#include <algorithm>
#include <span>

#include "wsdissect/http/fields.hpp"
#include "wsdissect/http/status.hpp"
#include "wsdissect/websocket/accept.hpp"

namespace wsdissect::engine {

using http::FieldName;

bool is_handshake_request(const http::Head& request) noexcept {
    return request.fields.count(FieldName::sec_websocket_key) > 0 ||
           http::list_has(request, FieldName::upgrade, "websocket");
}

bool is_handshake_response(const http::Head& response) noexcept {
    return response.status == http::kSwitchingProtocols &&
           (response.fields.count(FieldName::sec_websocket_accept) > 0 ||
            http::list_has(response, FieldName::upgrade, "websocket"));
}

AgreedExtensions agreed_extensions(const http::Head& response) {
    AgreedExtensions agreed;
    std::string unfolded;
    std::string_view list =
        http::joined_field(response, FieldName::sec_websocket_extensions, unfolded).value_or("");
    while (!list.empty()) {
        const std::string_view extension = http::take_element(list);
        if (extension.empty()) continue;
        const auto deflate = websocket::agreed_deflate(extension);
        if (!deflate) agreed.others = true;
        if (!agreed.deflate) agreed.deflate = deflate;
    }
    return agreed;
}

namespace {

/// A head has room for far fewer than 65,536 fields.
std::uint16_t count_of(const http::Head& head, FieldName name) noexcept {
    return static_cast<std::uint16_t>(head.fields.count(name));
}

/// Octets that these fields take at most when they are joined.
std::size_t room_for(const http::Head& head, std::span<const FieldName> names) noexcept {
    constexpr std::size_t kSeparator = 2;
    std::size_t octets = 0;
    for (const FieldName name : names)
        head.fields.for_each(name, [&](std::string_view value) { octets += value.size() + kSeparator; });
    return octets;
}

}  // namespace

RequestText::RequestText(const http::Head& request, const PacketStamp& packet, bool all)
    : packet_(packet),
      key_count_(count_of(request, FieldName::sec_websocket_key)),
      version_count_(count_of(request, FieldName::sec_websocket_version)),
      host_count_(count_of(request, FieldName::host)),
      host_is_empty_(host_count_ > 0 && request.fields.first(FieldName::host)->value.empty()),
      upgrades_to_websocket_(http::list_has(request, FieldName::upgrade, "websocket")),
      connection_names_upgrade_(http::list_has(request, FieldName::connection, "upgrade")) {
    static constexpr std::array kForRules = {FieldName::sec_websocket_version, FieldName::sec_websocket_key,
                                             FieldName::sec_websocket_protocol,
                                             FieldName::sec_websocket_extensions};
    static constexpr std::array kToShow = {FieldName::host, FieldName::origin, FieldName::user_agent};
    static_assert(version + kForRules.size() == target && host + kToShow.size() == kParts);
    const auto shown = all ? std::span<const FieldName>(kToShow) : std::span<const FieldName>();
    const std::string_view shown_target = all ? request.target : std::string_view();

    room_ = static_cast<std::uint32_t>(request.method.size() + request.version.size() + shown_target.size() +
                                       room_for(request, kForRules) + room_for(request, shown));
    if (room_ > kNear) far_ = std::make_unique_for_overwrite<char[]>(room_);
    std::size_t part = 0;
    std::string joined;
    add(part++, request.method);
    add(part++, request.version);
    for (const FieldName name : kForRules) add(part++, http::joined_field(request, name, joined));
    add(part++, shown_target);
    for (const FieldName name : shown) add(part++, http::joined_field(request, name, joined));
    while (part < kParts) add(part++, std::nullopt);
}

void RequestText::add(std::size_t part, std::optional<std::string_view> text) {
    const std::size_t begin = begin_of(part);
    if (text) {
        std::copy(text->begin(), text->end(), (far_ ? far_.get() : near_.data()) + begin);
        present_ |= static_cast<std::uint16_t>(1U << part);
    }
    ends_[part] = static_cast<std::uint16_t>(begin + (text ? text->size() : 0));
}

std::string_view RequestText::text(Part part) const noexcept {
    return {(far_ ? far_.get() : near_.data()) + begin_of(part), ends_[part] - begin_of(part)};
}

model::HandshakeRequest RequestText::view() const noexcept {
    return {.packet = packet_,
            .method = text(method),
            .target = text(target),
            .http_version = text(http_version),
            .host = get(host),
            .origin = get(origin),
            .user_agent = get(user_agent),
            .version = get(version),
            .key = get(key),
            .subprotocols = get(subprotocols),
            .extensions = get(extensions),
            .key_count = key_count_,
            .version_count = version_count_,
            .host_count = host_count_,
            .host_is_empty = host_is_empty_,
            .upgrades_to_websocket = upgrades_to_websocket_,
            .connection_names_upgrade = connection_names_upgrade_};
}

bool is_answer_to(const model::HandshakeRequest& request, const http::Head& response) noexcept {
    const auto& key = request.key;
    const http::Field* const accept = response.fields.first(FieldName::sec_websocket_accept);
    return key && accept != nullptr && websocket::accept_value(*key).text() == accept->value;
}

ResponseText::ResponseText(const http::Head& response, const PacketStamp& packet)
    : view_{.packet = packet,
            .http_version = response.version,
            .status = response.status,
            .reason = response.reason,
            .accept = http::joined_field(response, FieldName::sec_websocket_accept, joined_[0]),
            .subprotocol = http::joined_field(response, FieldName::sec_websocket_protocol, joined_[1]),
            .extensions = http::joined_field(response, FieldName::sec_websocket_extensions, joined_[2]),
            .accept_count = count_of(response, FieldName::sec_websocket_accept),
            .upgrades_to_websocket = http::list_has(response, FieldName::upgrade, "websocket"),
            .connection_names_upgrade = http::list_has(response, FieldName::connection, "upgrade"),
            .names_version = response.fields.count(FieldName::sec_websocket_version) > 0} {
    if (!response.is_http2()) return;
    view_.http2 = {.has_connection = response.fields.count(FieldName::connection) > 0,
                   .has_upgrade = response.fields.count(FieldName::upgrade) > 0};
}

}  // namespace wsdissect::engine
