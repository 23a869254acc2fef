#pragma once
// The fields that records have: what they are called, what they hold, and how a record gives it.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "wsdissect/filter/record.hpp"
#include "wsdissect/filter/value.hpp"

namespace wsdissect::filter {

/// Whose a field is. What is the handshake's or the connection's holds for all records of the connection.
enum class Scope : std::uint8_t { record, connection, handshake };

/// What has to be demanded for a field to be known.
enum class Need : std::uint8_t {
    nothing,
    control_payload,  ///< Nothing either, since it always comes; it is payload all the same.
    handshake_text,
    findings,
    message_length,  ///< That messages are inflated.
    message_text     ///< And kept.
};

struct Field {
    std::string_view name;  ///< Wireshark's where it has one.
    FieldType type;
    Scope scope;
    /// Of the record itself; fields of the handshake are those of handshake records. Views in it last as long
    /// as the record's own.
    Values (*get)(const Record& record);
    std::string_view description;
    Need need = Need::nothing;
    /// Of choices, and of numbers that have names: the number that a name stands for. Null: there are no
    /// names.
    std::optional<std::uint64_t> (*number_of)(std::string_view name) = nullptr;
    std::string_view names = {};  ///< All, or the usual ones, for people to read.
    /// Of choices: the name that a number has.
    std::string_view (*name_of)(std::uint64_t number) = nullptr;
};

/// Whether it is payload, or something that is not known before messages are inflated: what --no-payload
/// leaves out.
[[nodiscard]] constexpr bool shows_payload(const Field& field) noexcept {
    switch (field.need) {
        case Need::nothing:
        case Need::handshake_text:
        case Need::findings: return false;
        case Need::control_payload:
        case Need::message_length:
        case Need::message_text: return true;
    }
    return false;
}

/// Whether every record has it, or each that has a sender: it tells where a record belongs, not what it is.
[[nodiscard]] bool is_of_any_record(const Field& field) noexcept;

[[nodiscard]] std::span<const Field> fields() noexcept;
/// Null where no field is called so.
[[nodiscard]] const Field* find_field(std::string_view name) noexcept;
/// The name that was probably meant by one that does not exist, such as one of those that it is the front of;
/// empty where none is like it.
[[nodiscard]] std::string_view field_like(std::string_view name);

}  // namespace wsdissect::filter
