#pragma once
// What the formats of `validate` that have a block a connection say of one, collected until it ends. What is
// kept does not grow with the connection, and all of them together keep no more than they may.

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "print/numbered_slots.hpp"
#include "wsdissect/model/sink.hpp"

namespace wsdissect::print {

/// Texts of a handshake, of each the front at least.
class HandshakeTexts {
  public:
    enum class Field : std::uint8_t {
        method,
        target,
        key,
        subprotocols,
        extensions_offered,
        reason,
        accept,
        subprotocol,
        extensions,
        accept_expected
    };
    static constexpr std::size_t kFields = 10;
    static constexpr std::size_t kMost = 256;  ///< Octets kept of each; where there is more, and dots.

    HandshakeTexts() { begins_.fill(kAbsent); }
    void keep(Field field, const std::optional<std::string_view>& text);
    /// Absent where it was.
    [[nodiscard]] std::optional<std::string_view> get(Field field) const noexcept;
    [[nodiscard]] std::size_t memory() const noexcept { return texts_.size(); }  ///< Octets.
    void clear() noexcept {
        texts_.clear();
        begins_.fill(kAbsent);
    }

  private:
    static constexpr std::uint16_t kAbsent = 0xFFFF;

    std::string texts_;  ///< One behind the other.
    std::array<std::uint16_t, kFields> begins_;
    std::array<std::uint16_t, kFields> lengths_{};  ///< Meaningful where there is a beginning.
};

struct ReportedHandshake {
    bool told = false;       ///< Else the capture lacks it.
    bool texts_kept = true;  ///< Else there were too many.
    model::Verdict verdict = model::Verdict::incomplete;
    std::optional<bool> accept_valid;
    int status = 0;
    bool http2 = false;          ///< It came over HTTP/2.
    bool unanswered = false;     ///< As model::Handshake.
    bool opens = false;          ///< As model::HandshakeResponse.
    bool proves_accept = false;  ///< Of its response an accept value is asked.
    std::optional<std::uint64_t> request_packet, response_packet;
    HandshakeTexts texts;

    void clear() noexcept {
        HandshakeTexts kept = std::move(texts);
        kept.clear();
        *this = {};
        texts = std::move(kept);
    }
};

/// Findings of one rule against one side.
struct FindingGroup {
    static constexpr std::size_t kMostLater = 5;

    const model::Rule* rule = nullptr;
    Direction offender = Direction::client;
    PacketStamp packet;   ///< Of the first.
    std::string message;  ///< Likewise, at most kMostMessage octets.
    std::uint64_t count = 1;
    std::vector<std::uint64_t> later;  ///< Packets of those behind it, the first kMostLater.

    static constexpr std::size_t kMostMessage = 1024;
};

/// Of findings that found no room.
struct UnkeptFindings {
    std::uint64_t errors = 0;
    std::uint64_t others = 0;
};

/// Pings of one sender that nothing answered yet.
class WaitingPings {
  public:
    static constexpr std::size_t kMost = 8;  ///< The latest; of those before only the first is kept.

    void on_ping(const model::Control& ping);
    /// Answers the Ping with its payload, and those before it (RFC 6455 section 5.5.3).
    void on_pong(const model::Control& pong);
    /// The one that waits longest.
    [[nodiscard]] std::optional<PacketStamp> first() const noexcept;

    static const std::size_t kMemory;  ///< Octets that the Pings take at most.

  private:
    void forget() noexcept {
        pings_.clear();
        before_.reset();
    }

    struct Ping {
        PacketStamp packet;
        std::uint64_t fingerprint;
    };
    std::vector<Ping> pings_;
    std::optional<PacketStamp> before_;  ///< The first of those that gave way.
};

struct ConnectionReport {
    ReportedHandshake handshake;
    std::vector<FindingGroup> findings;  ///< In the order of their first ones.
    /// By sender; null where there were none, or no room.
    std::unique_ptr<std::array<WaitingPings, 2>> pings;
    UnkeptFindings unkept;
    std::size_t memory = 0;  ///< Octets that all of this takes beside itself, at most.

    void clear() noexcept {
        handshake.clear();
        findings.clear();
        pings.reset();
        unkept = {};
        memory = 0;
    }
};

/// How often which rule was broken, in all connections.
class RuleCounts {
  public:
    void add(const model::Rule& rule) { ++counts_.try_emplace(rule.id, Count{&rule, 0}).first->second.count; }
    struct Count {
        const model::Rule* rule;
        std::uint64_t count;
    };
    /// Errors first, then warnings; of one severity the more frequent first.
    [[nodiscard]] std::vector<Count> sorted() const;
    [[nodiscard]] std::uint64_t of(model::Severity severity) const noexcept;

  private:
    std::map<std::string_view, Count> counts_;
};

/// The reports of all open connections.
class Reports {
  public:
    /// `most`: octets that are kept of all open connections together, beside what each takes at least.
    explicit Reports(std::size_t most) : most_(most) {}

    /// What it takes of all events. `content`: whether messages are looked into.
    [[nodiscard]] static model::Demand demand(bool content) {
        return {.message_findings = content,
                .findings = true,
                .frames = false,
                .messages = false,
                .controls = true};
    }

    void on_handshake(const model::Handshake& handshake);
    void on_control(const model::Control& control);
    void on_finding(const model::Finding& finding);
    /// The report of an open connection. Valid until the next call.
    [[nodiscard]] const ConnectionReport& so_far(const model::ConnectionInfo& connection) {
        return of(connection);
    }
    /// The report of a connection that has ended, which is forgotten. Valid until the next call.
    [[nodiscard]] const ConnectionReport& take(const model::ConnectionEnd& end);

    [[nodiscard]] const RuleCounts& rules() const noexcept { return rules_; }

  private:
    [[nodiscard]] ConnectionReport& of(const model::ConnectionInfo& connection) {
        return open_.at(connection.number);
    }

    [[nodiscard]] bool has_room() const noexcept { return kept_ < most_; }
    void count(ConnectionReport& report, std::size_t octets) noexcept {
        report.memory += octets;
        kept_ += octets;
    }
    void add_group(ConnectionReport& report, const model::Finding& finding);

    NumberedSlots<ConnectionReport> open_;
    std::size_t most_;
    std::size_t kept_ = 0;  ///< Octets.
    RuleCounts rules_;
};

}  // namespace wsdissect::print
