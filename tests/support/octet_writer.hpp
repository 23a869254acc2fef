#pragma once
// Octets written one field after the other: the counterpart of ByteReader, for tests that build their input.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "wsdissect/base/byte_reader.hpp"
#include "wsdissect/base/bytes.hpp"

namespace wsdissect::test {

class OctetWriter {
  public:
    explicit OctetWriter(ByteOrder order = ByteOrder::big) : order_(order) {}

    OctetWriter& u8(std::uint8_t value) { return number(value, 1); }
    OctetWriter& u16(std::uint16_t value) { return number(value, 2); }
    OctetWriter& u32(std::uint32_t value) { return number(value, 4); }
    OctetWriter& u64(std::uint64_t value) { return number(value, 8); }
    OctetWriter& append(Bytes octets) {
        octets_.insert(octets_.end(), octets.begin(), octets.end());
        return *this;
    }
    /// Zeros up to the next multiple of `alignment` octets.
    OctetWriter& pad(std::size_t alignment) {
        while (octets_.size() % alignment != 0) octets_.push_back(0);
        return *this;
    }

    [[nodiscard]] const std::vector<std::uint8_t>& octets() const { return octets_; }
    [[nodiscard]] std::size_t size() const { return octets_.size(); }

  private:
    OctetWriter& number(std::uint64_t value, unsigned octets) {
        for (unsigned i = 0; i < octets; ++i) {
            const unsigned shift = 8 * (order_ == ByteOrder::big ? octets - 1 - i : i);
            octets_.push_back(static_cast<std::uint8_t>(value >> shift));
        }
        return *this;
    }

    ByteOrder order_;
    std::vector<std::uint8_t> octets_;
};

}  // namespace wsdissect::test
