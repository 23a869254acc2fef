#pragma once
// The capture filter (`-f`): libpcap's language, compiled once for each link type that occurs.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "wsdissect/base/result.hpp"
#include "wsdissect/capture/packet.hpp"

namespace wsdissect::capture {

struct FilterError {
    std::string message;  ///< libpcap's own words.
};

/// `libpcap version 1.10.3 ...`, in the library's own words; or that it cannot be loaded.
[[nodiscard]] std::string libpcap_version();

class PacketFilter {
  public:
    /// An error where `expression` compiles for none of the link types that this program decodes (its words
    /// are those for Ethernet), or where libpcap cannot be loaded, which it is by the first call: before the
    /// process is confined.
    [[nodiscard]] static Result<PacketFilter, FilterError> compile(const std::string& expression);

    PacketFilter(PacketFilter&&) noexcept;
    PacketFilter& operator=(PacketFilter&&) noexcept;
    ~PacketFilter();

    /// Whether the packet passes. A packet of a link type for which the expression has no meaning does not.
    [[nodiscard]] bool matches(const Packet& packet);

    /// A link type that occurred and for which the expression has no meaning.
    struct Inapplicable {
        LinkType link_type;
        std::string message;        ///< libpcap's own words.
        std::uint64_t packets = 0;  ///< That did not pass for it.
    };
    [[nodiscard]] std::vector<Inapplicable> inapplicable() const;

  private:
    struct State;
    explicit PacketFilter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace wsdissect::capture
