#pragma once
// A record of the output as the display filter looks at it: an event, and the parts that one kind of event
// has of another.

#include <optional>

#include "wsdissect/model/events.hpp"

namespace wsdissect::filter {

/// Views of an event, valid as long as that is. What is null the record does not have.
struct Record {
    const model::ConnectionInfo* connection = nullptr;  ///< Never null.
    const PacketStamp* packet = nullptr;                ///< Never null.
    std::optional<Direction> sender = {};               ///< Absent: neither, or both.
    const model::Handshake* handshake = nullptr;
    const model::Frame* frame = nullptr;
    const model::Message* message = nullptr;  ///< Also the one that the frame ends.
    const model::Control* control = nullptr;  ///< Also what the frame says.
    const model::Finding* finding = nullptr;
};

[[nodiscard]] inline Record record_of(const model::Handshake& handshake) noexcept {
    return {.connection = handshake.connection,
            .packet = &handshake.packet,
            .sender = handshake.sender(),
            .handshake = &handshake};
}
[[nodiscard]] inline Record record_of(const model::Frame& frame) noexcept {
    return {.connection = frame.connection,
            .packet = &frame.packet,
            .sender = frame.direction,
            .frame = &frame,
            .message = frame.ends_message,
            .control = frame.control};
}
[[nodiscard]] inline Record record_of(const model::Message& message) noexcept {
    return {.connection = message.connection,
            .packet = &message.packet,
            .sender = message.direction,
            .message = &message};
}
[[nodiscard]] inline Record record_of(const model::Control& control) noexcept {
    return {.connection = control.connection,
            .packet = &control.packet,
            .sender = control.direction,
            .control = &control};
}
[[nodiscard]] inline Record record_of(const model::Finding& finding) noexcept {
    return {.connection = finding.connection,
            .packet = &finding.packet,
            .sender = finding.direction,
            .finding = &finding};
}
[[nodiscard]] inline Record record_of(const model::Gap& gap) noexcept {
    return {.connection = gap.connection, .packet = &gap.packet, .sender = gap.direction};
}
[[nodiscard]] inline Record record_of(const model::ConnectionEnd& end) noexcept {
    return {.connection = end.connection, .packet = &end.packet};
}

}  // namespace wsdissect::filter
