// One direction's frames, with losses: the events are the same whether the octets come whole or in pieces,
// and a search for frames behind a loss finds the same ones.

#include <string>
#include <vector>

#include "tests/fuzz/fuzzing.hpp"
#include "wsdissect/websocket/chain_search.hpp"
#include "wsdissect/websocket/frame_reader.hpp"

namespace wsdissect {
namespace {

using fuzz::require;
using websocket::FrameEvent;

class Reading {
  public:
    void read(Bytes octets) {
        for (;;) {
            const auto step = reader_.read(octets);
            require(step.consumed <= octets.size(), "no more is consumed than there is");
            octets = octets.subspan(step.consumed);
            switch (step.event) {
                case FrameEvent::need_more: return require(octets.empty(), "all octets are taken");
                case FrameEvent::header:
                    told_ += 'h' + std::to_string(reader_.header().payload_length);
                    require(reader_.header().header_length <= websocket::kMaxFrameHeader,
                            "a header's length");
                    break;
                case FrameEvent::payload:
                    payload_ += as_text(step.payload);
                    require(reader_.payload_position() <= reader_.header().payload_length,
                            "within the frame");
                    break;
                case FrameEvent::frame_end: told_ += '.' + std::to_string(payload_.size()); break;
            }
        }
    }
    void skip(std::uint64_t octets) { told_ += reader_.skip(octets) ? 's' : 'l'; }
    [[nodiscard]] std::string told() const {
        return told_ + payload_ + std::to_string(reader_.partial_header()) + (reader_.in_frame() ? 'f' : '-');
    }

  private:
    websocket::FrameReader reader_;
    std::string told_;
    std::string payload_;
};

/// The search takes the same segments in pieces.
void search(fuzz::Choices choices, fuzz::Cuts& cuts) {
    const std::uint8_t settings = choices.octet();
    const websocket::DirectionShape shape{
        .masked = (settings & 1) != 0 ? std::optional<bool>((settings & 2) != 0) : std::nullopt,
        .rsv = static_cast<std::uint8_t>(settings >> 2 & 7)};
    const auto beginnings = (settings & 32) != 0 ? websocket::ChainSearch::Beginnings::segments
                                                 : websocket::ChainSearch::Beginnings::anywhere;
    websocket::ChainSearch whole(shape, beginnings);
    websocket::ChainSearch pieces(shape, beginnings);
    while (!choices.empty()) {
        const std::uint8_t length = choices.octet();
        const Bytes segment = choices.take(length);
        if (length == 0xFF) {
            whole.skip(100);
            pieces.skip(100);
        }
        whole.begin_segment(segment.size());
        pieces.begin_segment(segment.size());
        whole.read(segment);
        cuts.cut(segment, [&](Bytes piece) { pieces.read(piece); });
        whole.end_segment();
        pieces.end_segment();
        const auto found = whole.found();
        const auto also = pieces.found();
        require(found.has_value() == also.has_value() && (!found || found->header == also->header),
                "pieces find what the whole does");
        require(!found || found->header < whole.position(), "what is found was read");
    }
}

}  // namespace
}  // namespace wsdissect

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wsdissect;
    fuzz::CutChoices choices(data, size);
    search(choices, choices.cuts());
    Reading whole;
    Reading pieces;
    while (!choices.empty()) {
        const std::size_t length = choices.octet() + std::size_t{16} * choices.octet();
        const Bytes stretch = choices.take(length);
        whole.read(stretch);
        choices.cut(stretch, [&](Bytes piece) { pieces.read(piece); });
        if (const std::uint8_t lost = choices.octet(); lost > 0xF0) {
            whole.skip(lost);
            pieces.skip(lost);
        }
    }
    require(whole.told() == pieces.told(), "pieces tell what the whole does");
    return 0;
}
