#pragma once
// What fields hold.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wsdissect/base/time.hpp"

namespace wsdissect::filter {

enum class FieldType : std::uint8_t {
    presence,  ///< Only whether it is there.
    boolean,
    number,
    choice,  ///< One of a few names, which have an order.
    time,    ///< Seconds since 1970.
    text,
    octets,
    ipv4,
    ipv6
};

/// Of a type: numbers, Booleans, choices and times have the number, the others the octets, which are a view.
struct Value {
    std::uint64_t number = 0;
    std::string_view octets = {};
};

/// Times as numbers of the same order: those before 1970 come first, too.
[[nodiscard]] constexpr std::uint64_t ordered(Timestamp time) noexcept {
    return static_cast<std::uint64_t>(time.nanoseconds) ^ std::uint64_t{1} << 63;
}

/// The time that `ordered` made such a number of.
[[nodiscard]] constexpr Timestamp time_of(std::uint64_t ordered) noexcept {
    return {static_cast<std::int64_t>(ordered ^ std::uint64_t{1} << 63)};
}

/// What a record has of one field: nothing, one value, or both ends' or both halves' of a handshake.
class Values {
  public:
    static constexpr std::size_t kMost = 2;

    constexpr Values() noexcept = default;
    constexpr Values(Value value) noexcept { add(value); }
    /// Of at most kMost values; more are left out.
    constexpr void add(Value value) noexcept {
        if (size_ < kMost) values_[size_++] = value;
    }

    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr const Value* begin() const noexcept { return values_.data(); }
    [[nodiscard]] constexpr const Value* end() const noexcept { return values_.data() + size_; }
    [[nodiscard]] constexpr Value* begin() noexcept { return values_.data(); }
    [[nodiscard]] constexpr Value* end() noexcept { return values_.data() + size_; }

  private:
    std::array<Value, kMost> values_{};
    std::size_t size_ = 0;
};

}  // namespace wsdissect::filter
