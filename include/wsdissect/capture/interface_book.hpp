#pragma once
// What captures say in words of the interfaces that saw their packets: kept beside the packets, which carry
// numbers only, and beyond the files, which are closed while their packets wait to be written.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace wsdissect::capture {

/// Octets as they stand in the capture, whatever they are: not to be shown unescaped. Empty: not said.
struct InterfaceText {
    std::string name;         ///< if_name
    std::string description;  ///< if_description
    std::string filter;       ///< if_filter, where that is in libpcap's language

    [[nodiscard]] std::size_t octets() const noexcept {
        return name.size() + description.size() + filter.size();
    }
    [[nodiscard]] auto operator<=>(const InterfaceText&) const = default;
};

/// Any thread may call it at any time.
class InterfaceBook {
  public:
    /// Octets of texts that are kept, with what it costs to keep each.
    static constexpr std::size_t kMaxOctets = std::size_t{1} << 20;

    InterfaceBook();

    /// The number that stands for this text, from 1 on, the same for equal ones. 0: the text says nothing, or
    /// there is no room for it.
    [[nodiscard]] std::uint16_t number_of(const InterfaceText& text);
    /// The text of a number that `number_of` gave; empty for 0. Stays as it is as long as the book.
    [[nodiscard]] const InterfaceText& text_of(std::uint16_t number) const;

  private:
    mutable std::mutex mutex_;
    std::map<InterfaceText, std::uint16_t> numbers_;
    std::vector<const InterfaceText*> texts_;  ///< By number; views of `numbers_`.
    std::size_t octets_ = 0;
};

}  // namespace wsdissect::capture
