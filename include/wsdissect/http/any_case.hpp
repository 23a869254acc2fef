#pragma once
// Texts whose case does not matter, such as names of fields (RFC 9110 section 5.1) and tokens of lists.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace wsdissect::http {

/// A short text that is known when the program is compiled. It is compared eight octets at a time, since
/// every field of every head asks.
class AnyCase {
  public:
    static constexpr std::size_t kMaxLength = 24;

    /// `text`: at most kMaxLength characters.
    template <std::size_t kSize>
    consteval AnyCase(const char (&text)[kSize]) : length_(kSize - 1) {
        static_assert(kSize - 1 <= kMaxLength);
        for (std::size_t i = 0; i < length_; ++i) {
            text_[i] = text[i];
            const bool letter = (text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z');
            if (letter) case_bits_[i] = 'a' ^ 'A';
        }
    }

    /// As it was written.
    [[nodiscard]] constexpr std::string_view text() const noexcept { return {text_.data(), length_}; }
    /// Whether `text` is this one but for the case of ASCII letters.
    [[nodiscard]] bool matches(std::string_view text) const noexcept {
        if (text.size() != length_) return false;
        const char* const octets = text.data();
        if (length_ >= sizeof(std::uint64_t)) return matches_words<std::uint64_t>(octets);
        if (length_ >= sizeof(std::uint32_t)) return matches_words<std::uint32_t>(octets);
        return matches_words<std::uint8_t>(octets);
    }

  private:
    /// `octets` are as many as this text has: from one Word to three of them, or none. All are looked at, for
    /// where the first difference stands is chance, and so would be a branch on it; they may overlap.
    template <class Word>
    [[nodiscard]] bool matches_words(const char* octets) const noexcept {
        if (length_ == 0) return true;
        const std::size_t last = length_ - sizeof(Word);
        const std::size_t middle = std::min(last, sizeof(Word));
        return (difference<Word>(octets, 0) | difference<Word>(octets, middle) |
                difference<Word>(octets, last)) == 0;
    }
    template <class Word>
    [[nodiscard]] Word difference(const char* octets, std::size_t at) const noexcept {
        const auto word = [at](const char* from) {
            Word result;
            std::memcpy(&result, from + at, sizeof result);
            return result;
        };
        return static_cast<Word>((word(octets) ^ word(text_.data())) & ~word(case_bits_.data()));
    }

    std::array<char, kMaxLength> text_{};
    std::array<char, kMaxLength> case_bits_{};  ///< What differs between a letter's two cases; else 0.
    std::size_t length_;
};

}  // namespace wsdissect::http
