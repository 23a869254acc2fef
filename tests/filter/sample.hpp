#pragma once
// Records to hold filters against, and whether they are chosen.

#include <string_view>

#include "tests/print/sample.hpp"
#include "wsdissect/filter/filter.hpp"

namespace wsdissect::filter::sample {

using print::sample::close_bye;
using print::sample::control;
using print::sample::finding;
using print::sample::frame;
using print::sample::handshake;
using print::sample::message;
using print::sample::packet;

/// 192.0.2.10:51514 -> 192.0.2.80:8080, number 3, TCP connection 7.
inline const model::ConnectionInfo kConnection = [] {
    model::ConnectionInfo made;
    made.number = 3;
    made.tcp_stream = 7;
    made.client = {{{192, 0, 2, 10}, AddressFamily::ipv4}, 51514};
    made.server = {{{192, 0, 2, 80}, AddressFamily::ipv4}, 8080};
    return made;
}();
/// [2001:db8::1]:51514 -> [2001:db8::2]:8080.
inline const model::ConnectionInfo kIpv6Connection = [] {
    model::ConnectionInfo made;
    made.client = {{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, AddressFamily::ipv6},
                   51514};
    made.server = {{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}, AddressFamily::ipv6}, 8080};
    return made;
}();

/// The event as one of kConnection.
template <class Event>
Event on(Event event, const model::ConnectionInfo& connection = kConnection) {
    event.connection = &connection;
    return event;
}

/// A text frame of the client, masked with 12345678, that ends `message`.
inline model::Frame frame_ending(const model::Message& message) {
    model::Frame made = on(frame(websocket::Opcode::text, message.wire_length));
    made.header.masking_key = {0x12, 0x34, 0x56, 0x78};
    made.ends_message = &message;
    return made;
}

/// Whether `expression`, which has to be right, chooses the event, whose handshake is not known.
template <class Event>
bool chooses(std::string_view expression, const Event& event) {
    const auto filter = Filter::compile(expression);
    if (!filter) return false;
    return Evaluation(*filter).chooses(record_of(event), 0);
}

/// What is wrong with it, with the place: `it ends where a field is expected (0-0)`.
inline std::string fault_of(std::string_view expression) {
    const auto filter = Filter::compile(expression);
    if (filter) return {};
    const Fault& fault = filter.error();
    return fault.message + " (" + std::to_string(fault.begin) + "-" + std::to_string(fault.end) + ")";
}

}  // namespace wsdissect::filter::sample
