// A PROXY protocol header, in pieces.

#include <vector>

#include "tests/fuzz/fuzzing.hpp"
#include "wsdissect/http/proxy_header.hpp"

namespace wsdissect {
namespace {

struct Told {
    http::ProxyEvent event = http::ProxyEvent::need_more;
    std::size_t consumed = 0;
    std::optional<Endpoint> client = {};
    std::vector<std::uint8_t> held = {};
};

template <class Cut>
Told read(Bytes octets, Cut cut) {
    http::ProxyHeaderReader reader;
    Told told;
    cut(octets, [&](Bytes piece) {
        if (told.event != http::ProxyEvent::need_more) return;
        const auto step = reader.read(piece);
        told.event = step.event;
        told.consumed += step.consumed;
        fuzz::require(step.consumed <= piece.size(), "no more is consumed than there is");
    });
    if (told.event == http::ProxyEvent::header) told.client = reader.client();
    if (told.event == http::ProxyEvent::not_one) told.held.assign(reader.held().begin(), reader.held().end());
    return told;
}

}  // namespace
}  // namespace wsdissect

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wsdissect;
    fuzz::CutChoices choices(data, size);
    const Bytes octets = choices.rest();
    const Told whole = read(octets, [](Bytes all, auto take) { take(all); });
    const Told pieces = read(octets, [&](Bytes all, auto take) { choices.cut(all, take); });
    fuzz::require(whole.event == pieces.event && whole.client == pieces.client,
                  "pieces tell what the whole does");
    if (whole.event == http::ProxyEvent::header) {
        fuzz::require(whole.consumed == pieces.consumed, "the header ends in one place");
        fuzz::require(http::may_begin_proxy_header(octets), "what is a header may begin one");
    }
    if (whole.event == http::ProxyEvent::not_one)
        fuzz::require(as_text(whole.held) == as_text(octets.first(whole.held.size())) &&
                          as_text(pieces.held) == as_text(octets.first(pieces.held.size())),
                      "nothing is lost of what is no header");
    return 0;
}
