// One direction of HTTP/1.x: heads and bodies are the same whether they come whole or in pieces.

#include <string>
#include <vector>

#include "tests/fuzz/fuzzing.hpp"
#include "wsdissect/http/body.hpp"
#include "wsdissect/http/fields.hpp"
#include "wsdissect/http/head_parser.hpp"
#include "wsdissect/http/message_reader.hpp"
#include "wsdissect/websocket/deflate.hpp"
#include "wsdissect/websocket/extension.hpp"

namespace wsdissect {
namespace {

using fuzz::require;

std::string field_text(const http::Head& head) {
    std::string text, storage;
    for (std::size_t name = 0; name < http::kFieldNames; ++name)
        if (const auto value = http::joined_field(head, static_cast<http::FieldName>(name), storage))
            text += *value;
    http::for_each_element(head, http::FieldName::sec_websocket_extensions, [&](std::string_view extension) {
        (void)websocket::parse_extensions(extension);
        (void)websocket::agreed_deflate(extension);
        text += extension;
    });
    return text;
}

/// Everything that the reader tells, as text.
class Reading {
  public:
    void read(Bytes octets) {
        for (;;) {
            const auto step = reader_.read(octets, parser_);
            require(step.consumed <= octets.size(), "no more is consumed than there is");
            octets = octets.subspan(step.consumed);
            if (step.event == http::ReadEvent::need_more || step.event == http::ReadEvent::not_http) {
                broken_ = step.event == http::ReadEvent::not_http;
                return;
            }
            if (step.event == http::ReadEvent::head) on_head(*step.head);
            if (step.event == http::ReadEvent::message_end) told_ += "end;";
        }
    }
    [[nodiscard]] const std::string& told() const { return told_; }
    [[nodiscard]] bool broken() const { return broken_; }

  private:
    void on_head(const http::Head& head) {
        told_ += std::string(head.text) + std::to_string(head.status) + field_text(head) + ';';
        reader_.begin_body(head.is_request() ? http::body_of_request(head)
                                             : http::body_of_response(head, http::RequestMethod::other));
    }

    http::MessageReader reader_;
    http::HeadParser parser_;
    std::string told_;
    bool broken_ = false;
};

}  // namespace
}  // namespace wsdissect

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wsdissect;
    fuzz::CutChoices choices(data, size);
    const Bytes octets = choices.rest();
    Reading whole;
    whole.read(octets);
    Reading pieces;
    choices.cut(octets, [&](Bytes piece) {
        if (!pieces.broken()) pieces.read(piece);
    });
    require(whole.told() == pieces.told() && whole.broken() == pieces.broken(),
            "pieces tell what the whole does");
    if (whole.told().empty() && whole.broken()) return 0;
    require(http::may_begin_request(octets) || http::may_begin_response(octets) || octets.empty(),
            "what is a head may begin one");
    return 0;
}
