#pragma once
// What the fuzz targets have in common. Each is a function of octets that must neither crash nor break what
// it requires; libFuzzer looks for octets that make it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::fuzz {

/// Ends the process where something does not hold that always should: libFuzzer keeps the octets.
inline void require(bool holds, const char* what) {
    if (holds) return;
    (void)std::fprintf(stderr, "Broken: %s\n", what);
    std::abort();
}

/// The fuzzer's octets: a few choices in front, then what the choices are about.
class Choices {
  public:
    explicit Choices(Bytes octets) noexcept : octets_(octets) {}

    /// 0 where there are no more.
    [[nodiscard]] std::uint8_t octet() noexcept {
        if (octets_.empty()) return 0;
        const std::uint8_t first = octets_.front();
        octets_ = octets_.subspan(1);
        return first;
    }
    [[nodiscard]] bool flag() noexcept { return (octet() & 1) != 0; }
    [[nodiscard]] std::size_t below(std::size_t count) noexcept { return octet() % count; }
    /// Up to `length` octets.
    [[nodiscard]] Bytes take(std::size_t length) noexcept {
        const Bytes taken = octets_.first(length < octets_.size() ? length : octets_.size());
        octets_ = octets_.subspan(taken.size());
        return taken;
    }
    [[nodiscard]] bool empty() const noexcept { return octets_.empty(); }
    [[nodiscard]] Bytes rest() const noexcept { return octets_; }

  private:
    Bytes octets_;
};

/// Where octets are cut into pieces: the fuzzer says how long the first pieces are, and then these lengths
/// come again.
class Cuts {
  public:
    /// Takes five octets.
    explicit Cuts(Choices& choices) noexcept : longest_(1 + choices.octet()) {
        for (std::uint8_t& length : lengths_) length = choices.octet();
    }

    /// Of the next piece of `octets`, which are not empty.
    [[nodiscard]] std::size_t next(Bytes octets) noexcept {
        const std::size_t length = 1 + lengths_[place_++ % lengths_.size()] % longest_;
        return length < octets.size() ? length : octets.size();
    }
    /// Calls `take` with each piece: a copy of its own, for the sanitizer to see what is read beyond it.
    template <class Take>
    void cut(Bytes octets, Take take) {
        while (!octets.empty()) {
            const Bytes piece = octets.first(next(octets));
            const std::vector<std::uint8_t> own(piece.begin(), piece.end());
            take(Bytes(own));
            octets = octets.subspan(piece.size());
        }
    }

  private:
    std::size_t longest_;
    std::array<std::uint8_t, 4> lengths_{};
    std::size_t place_ = 0;
};

/// The fuzzer's octets where what they hold is cut: the cuts stand in front of all other choices.
class CutChoices : public Choices {
  public:
    CutChoices(const std::uint8_t* data, std::size_t size) noexcept : Choices({data, size}), cuts_(*this) {}

    [[nodiscard]] Cuts& cuts() noexcept { return cuts_; }
    template <class Take>
    void cut(Bytes octets, Take take) {
        cuts_.cut(octets, take);
    }

  private:
    Cuts cuts_;
};

}  // namespace wsdissect::fuzz

/// Each target has one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
