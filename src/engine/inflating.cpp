#include "engine/inflating.hpp"

#include <utility>

namespace wsdissect::engine {

void Inflating::on_frame(const model::Frame& frame) {
    of_frame_ = frame.ends_message != nullptr && model::is_due(frame.ends_message->inflation);
    if (!of_frame_) return next_.on_frame(frame);
    model::Frame told = frame;
    told.ends_message = &inflated(*frame.ends_message);
    next_.on_frame(told);
}

void Inflating::on_message(const model::Message& message) {
    if (!model::is_due(message.inflation)) return next_.on_message(message);
    const bool told_before = std::exchange(of_frame_, false);
    next_.on_message(told_before ? inflated_ : inflated(message));
}

void Inflating::on_message_part(const model::Message& part) {
    if (model::is_due(part.inflation)) (void)inflated(part);
}

const model::Message& Inflating::inflated(const model::Message& message) {
    inflated_ = message;
    inflater_.inflate(inflated_, streams_.of(message));
    return inflated_;
}

void Inflating::on_connection_end(const model::ConnectionEnd& end) {
    next_.on_connection_end(end);
    streams_.forget(end.connection->number);
}

}  // namespace wsdissect::engine
