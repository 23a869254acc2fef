#pragma once
// The one cursor through which parsers read octets. It cannot leave its view.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect {

enum class ByteOrder : std::uint8_t { big, little };

/// Reads numbers and views from the front of `bytes`. A read that the octets do not suffice for gives zero
/// (or an empty view), consumes nothing and makes `ok()` false for good, so a parser reads a header's fields
/// in a row and asks once. Views that it gives are views of `bytes`.
class ByteReader {
  public:
    explicit ByteReader(Bytes bytes) noexcept : bytes_(bytes) {}

    [[nodiscard]] bool ok() const noexcept { return ok_; }
    /// Octets consumed so far; after a failed read, where that read began.
    [[nodiscard]] std::size_t offset() const noexcept { return offset_; }
    [[nodiscard]] std::size_t remaining() const noexcept { return bytes_.size() - offset_; }
    [[nodiscard]] bool can_read(std::size_t octets) const noexcept { return octets <= remaining(); }

    std::uint8_t u8() noexcept { return number<std::uint8_t>(ByteOrder::big); }
    std::uint16_t be16() noexcept { return number<std::uint16_t>(ByteOrder::big); }
    std::uint32_t be32() noexcept { return number<std::uint32_t>(ByteOrder::big); }
    std::uint64_t be64() noexcept { return number<std::uint64_t>(ByteOrder::big); }
    std::uint16_t u16(ByteOrder order) noexcept { return number<std::uint16_t>(order); }
    std::uint32_t u32(ByteOrder order) noexcept { return number<std::uint32_t>(order); }
    std::uint64_t u64(ByteOrder order) noexcept { return number<std::uint64_t>(order); }

    /// The next `octets` octets; empty, and `ok()` false, where there are fewer.
    Bytes take(std::size_t octets) noexcept {
        if (!has(octets)) return {};
        offset_ += octets;
        return bytes_.subspan(offset_ - octets, octets);
    }
    void skip(std::size_t octets) noexcept { (void)take(octets); }
    /// Everything that is left; consumes it.
    Bytes rest() noexcept { return take(remaining()); }

  private:
    [[nodiscard]] bool has(std::size_t octets) noexcept {
        if (ok_ && octets > remaining()) ok_ = false;
        return ok_;
    }

    /// One load and at most one swap: packet headers are read through here.
    template <class Number>
    Number number(ByteOrder order) noexcept {
        if (!has(sizeof(Number))) return 0;
        Number value = 0;
        std::memcpy(&value, bytes_.data() + offset_, sizeof value);
        offset_ += sizeof value;
        return order == kNativeOrder ? value : swapped(value);
    }

    static constexpr ByteOrder kNativeOrder =
        std::endian::native == std::endian::big ? ByteOrder::big : ByteOrder::little;
    static std::uint8_t swapped(std::uint8_t value) noexcept { return value; }
    static std::uint16_t swapped(std::uint16_t value) noexcept { return __builtin_bswap16(value); }
    static std::uint32_t swapped(std::uint32_t value) noexcept { return __builtin_bswap32(value); }
    static std::uint64_t swapped(std::uint64_t value) noexcept { return __builtin_bswap64(value); }

    Bytes bytes_;
    std::size_t offset_ = 0;
    bool ok_ = true;
};

}  // namespace wsdissect
