#pragma once
// Network interfaces: which there are, and packets from one as they come. How its packets become blocks:
// LiveBlocks.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/link_type.hpp"
#include "wsdissect/base/result.hpp"
#include "wsdissect/base/time.hpp"

namespace wsdissect::capture {

struct LiveSettings {
    std::uint32_t snap_length = 262'144;             ///< Octets kept of a packet at most.
    std::uint64_t buffer = std::uint64_t{64} << 20;  ///< Octets of the kernel's buffer for an interface.
    bool promiscuous = true;
    std::string filter = {};  ///< libpcap's language; empty: every packet passes.
};

enum class LiveErrorKind : std::uint8_t { no_such_interface, not_permitted, is_down, wrong_filter, other };

struct LiveError {
    LiveErrorKind kind;
    std::string interface;
    std::string message;  ///< libpcap's own words.
};

/// Counted since the interface was opened.
struct LiveCounts {
    std::uint64_t received = 0;           ///< Passed the filter; dropped by the kernel afterwards or not.
    std::uint64_t dropped_kernel = 0;     ///< The kernel's buffer was full.
    std::uint64_t dropped_interface = 0;  ///< By the network interface or its driver, before the kernel.
};

/// Told of each packet. The octets are there during the call only.
class PacketTaker {
  public:
    virtual ~PacketTaker() = default;
    /// False: no more for now.
    [[nodiscard]] virtual bool take(Timestamp time, std::uint32_t original_length, Bytes data) = 0;
};

class LiveInterface {
  public:
    /// The kernel gives packets that have come no later than this many nanoseconds after they came.
    static constexpr std::int64_t kDelay = 20 * kNanosecondsPerMillisecond;

    [[nodiscard]] static Result<LiveInterface, LiveError> open(const std::string& name,
                                                               const LiveSettings& settings);
    LiveInterface(LiveInterface&&) noexcept;
    LiveInterface& operator=(LiveInterface&&) noexcept;
    ~LiveInterface();

    [[nodiscard]] const std::string& name() const noexcept;
    [[nodiscard]] LinkType link_type() const noexcept;
    /// Becomes readable when there are packets.
    [[nodiscard]] int descriptor() const noexcept;

    enum class Outcome : std::uint8_t {
        empty,  ///< What had come was told.
        more,   ///< There may be more.
        gone,   ///< There will be no more: see `reason`.
    };
    /// Tells packets that have come, `most` at most, and does not wait for any.
    [[nodiscard]] Outcome read(PacketTaker& taker, int most);
    /// Whether the interface is there and up, asked anew.
    [[nodiscard]] bool is_up() const noexcept;
    /// Of the last `gone`, in libpcap's words.
    [[nodiscard]] std::string reason() const;
    /// To be called before four thousand million packets have come since the last time.
    [[nodiscard]] LiveCounts counts();

  private:
    struct State;
    explicit LiveInterface(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// An interface as it is offered for capture.
struct InterfaceDescription {
    std::string name;
    std::string description;             ///< Empty: none.
    std::vector<std::string> addresses;  ///< IPv4 and IPv6, as text.
    /// As it will be captured; where it cannot be opened now, only if there is no doubt.
    std::optional<LinkType> link_type = {};
    std::string link_type_name = {};  ///< libpcap's words for it.
    bool up = false;
    bool running = false;
    bool loopback = false;
};

/// Network devices and `any`, in libpcap's order: those that are most likely meant come first. The error is
/// in libpcap's words.
[[nodiscard]] Result<std::vector<InterfaceDescription>, std::string> list_interfaces();

}  // namespace wsdissect::capture
