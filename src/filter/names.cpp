#include "filter/names.hpp"

#include <initializer_list>

#include "base/letters.hpp"
#include "wsdissect/model/events.hpp"
#include "wsdissect/websocket/close_code.hpp"

namespace wsdissect::filter {

namespace {

// As in Wireshark, names may be written in any case.

/// The one of the enumerators that is called so.
template <class Enum>
std::optional<std::uint64_t> number_among(std::initializer_list<Enum> all, std::string_view name) {
    for (const Enum each : all)
        if (equal_in_any_case(name_of(each), name)) return static_cast<std::uint64_t>(each);
    return std::nullopt;
}

struct OpcodeName {
    std::string_view name;
    websocket::Opcode opcode;
};
constexpr OpcodeName kOpcodeNames[] = {{"Continuation", websocket::Opcode::continuation},
                                       {"Text", websocket::Opcode::text},
                                       {"Binary", websocket::Opcode::binary},
                                       {"Connection Close", websocket::Opcode::close},
                                       {"Close", websocket::Opcode::close},
                                       {"Ping", websocket::Opcode::ping},
                                       {"Pong", websocket::Opcode::pong}};

}  // namespace

std::optional<std::uint64_t> opcode_of(std::string_view name) {
    for (const OpcodeName& each : kOpcodeNames)
        if (equal_in_any_case(each.name, name)) return static_cast<std::uint64_t>(each.opcode);
    return std::nullopt;
}

std::optional<std::uint64_t> close_code_of(std::string_view name) {
    for (const websocket::CloseCode& each : websocket::close_codes())
        if (equal_in_any_case(each.name, name)) return each.code;
    return std::nullopt;
}

std::optional<std::uint64_t> direction_of(std::string_view name) {
    return number_among({Direction::client, Direction::server}, name);
}

std::optional<std::uint64_t> verdict_of(std::string_view name) {
    using enum model::Verdict;
    return number_among({valid, invalid, rejected, incomplete}, name);
}

std::optional<std::uint64_t> severity_of(std::string_view name) {
    using enum model::Severity;
    return number_among({note, warning, error}, name);
}

std::string_view name_of_direction(std::uint64_t number) noexcept {
    return name_of(static_cast<Direction>(number));
}
std::string_view name_of_verdict(std::uint64_t number) noexcept {
    return name_of(static_cast<model::Verdict>(number));
}
std::string_view name_of_severity(std::uint64_t number) noexcept {
    return name_of(static_cast<model::Severity>(number));
}

}  // namespace wsdissect::filter
