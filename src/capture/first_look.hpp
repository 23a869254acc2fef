#pragma once
// What the beginning of a file tells, without reading the rest.

#include <cstdint>
#include <optional>

#include "capture/opened_file.hpp"
#include "wsdissect/base/time.hpp"
#include "wsdissect/capture/damage.hpp"

namespace wsdissect::capture {

struct FirstLook {
    bool has_packet = false;
    std::optional<Timestamp> first_time;  ///< Of the first packet; empty: there is none, or it has no time.
    std::optional<Damage> damage;         ///< Met before the first packet.

    /// Whether the file is empty, or begins as no capture does.
    [[nodiscard]] bool is_no_capture() const noexcept {
        return damage &&
               (damage->kind == DamageKind::empty_file || damage->kind == DamageKind::not_a_capture);
    }
};

[[nodiscard]] FirstLook look_at(OpenedFile opened);

}  // namespace wsdissect::capture
