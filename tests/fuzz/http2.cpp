// One direction of HTTP/2, with losses: the events are the same whether the octets come whole or in pieces,
// little is held, and nothing is told after `broken`.

#include <optional>
#include <string>
#include <vector>

#include "tests/fuzz/fuzzing.hpp"
#include "tests/support/octet_writer.hpp"
#include "wsdissect/http2/frame_reader.hpp"

namespace wsdissect {
namespace {

using fuzz::require;
using http2::FrameType;
using http2::ReadEvent;

/// A block, a table of empty entries, and the fields of a block; vectors may be twice as large as what they
/// hold.
constexpr std::size_t kMostMemory = 1 << 20;

class Reading {
  public:
    explicit Reading(Direction sender) : reader_(sender) {}

    void read(Bytes octets) {
        for (;;) {
            const http2::Step step = reader_.read(octets);
            require(step.consumed <= octets.size(), "no more is consumed than there is");
            require(!broken_ || step.event == ReadEvent::broken, "nothing is told after broken");
            require(reader_.memory() < kMostMemory, "memory is bounded");
            octets = octets.subspan(step.consumed);
            if (step.event == ReadEvent::need_more) return require(octets.empty(), "all octets are taken");
            if (step.event == ReadEvent::broken) return on_broken(step);
            on_event(step);
        }
    }
    void skip(std::uint64_t octets) {
        const std::optional<http2::FrameReader::Lost> lost = reader_.skip(octets);
        require(!broken_ || !lost, "no loss is survived after broken");
        if (!lost) broken_ = true;
        told_ += lost ? 's' + std::to_string(lost->stream) + ',' + std::to_string(lost->data) : "l";
        if (!lost) return;
        require(lost->data <= octets, "no more is lost than is");
        told_ += lost->end_stream ? "e;" : ";";
    }
    [[nodiscard]] std::string told() const { return told_ + (broken_ ? 'b' : '-') + data_; }

  private:
    void on_broken(const http2::Step& step) {
        require(step.consumed == 0 && reader_.memory() == 0 && reader_.fields().empty(),
                "broken holds nothing");
        broken_ = true;
    }
    void on_event(const http2::Step& step) {
        data_ += as_text(step.data);
        if (step.event != ReadEvent::data) {  // Of which there are as many as pieces.
            told_ += static_cast<char>('A' + static_cast<char>(step.event));
            told_ += std::to_string(step.stream) + ',' + std::to_string(static_cast<unsigned>(step.type)) +
                     ',' + std::to_string(step.block_length) + ',' +
                     std::to_string(step.connect_protocol.value_or(99));
        }
        if (step.event == ReadEvent::headers) on_headers();
        if (step.end_stream) told_ += 'e' + std::to_string(data_.size()) + ';';
    }
    void on_headers() {
        std::size_t octets = 0;
        for (const http2::HeaderField& field : reader_.fields()) {
            told_ += std::string(field.name) + '=' + std::string(field.value) + ';';
            octets += field.name.size() + field.value.size();
        }
        require(octets <= http2::kMaxFields, "fields are bounded");
    }

    http2::FrameReader reader_;
    std::string told_;
    std::string data_;
    bool broken_ = false;
};

std::vector<std::uint8_t> beginning_of(Direction sender) {
    if (sender == Direction::server) return {0, 0, 0, 4, 0, 0, 0, 0, 0};  // SETTINGS
    const Bytes preface = as_bytes(http2::kClientPreface);
    return {preface.begin(), preface.end()};
}

/// The next octets as they are, or as a frame's content behind its header, for lengths are hard to hit by
/// chance.
std::vector<std::uint8_t> next_stretch(fuzz::Choices& choices) {
    const std::uint8_t kind = choices.octet();
    const bool is_frame = (kind & 0x80) != 0;
    const std::uint8_t flags = is_frame ? choices.octet() : std::uint8_t{0};
    const std::uint32_t missing = is_frame && (kind & 0x40) != 0 ? choices.octet() : 0;
    const std::size_t length = choices.octet() + std::size_t{256} * (choices.octet() % 16);
    const Bytes content = choices.take(length);
    test::OctetWriter stretch;
    if (is_frame) {
        stretch.u8(0).u16(static_cast<std::uint16_t>(content.size() + missing));
        stretch.u8(kind & 0xF).u8(flags).u32(kind >> 4 & 0x3);
    }
    return stretch.append(content).octets();
}

}  // namespace
}  // namespace wsdissect

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wsdissect;
    fuzz::CutChoices choices(data, size);
    const Direction sender = choices.flag() ? Direction::server : Direction::client;
    Reading whole(sender);
    Reading pieces(sender);
    const auto read = [&](const std::vector<std::uint8_t>& stretch) {
        whole.read(stretch);
        choices.cut(stretch, [&](Bytes piece) { pieces.read(piece); });
    };
    if (choices.flag()) read(beginning_of(sender));
    while (!choices.empty()) {
        read(next_stretch(choices));
        if (const std::uint8_t lost = choices.octet(); lost > 0xC0) {
            whole.skip(lost - 0xC0);
            pieces.skip(lost - 0xC0);
        }
    }
    require(whole.told() == pieces.told(), "pieces tell what the whole does");
    return 0;
}
