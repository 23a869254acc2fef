#include "wsdissect/filter/selecting.hpp"

namespace wsdissect::filter {

/// Connections are chosen by records of all kinds.
model::Demand Selecting::demand() const {
    return terms_.take_connection ? filter_.demand_of_all(wanted_, terms_.content) : filter_.demand(wanted_);
}

template <class Event>
bool Selecting::chooses(const Event& event) {
    if (repeated_ && next_repeated_ < repeated_->size()) return (*repeated_)[next_repeated_++];
    const bool chosen = evaluation_.chooses(record_of(event), marks_of(*event.connection));
    if (chosen && terms_.take_connection) terms_.take_connection(*event.connection);
    if (kept_) kept_->push_back(chosen);
    return chosen;
}

Marks Selecting::marks_of(const model::ConnectionInfo& connection) const {
    if (!evaluation_.looks_at_handshakes()) return 0;
    if (const auto found = marks_.find(connection.number); found != marks_.end()) return found->second;
    return ended_.first == connection.number ? ended_.second : 0;
}

void Selecting::note_handshake(const model::Handshake& handshake) {
    if (!evaluation_.looks_at_handshakes() || repeated_) return;
    if (const Marks marks = evaluation_.marks_of(handshake); marks != 0)
        marks_.insert_or_assign(handshake.connection->number, marks);
}

void Selecting::forget(const model::ConnectionInfo& connection) {
    ended_ = {connection.number, marks_of(connection)};
    marks_.erase(connection.number);
}

void Selecting::on_handshake(const model::Handshake& handshake) {
    note_handshake(handshake);
    tells_of(handshake) ? next_.on_handshake(handshake) : next_.on_left_out();
}

void Selecting::on_frame(const model::Frame& frame) {
    const bool told = tells_of(frame);
    if (!passes_on(wanted_.frames)) return;
    told ? next_.on_frame(frame) : next_.on_left_out();
}

void Selecting::on_message(const model::Message& message) {
    if (tells_of(message) && passes_on(wanted_.messages)) next_.on_message(message);
}

void Selecting::on_control(const model::Control& control) {
    if (tells_of(control) && passes_on(wanted_.controls)) next_.on_control(control);
}

void Selecting::on_finding(const model::Finding& finding) {
    if (tells_of(finding) && passes_on(wanted_.findings)) next_.on_finding(finding);
}

void Selecting::on_gap(const model::Gap& gap) { tells_of(gap) ? next_.on_gap(gap) : next_.on_left_out(); }

void Selecting::on_connection_end(const model::ConnectionEnd& end) {
    tells_of(end) ? next_.on_connection_end(end) : next_.on_left_out();
    forget(*end.connection);
}

}  // namespace wsdissect::filter
