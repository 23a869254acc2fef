#include "wsdissect/http/body.hpp"

#include <charconv>
#include <optional>

#include "wsdissect/http/fields.hpp"

namespace wsdissect::http {
namespace {

/// Digits alone, below 2^64; else empty.
std::optional<std::uint64_t> parse_length(std::string_view text) noexcept {
    std::uint64_t length = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return length;
}

/// Several equal lengths count as one (RFC 9110 section 8.6).
Body body_of_content_length(const Head& head) noexcept {
    std::optional<std::uint64_t> length;
    bool certain = true;
    for_each_element(head, FieldName::content_length, [&](std::string_view element) {
        const std::optional<std::uint64_t> read = parse_length(element);
        if (!read || (length && *length != *read)) certain = false;
        length = read;
    });
    if (!certain || !length) return {BodyKind::until_end, 0};
    return {BodyKind::length, *length};
}

/// What Transfer-Encoding and Content-Length say; empty where the head has neither.
std::optional<Body> declared_body(const Head& head) noexcept {
    std::string_view last_coding;
    for_each_element(head, FieldName::transfer_encoding,
                     [&](std::string_view coding) { last_coding = coding; });
    if (AnyCase("chunked").matches(last_coding)) return Body{BodyKind::chunked, 0};
    if (!last_coding.empty()) return Body{BodyKind::until_end, 0};
    if (head.fields.count(FieldName::content_length) > 0) return body_of_content_length(head);
    return std::nullopt;
}

}  // namespace

RequestMethod request_method_of(std::string_view method) noexcept {
    if (method == "HEAD") return RequestMethod::head;
    if (method == "CONNECT") return RequestMethod::connect;
    return method.empty() ? RequestMethod::unknown : RequestMethod::other;
}

Body body_of_request(const Head& request) noexcept {
    // A request's body ends with the connection in no case (RFC 9112 section 6.3): where its length is not
    // told right, a server that goes on took it for none.
    const Body body = declared_body(request).value_or(Body{BodyKind::none, 0});
    return body.kind == BodyKind::until_end ? Body{BodyKind::none, 0} : body;
}

Body body_of_response(const Head& response, RequestMethod request_method) noexcept {
    const int status = response.status;
    const bool bodiless = status / 100 == 1 || status == 204 || status == 304 ||
                          request_method == RequestMethod::head ||
                          (request_method == RequestMethod::connect && status / 100 == 2);
    if (bodiless) return {BodyKind::none, 0};
    return declared_body(response).value_or(Body{BodyKind::until_end, 0});
}

}  // namespace wsdissect::http
