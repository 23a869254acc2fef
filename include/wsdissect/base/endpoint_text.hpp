#pragma once
// An endpoint as text that lies where its owner lies, so that who prints it has nothing else to fetch.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wsdissect/base/address.hpp"

namespace wsdissect {

/// `127.0.0.1:80`. Behind the text there are spaces, so that a column of it is one copy.
class EndpointText {
  public:
    static constexpr std::size_t kMost = kMostEndpoint;  ///< Octets.

    constexpr EndpointText() noexcept { text_.fill(' '); }
    /// Of at most kMost octets; more are left out. Not explicit: it is what it is made from.
    constexpr EndpointText(std::string_view text) noexcept : EndpointText() {
        size_ = static_cast<std::uint8_t>(std::min(text.size(), kMost));
        std::copy_n(text.begin(), size_, text_.begin());
    }
    explicit EndpointText(const Endpoint& endpoint) noexcept : EndpointText() {
        size_ = static_cast<std::uint8_t>(put_endpoint(text_.data(), endpoint) - text_.data());
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
