#include "wsdissect/http/chunked_body.hpp"

#include <algorithm>
#include <string_view>

#include "wsdissect/http/head.hpp"

namespace wsdissect::http {
namespace {

constexpr ChunkedBody::Step kMalformed{ChunkedBody::Status::malformed, 0};
constexpr int kNoDigit = -1;

constexpr int hex_digit(std::uint8_t octet) noexcept {
    if (octet >= '0' && octet <= '9') return octet - '0';
    if (octet >= 'a' && octet <= 'f') return octet - 'a' + 10;
    if (octet >= 'A' && octet <= 'F') return octet - 'A' + 10;
    return kNoDigit;
}

/// White space, an extension or the line's end (RFC 9112 section 7.1.1).
constexpr bool ends_size(std::uint8_t octet) noexcept {
    return octet == ' ' || octet == '\t' || octet == ';' || octet == '\r' || octet == '\n';
}

constexpr ChunkedBody::Step more(std::size_t consumed) noexcept {
    return {ChunkedBody::Status::more, consumed};
}

/// Octets before the first line feed; all of them where there is none.
std::size_t line_length(Bytes octets) noexcept { return std::min(as_text(octets).find('\n'), octets.size()); }

}  // namespace

ChunkedBody::Step ChunkedBody::read(Bytes octets) noexcept {
    std::size_t consumed = 0;
    while (consumed < octets.size()) {
        const Step step = advance(octets.subspan(consumed));
        consumed += step.consumed;
        if (step.status != Status::more) return {step.status, consumed};
    }
    return more(consumed);
}

bool ChunkedBody::skip(std::uint64_t octets) noexcept {
    if (state_ != State::data || octets > left_) return false;
    left_ -= octets;
    if (left_ == 0) begin(State::data_end);
    return true;
}

ChunkedBody::Step ChunkedBody::advance(Bytes octets) noexcept {
    switch (state_) {
        case State::size: return read_size(octets);
        case State::extensions: return read_extensions(octets);
        case State::data: return read_data(octets);
        case State::data_end: return read_data_end(octets);
        case State::trailers: return read_trailers(octets);
    }
    return kMalformed;
}

ChunkedBody::Step ChunkedBody::read_size(Bytes octets) noexcept {
    const int digit = hex_digit(octets.front());
    if (digit == kNoDigit) {
        if (line_octets_ == 0 || !ends_size(octets.front())) return kMalformed;
        state_ = State::extensions;
        return more(0);
    }
    const bool overflows = left_ >> 60 != 0;
    count_in_line(1);
    if (overflows || line_octets_ > kMaxChunkLine) return kMalformed;
    left_ = left_ << 4 | static_cast<std::uint64_t>(digit);
    return more(1);
}

ChunkedBody::Step ChunkedBody::read_extensions(Bytes octets) noexcept {
    const std::size_t length = line_length(octets);
    count_in_line(length);
    if (line_octets_ > kMaxChunkLine) return kMalformed;
    if (length == octets.size()) return more(length);
    begin(left_ == 0 ? State::trailers : State::data);
    return more(length + 1);
}

ChunkedBody::Step ChunkedBody::read_data(Bytes octets) noexcept {
    const std::uint64_t taken = std::min<std::uint64_t>(left_, octets.size());
    left_ -= taken;
    if (left_ == 0) begin(State::data_end);
    return more(static_cast<std::size_t>(taken));
}

ChunkedBody::Step ChunkedBody::read_data_end(Bytes octets) noexcept {
    const std::uint8_t octet = octets.front();
    if (octet == '\n') {
        begin(State::size);
    } else if (octet != '\r' || line_octets_ > 0) {
        return kMalformed;
    } else {
        count_in_line(1);
    }
    return more(1);
}

ChunkedBody::Step ChunkedBody::read_trailers(Bytes octets) noexcept {
    const std::size_t length = line_length(octets);
    if (line_octets_ == 0) line_begins_with_cr_ = octets.front() == '\r';
    count_in_line(length);
    trailer_octets_ += static_cast<std::uint32_t>(std::min(length, kMaxHead + 1));
    if (trailer_octets_ > kMaxHead) return kMalformed;
    if (length == octets.size()) return more(length);

    ++trailer_octets_;
    const bool empty = line_octets_ == 0 || (line_octets_ == 1 && line_begins_with_cr_);
    if (empty) return {Status::end, length + 1};
    begin(State::trailers);
    return more(length + 1);
}

/// More than are allowed are as good as one too many.
void ChunkedBody::count_in_line(std::size_t octets) noexcept {
    const std::size_t room = kMaxChunkLine + 1 - line_octets_;
    line_octets_ = static_cast<std::uint16_t>(line_octets_ + std::min(octets, room));
}

void ChunkedBody::begin(State state) noexcept {
    state_ = state;
    line_octets_ = 0;
}

}  // namespace wsdissect::http
