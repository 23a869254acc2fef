#pragma once
// One compressed message on its way: what was inflated of it, and the state to go on with.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "codec/deflate_walk.hpp"
#include "wsdissect/codec/inflate.hpp"
#include "wsdissect/codec/utf8.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::engine {

/// What of a sender's compressed messages may be referred to by later ones.
struct InflateContext {
    /// `stream_id`: no other stream has it whose messages go through the same hands.
    InflateContext(const websocket::DeflateTerms& agreed, std::uint64_t stream_id)
        : id(stream_id), terms(agreed), window(agreed.window()) {}

    std::uint64_t id;
    std::uint64_t begun = 0;  ///< Messages.
    websocket::DeflateTerms terms;
    codec::InflateWindow window;  ///< Empty without context takeover.
};

/// To be used for one message after the other. Where the one before was of the same stream, the decoder goes
/// on as it stands: to hand it 32 KiB of window takes a third of the time that a message of 2 KiB does.
class MessageInflation {
  public:
    struct Wanted {
        std::uint64_t octets = 0;  ///< To be kept at most. The rest is only counted.
        bool utf8 = false;         ///< Whether all of it is to be looked at as text.
    };
    // `context` is the same for all calls for one message.
    void begin(InflateContext& context, const Wanted& wanted);
    /// A part of what is on the wire.
    void add(Bytes wire, InflateContext& context);
    /// The last part, which may be empty.
    void add_last(Bytes wire, InflateContext& context);

    /// Octets on the wire, of all parts so far.
    [[nodiscard]] std::uint64_t wire_length() const noexcept { return wire_length_; }
    [[nodiscard]] bool failed() const noexcept { return failed_; }
    /// Puts down what became of `message`, of which all was added (`due`) or its front (`front_due`). Its
    /// payload is valid until the next call.
    void tell(model::Message& message) const;

  private:
    /// Which message of which stream it is.
    struct Place {
        std::uint64_t stream;
        std::uint64_t message;
        friend bool operator==(const Place&, const Place&) = default;
    };

    void inflate(Bytes octets, std::size_t appended, InflateContext& context);
    void keep(Bytes octets, InflateContext& context);
    /// What was inflated last has to be kept elsewhere before more is.
    void settle();
    [[nodiscard]] Bytes content() const noexcept { return last_.empty() ? Bytes(content_) : last_; }

    codec::Inflater inflater_;
    std::optional<Place> at_end_of_;  ///< The message that the decoder stands behind, able to go on.
    std::optional<codec::DeflateWalker> walker_;  ///< Where the window is smaller than a decoder's.
    codec::Utf8Pieces text_;
    Wanted wanted_;
    std::vector<std::uint8_t> content_;  ///< What is kept of it;
    Bytes last_;                         ///< or all of that, as the decoder has it.
    std::uint64_t length_ = 0;           ///< Octets that it inflates to so far.
    std::uint64_t wire_length_ = 0;
    bool failed_ = false;
    codec::InflateStatus status_ = codec::InflateStatus::needs_input;
    std::vector<std::uint8_t> with_tail_;  ///< A last part and what is appended to it.
};

}  // namespace wsdissect::engine
