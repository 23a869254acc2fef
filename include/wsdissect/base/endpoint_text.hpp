#pragma once
// An endpoint as text that lies where its owner lies, so that who prints it has nothing else to fetch.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wsdissect {

/// `127.0.0.1:80`. Behind the text there are spaces, so that a column of it is one copy.
class EndpointText {
  public:
    /// Octets: the longest text is `[`, an IPv6 address of 39, `]:` and a port of five.
    static constexpr std::size_t kMost = 47;

    constexpr EndpointText() noexcept { text_.fill(' '); }
    /// Of at most kMost octets; more are left out. Not explicit: it is what it is made from.
    constexpr EndpointText(std::string_view text) noexcept : EndpointText() {
        size_ = static_cast<std::uint8_t>(std::min(text.size(), kMost));
        std::copy_n(text.begin(), size_, text_.begin());
    }
    constexpr EndpointText(const char* text) noexcept : EndpointText(std::string_view(text)) {}

    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    /// Valid as long as this is.
    [[nodiscard]] constexpr std::string_view view() const noexcept { return {text_.data(), size_}; }
    [[nodiscard]] constexpr operator std::string_view() const noexcept { return view(); }
    /// The text and the spaces behind it.
    [[nodiscard]] constexpr const std::array<char, kMost>& padded() const noexcept { return text_; }

  private:
    std::array<char, kMost> text_;
    std::uint8_t size_ = 0;
};

}  // namespace wsdissect
