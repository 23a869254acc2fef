#pragma once
// The kinds of records, as `--only` names them and the JSON formats' `type` does.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wsdissect/base/result.hpp"

namespace wsdissect::print {

enum class RecordKind : std::uint8_t {
    handshake,
    frame,
    message,
    control,
    finding,
    gap,
    connection,
    summary
};

inline constexpr std::array<std::string_view, 8> kRecordKindNames = {
    "handshake", "frame", "message", "control", "finding", "gap", "connection", "summary"};

[[nodiscard]] constexpr std::string_view name_of(RecordKind kind) noexcept {
    return kRecordKindNames[static_cast<std::size_t>(kind)];
}

class RecordKinds {
  public:
    constexpr RecordKinds() = default;
    [[nodiscard]] static constexpr RecordKinds all() noexcept { return RecordKinds(0xFF); }

    [[nodiscard]] constexpr bool has(RecordKind kind) const noexcept { return (bits_ & bit(kind)) != 0; }
    [[nodiscard]] constexpr RecordKinds with(RecordKind kind) const noexcept {
        return RecordKinds(bits_ | bit(kind));
    }
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    [[nodiscard]] constexpr bool any_but(RecordKind kind) const noexcept { return (bits_ & ~bit(kind)) != 0; }

    /// From a comma separated list of names, which may have blanks around them; else the first of them that
    /// is unknown or empty, a view of `list`.
    [[nodiscard]] static Result<RecordKinds, std::string_view> parse(std::string_view list);

  private:
    constexpr explicit RecordKinds(unsigned bits) noexcept : bits_(static_cast<std::uint8_t>(bits)) {}
    static constexpr unsigned bit(RecordKind kind) noexcept { return 1U << static_cast<unsigned>(kind); }
    std::uint8_t bits_ = 0;
};

/// That are printed where nobody chooses, but for JSON, which has all: what others say stands in these, too.
inline constexpr RecordKinds kUsualKinds = RecordKinds()
                                               .with(RecordKind::handshake)
                                               .with(RecordKind::frame)
                                               .with(RecordKind::finding)
                                               .with(RecordKind::gap)
                                               .with(RecordKind::connection);

/// Whether records of these kinds tell findings, or count them.
[[nodiscard]] constexpr bool shows_findings(RecordKinds kinds) noexcept {
    return kinds.has(RecordKind::finding) || kinds.has(RecordKind::summary);
}

}  // namespace wsdissect::print
