#pragma once
// Whom a TCP flow belongs to, from the first octets that may be HTTP to its end.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "wsdissect/tcp/tracker.hpp"

namespace wsdissect::engine {

/// What its flow needs of an owner after a call.
enum class Fate : std::uint8_t {
    stays,
    over,       ///< Nothing in the flow can become WebSocket any more.
    settled,    ///< Nothing but WebSocket frames can follow: its successor is to own the flow.
    let_go,     ///< It is not interested: nobody owns the flow.
    gives_way,  ///< Another one is to own the flow, from the octets of this call on.
    last,       ///< It owns the flow to its end; never another fate.
};

class FlowOwner {
  public:
    virtual ~FlowOwner() = default;
    FlowOwner(const FlowOwner&) = delete;
    FlowOwner& operator=(const FlowOwner&) = delete;

    // As the functions of tcp::StreamConsumer.
    [[nodiscard]] virtual std::size_t on_bytes(tcp::End from, Bytes octets, const tcp::Arrival& arrival) = 0;
    virtual void on_packet(const PacketStamp&) {}
    virtual void on_gap(tcp::End from, std::uint64_t octets, const PacketStamp& packet) = 0;
    virtual void on_hold_expired(tcp::End from) = 0;
    virtual void on_end_near() const {}
    virtual void on_flow_end(const tcp::Flow& flow, tcp::FlowEnding ending, std::optional<tcp::End> by) = 0;

    /// Once settled: who is to own the flow in this object's place.
    [[nodiscard]] virtual std::unique_ptr<FlowOwner> successor() { return nullptr; }

    /// Set when the outermost of the calls above returns.
    [[nodiscard]] Fate fate() const noexcept { return fate_; }

  protected:
    explicit FlowOwner(Fate fate) noexcept : fate_(fate) {}

    /// To be held through each call of an owner that resumes its flow from within: that comes back to it, and
    /// what is to become of it is said when the outermost call returns.
    class Running {
      public:
        explicit Running(FlowOwner& owner) noexcept : owner_(owner) { ++owner_.running_; }
        ~Running() {
            if (--owner_.running_ == 0) owner_.fate_ = owner_.present_fate();
        }
        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;

      private:
        FlowOwner& owner_;
    };

    void set_fate(Fate fate) noexcept { fate_ = fate; }

  private:
    /// For `Running`.
    [[nodiscard]] virtual Fate present_fate() const noexcept { return fate_; }

    Fate fate_;
    std::uint16_t running_ = 0;  ///< How deep calls are nested.
};

}  // namespace wsdissect::engine
