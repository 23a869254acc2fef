#pragma once
// Reads one direction of an HTTP/1.x connection: heads, and the bodies between them, whose octets it skips.
// It does not know the other direction; what only the request can tell about a response's body is given to
// it.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/http/body.hpp"
#include "wsdissect/http/chunked_body.hpp"
#include "wsdissect/http/head.hpp"
#include "wsdissect/http/head_parser.hpp"

namespace wsdissect::http {

enum class ReadEvent : std::uint8_t {
    need_more,    ///< All octets were consumed; nothing to tell yet.
    head,         ///< A head is complete: see `Step::head`; then call `begin_body`.
    message_end,  ///< The message's last octet was consumed. Never told of a body until_end.
    not_http,     ///< What came is not HTTP/1.x, or its chunks are malformed. Nothing of it was consumed by
                  ///< this call, and nothing ever will be.
};

class MessageReader {
  public:
    struct Step {
        ReadEvent event = ReadEvent::need_more;
        std::size_t consumed = 0;  ///< Octets taken from the front of what was given.
        /// With the event `head`, else null: views of the octets given, or of the reader's own copy. Valid
        /// until this reader, or another one with the same parser, reads again.
        const Head* head = nullptr;
    };

    /// Takes octets from the front of `octets` up to the next event. Call again with the rest, even where
    /// none is left, until `need_more` or `not_http`. An incomplete head is copied and kept, up to kMaxHead
    /// octets; a head that lies whole in `octets` is not copied; body octets are not kept.
    ///
    /// `parser` is where a head is parsed that lies whole in `octets`. Nothing stays in it, so that all
    /// readers share one, and its memory.
    [[nodiscard]] Step read(Bytes octets, HeadParser& parser);

    /// As `read` of so many octets where that only counts them: they are of a body, and its end is not among
    /// them. If not, it does nothing and says so.
    [[nodiscard]] bool pass(std::uint64_t octets) noexcept {
        if (partial_) return false;
        if (state_ == State::chunked_body) return chunks_.skip(octets);
        if (state_ != State::length_body || octets >= left_) return state_ == State::until_end;
        left_ -= octets;
        return true;
    }

    /// How the message goes on; to be called after each `head`, before `read` (else it is BodyKind::none).
    /// With BodyKind::none, or a length of 0, the next event is `message_end`, without consuming an octet.
    void begin_body(Body body) noexcept;

    /// `octets` of the stream were lost. Where all of them are of a body of known length, of one chunk's data
    /// or of a body that reaches to the end, reading goes on in step: true; `read` then tells the message's
    /// end, if that was it, without consuming an octet. Elsewhere nothing can be known about what follows:
    /// false, and `read` says `not_http`.
    [[nodiscard]] bool skip(std::uint64_t octets) noexcept;

    /// Whether it stands between two messages: the end of the one before was told, no octet of a next one
    /// (nor of an empty line before it) was seen.
    [[nodiscard]] bool between_messages() const noexcept { return state_ == State::head && !partial_; }
    /// Bytes of memory that an incomplete head holds; those of a complete one count until the next `read`.
    [[nodiscard]] std::size_t held() const noexcept;

  private:
    enum class State : std::uint8_t {
        head,
        body_due,  ///< A head was told; `begin_body` has not been called.
        message_end_due,
        length_body,
        chunked_body,
        until_end,
        broken
    };
    /// A head that did not come whole.
    struct PartialHead {
        std::vector<std::uint8_t> octets;
        HeadParser parser;
    };

    [[nodiscard]] Step advance(Bytes octets, HeadParser& parser);
    [[nodiscard]] Step begin_head(Bytes octets, HeadParser& parser);
    [[nodiscard]] Step continue_head(Bytes octets);
    [[nodiscard]] Step read_length_body(Bytes octets) noexcept;
    [[nodiscard]] Step read_chunked_body(Bytes octets) noexcept;
    [[nodiscard]] Step end_message(std::size_t consumed) noexcept;
    [[nodiscard]] Step give_up() noexcept;

    std::unique_ptr<PartialHead> partial_;
    ChunkedBody chunks_;
    std::uint64_t left_ = 0;  ///< Octets left of a body of known length.
    State state_ = State::head;
};

}  // namespace wsdissect::http
