#include "wsdissect/http/message_reader.hpp"

#include <algorithm>

namespace wsdissect::http {

MessageReader::Step MessageReader::read(Bytes octets, HeadParser& parser) {
    // A head that comes in pieces is rare, and may have been made large on purpose: its memory is given back.
    if (state_ != State::head) partial_.reset();
    std::size_t consumed = 0;
    for (;;) {
        const Step step = advance(octets.subspan(consumed), parser);
        if (step.event == ReadEvent::not_http) return step;
        consumed += step.consumed;
        if (step.event != ReadEvent::need_more || consumed == octets.size())
            return {step.event, consumed, step.head};
    }
}

void MessageReader::begin_body(Body body) noexcept {
    if (state_ != State::body_due) return;
    switch (body.kind) {
        case BodyKind::none: state_ = State::message_end_due; break;
        case BodyKind::length:
            left_ = body.length;
            state_ = left_ == 0 ? State::message_end_due : State::length_body;
            break;
        case BodyKind::chunked:
            chunks_ = {};
            state_ = State::chunked_body;
            break;
        case BodyKind::until_end: state_ = State::until_end; break;
    }
}

bool MessageReader::skip(std::uint64_t octets) noexcept {
    bool in_step = false;
    if (state_ == State::until_end) {
        in_step = true;
    } else if (state_ == State::chunked_body) {
        in_step = chunks_.skip(octets);
    } else if (state_ == State::length_body && octets <= left_) {
        in_step = true;
        left_ -= octets;
        if (left_ == 0) state_ = State::message_end_due;
    }
    if (!in_step) (void)give_up();
    return in_step;
}

std::size_t MessageReader::held() const noexcept {
    if (!partial_) return 0;
    return sizeof(PartialHead) + partial_->octets.capacity() +
           partial_->parser.head().fields.capacity() * sizeof(Field);
}

MessageReader::Step MessageReader::advance(Bytes octets, HeadParser& parser) {
    switch (state_) {
        case State::head: return partial_ ? continue_head(octets) : begin_head(octets, parser);
        case State::body_due:
        case State::message_end_due: return end_message(0);
        case State::length_body: return read_length_body(octets);
        case State::chunked_body: return read_chunked_body(octets);
        case State::until_end: return {ReadEvent::need_more, octets.size()};
        case State::broken: break;
    }
    return give_up();
}

MessageReader::Step MessageReader::begin_head(Bytes octets, HeadParser& parser) {
    parser.restart();
    const Result<bool, HeadError> complete = parser.advance(octets);
    if (!complete) return give_up();
    if (*complete) {
        state_ = State::body_due;
        return {ReadEvent::head, parser.head().text.size(), &parser.head()};
    }
    if (!octets.empty()) {
        partial_ = std::make_unique<PartialHead>();
        partial_->octets.assign(octets.begin(), octets.end());
    }
    return {ReadEvent::need_more, octets.size()};
}

MessageReader::Step MessageReader::continue_head(Bytes octets) {
    auto& [held, parser] = *partial_;
    const std::size_t before = held.size();
    const Bytes taken = octets.first(std::min(octets.size(), kMaxHead - before));
    // Moving makes the parser's views invalid. It happens each time the size doubles, no more often, so that
    // beginning anew keeps the whole linear.
    if (taken.size() > held.capacity() - before) parser.restart();
    held.insert(held.end(), taken.begin(), taken.end());
    const Result<bool, HeadError> complete = parser.advance(held);
    if (!complete) return give_up();
    if (!*complete) return {ReadEvent::need_more, taken.size()};
    state_ = State::body_due;
    return {ReadEvent::head, parser.head().text.size() - before, &parser.head()};
}

MessageReader::Step MessageReader::read_length_body(Bytes octets) noexcept {
    const std::size_t taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, octets.size()));
    left_ -= taken;
    if (left_ == 0) return end_message(taken);
    return {ReadEvent::need_more, taken};
}

MessageReader::Step MessageReader::read_chunked_body(Bytes octets) noexcept {
    const ChunkedBody::Step step = chunks_.read(octets);
    switch (step.status) {
        case ChunkedBody::Status::more: return {ReadEvent::need_more, step.consumed};
        case ChunkedBody::Status::end: return end_message(step.consumed);
        case ChunkedBody::Status::malformed: break;
    }
    return give_up();
}

MessageReader::Step MessageReader::end_message(std::size_t consumed) noexcept {
    state_ = State::head;
    return {ReadEvent::message_end, consumed};
}

MessageReader::Step MessageReader::give_up() noexcept {
    state_ = State::broken;
    partial_.reset();
    return {ReadEvent::not_http, 0};
}

}  // namespace wsdissect::http
