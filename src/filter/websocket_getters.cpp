// Of frames, messages, control frames and findings.

#include "filter/getters.hpp"

namespace wsdissect::filter {

namespace {

using websocket::Opcode;

Values boolean(bool value) noexcept { return Value{.number = value ? std::uint64_t{1} : 0}; }

Values payload_of(const Record& record, Opcode opcode) noexcept {
    const model::Control* const control = record.control;
    if (control == nullptr || control->opcode != opcode || control->payload.empty()) return {};
    return Value{.octets = as_text(control->payload)};
}

/// The length where it has that many bits.
Values length_in(const Record& record, unsigned bits) noexcept {
    if (record.frame == nullptr || record.frame->header.length_bits != bits) return {};
    return Value{.number = record.frame->header.payload_length};
}

}  // namespace

Values get_presence(const Record& record) {
    const bool is_there = record.frame != nullptr || record.message != nullptr || record.control != nullptr;
    return is_there ? Values(Value{}) : Values();
}

Values get_opcode(const Record& record) {
    const auto value = [](Opcode opcode) { return Value{.number = static_cast<std::uint64_t>(opcode)}; };
    if (record.frame != nullptr) return value(record.frame->header.opcode);
    if (record.message != nullptr) return value(record.message->opcode);
    return record.control != nullptr ? Values(value(record.control->opcode)) : Values();
}

Values get_length(const Record& record) {
    if (record.frame != nullptr) return Value{.number = record.frame->header.payload_length};
    return record.control != nullptr ? Values(Value{.number = record.control->payload_length}) : Values();
}

Values get_fin(const Record& record) {
    return record.frame != nullptr ? boolean(record.frame->header.fin) : Values();
}
Values get_rsv(const Record& record) {
    return record.frame != nullptr ? Values(Value{.number = record.frame->header.rsv}) : Values();
}
Values get_pmc(const Record& record) {
    if (record.frame == nullptr || !record.frame->deflate_agreed) return {};
    return boolean(record.frame->header.rsv1());
}
Values get_mask(const Record& record) {
    return record.frame != nullptr ? boolean(record.frame->header.masking_key.has_value()) : Values();
}
Values get_masking_key(const Record& record) {
    if (record.frame == nullptr || !record.frame->header.masking_key) return {};
    return Value{.octets = as_text(Bytes(*record.frame->header.masking_key))};
}

Values get_length_field(const Record& record) {
    constexpr std::uint64_t kIn16Bits = 126, kIn64Bits = 127;  // RFC 6455 section 5.2
    if (record.frame == nullptr) return {};
    switch (record.frame->header.length_bits) {
        case 16: return Value{.number = kIn16Bits};
        case 64: return Value{.number = kIn64Bits};
        default: return Value{.number = record.frame->header.payload_length};
    }
}
Values get_length_16(const Record& record) { return length_in(record, 16); }
Values get_length_64(const Record& record) { return length_in(record, 64); }

Values get_close_code(const Record& record) {
    if (record.control == nullptr || !record.control->close_code) return {};
    return Value{.number = *record.control->close_code};
}
Values get_close_reason(const Record& record) {
    if (record.control == nullptr || !record.control->close_reason) return {};
    return Value{.octets = *record.control->close_reason};
}
Values get_ping(const Record& record) { return payload_of(record, Opcode::ping); }
Values get_pong(const Record& record) { return payload_of(record, Opcode::pong); }

Values get_message_text(const Record& record) {
    const model::Message* const message = record.message;
    if (message == nullptr || message->opcode != Opcode::text || !message->payload) return {};
    if (model::is_due(message->inflation)) return {};
    return Value{.octets = as_text(*message->payload)};
}
/// Wireshark has none of a message without octets.
Values get_payload_text(const Record& record) {
    const Values text = get_message_text(record);
    return !text.empty() && text.begin()->octets.empty() ? Values() : text;
}
Values get_message_length(const Record& record) {
    if (record.message == nullptr || !record.message->length) return {};
    return Value{.number = *record.message->length};
}

Values get_rule(const Record& record) {
    return record.finding != nullptr ? Values(Value{.octets = record.finding->rule->id}) : Values();
}
Values get_severity(const Record& record) {
    if (record.finding == nullptr) return {};
    return Value{.number = static_cast<std::uint64_t>(record.finding->rule->severity)};
}

}  // namespace wsdissect::filter
