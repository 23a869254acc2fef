#pragma once
// Reads one direction of an HTTP/2 connection: frames, the octets of DATA, and header blocks, which it
// decodes. It does not know the other direction.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/direction.hpp"
#include "wsdissect/http2/frame.hpp"
#include "wsdissect/http2/header_decoder.hpp"

namespace wsdissect::http2 {

enum class ReadEvent : std::uint8_t {
    need_more,  ///< All octets were consumed; nothing to tell yet.
    frame,      ///< A frame's header was consumed; its payload comes next.
    data,  ///< The next octets of a DATA frame, without padding: `Step::data`. Empty once where it has none.
    headers,   ///< A header block is whole: see `fields()`. Never told of a PUSH_PROMISE.
    reset,     ///< RST_STREAM.
    settings,  ///< A SETTINGS frame that acknowledges none, whole.
    broken,    ///< What came is not HTTP/2, cannot be decompressed, or is beyond a limit. Nothing of it was
               ///< consumed by this call, and nothing ever will be.
};

/// Octets of a compressed header block, of all its frames together.
inline constexpr std::size_t kMaxBlock = 64 * 1024;

struct Step {
    std::size_t consumed = 0;  ///< Octets taken from the front of what was given.
    ReadEvent event = ReadEvent::need_more;
    std::uint32_t stream = 0;
    FrameType type = FrameType::data;  ///< Of the frame; of `headers`, of the block's first one.
    Bytes data = {};                   ///< View of what was given.
    bool end_stream = false;           ///< Of `data`, with the frame's last octets; of `headers`.
    std::size_t block_length = 0;      ///< Of `headers`: octets of the block as it was compressed.
    /// Of `settings`: the last SETTINGS_ENABLE_CONNECT_PROTOCOL in it (RFC 8441 section 3).
    std::optional<std::uint32_t> connect_protocol = {};
};

class FrameReader {
  public:
    using Sender = Direction;

    /// A client's first octets have to be its preface, a server's first frame SETTINGS (RFC 9113
    /// section 3.4).
    explicit FrameReader(Sender sender) noexcept;

    /// Takes octets from the front of `octets` up to the next event. Call again with the rest, even where
    /// none is left, until `need_more` or `broken`. A header block that comes in pieces is kept; nothing else
    /// is.
    [[nodiscard]] Step read(Bytes octets);

    /// After `headers`, until the next block is read: later ones of this reader may take their place.
    [[nodiscard]] std::span<const HeaderField> fields() const noexcept { return decoder_.fields(); }

    struct Lost {
        std::uint32_t stream = 0;
        std::uint64_t data = 0;   ///< Of what was lost, octets of a DATA frame, without padding.
        bool end_stream = false;  ///< Whether the frame's last ones are among them, and they end the stream.
    };
    /// `octets` of the stream were lost. Reading goes on where they all are of one frame's payload, and
    /// nothing that comes later depends on them: on DATA (but how long its padding is), PRIORITY, PING,
    /// GOAWAY, WINDOW_UPDATE, frames of unknown types, and padding. Elsewhere nothing can be known about what
    /// follows: empty, and `read` says `broken`.
    [[nodiscard]] std::optional<Lost> skip(std::uint64_t octets) noexcept;

    /// Bytes of memory that it holds: of an incomplete header block, of the HPACK table and the last block's
    /// fields.
    [[nodiscard]] std::size_t memory() const noexcept { return block_.capacity() + decoder_.memory(); }

  private:
    /// What comes next. A payload is `pad_length`, `prefix`, `content` and `padding`; each may be empty.
    enum class Part : std::uint8_t { preface, header, pad_length, prefix, content, padding, broken };

    /// Each reads a part from the front of `octets`. Empty: it is over, and nothing is to be told.
    using Told = std::optional<Step>;
    [[nodiscard]] Told advance(Bytes& octets);
    [[nodiscard]] Told read_preface(Bytes& octets) noexcept;
    [[nodiscard]] Told read_header(Bytes& octets) noexcept;
    [[nodiscard]] Told read_pad_length(Bytes& octets) noexcept;
    [[nodiscard]] Told read_prefix(Bytes& octets) noexcept;
    [[nodiscard]] Told read_content(Bytes& octets);
    [[nodiscard]] Told read_data(Bytes& octets) noexcept;
    [[nodiscard]] Told read_block(Bytes& octets);
    [[nodiscard]] Told read_settings(Bytes& octets) noexcept;
    [[nodiscard]] Told read_other(Bytes& octets) noexcept;
    [[nodiscard]] Told read_padding(Bytes& octets) noexcept;

    [[nodiscard]] bool may_follow(const FrameHeader& frame) const noexcept;
    [[nodiscard]] Step begin_frame(const FrameHeader& frame) noexcept;
    [[nodiscard]] Told end_block(Bytes block);
    [[nodiscard]] Step tell(ReadEvent event) const noexcept;
    [[nodiscard]] std::uint32_t content_left() const noexcept { return left_ - padding_; }
    [[nodiscard]] Bytes take(Bytes& octets, std::uint32_t length) noexcept;
    [[nodiscard]] bool gather(Bytes& octets, std::size_t length) noexcept;
    void forget_block() noexcept;
    void give_up() noexcept;

    HeaderDecoder decoder_;
    std::vector<std::uint8_t>
        block_;  ///< What came of the block that `block_frame_` began, where it is not whole.
    FrameHeader frame_;
    FrameHeader block_frame_;
    std::optional<std::uint32_t> connect_protocol_;  ///< Of the SETTINGS frame that is read.
    std::array<std::uint8_t, kFrameHeader> partial_{};
    std::uint8_t gathered_ = 0;  ///< Octets in `partial_`; of the preface, that were read.
    Part part_;
    std::uint8_t padding_ = 0;
    std::uint8_t prefix_left_ = 0;
    std::uint32_t left_ = 0;  ///< Octets left of the payload, padding and all.
    bool in_block_ = false;   ///< A CONTINUATION has to come.
    bool settings_due_;       ///< The first frame has to be SETTINGS.
};

}  // namespace wsdissect::http2
