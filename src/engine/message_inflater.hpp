#pragma once
// Inflates messages (RFC 7692 section 7.2.2). The state that outlives a message is apart from the one that
// does the work, so that several threads may share the former, each connection's messages in their order.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "wsdissect/base/direction.hpp"
#include "wsdissect/codec/inflate.hpp"
#include "wsdissect/model/events.hpp"
#include "wsdissect/model/sink.hpp"

namespace wsdissect::engine {

/// What stays of one sender's compressed messages.
struct InflateStream {
    explicit InflateStream(const websocket::DeflateTerms& agreed) : terms(agreed), window(agreed.window()) {}

    websocket::DeflateTerms terms;
    codec::InflateWindow window;  ///< Empty without context takeover.
    bool broken = false;          ///< A message did not inflate, which later ones may refer to.
};

/// Those of many connections, in shards: threads may use different ones at a time.
class InflateStreams {
  public:
    static constexpr std::size_t kShards = 16;
    [[nodiscard]] static std::size_t shard_of(std::uint64_t connection) noexcept {
        return connection % kShards;
    }

    /// The one that `message`, which is compressed, belongs to; made where it is the first.
    [[nodiscard]] InflateStream& of(const model::Message& message);
    /// The connection of that number has ended.
    void forget(std::uint64_t connection) {
        Shard& shard = shards_[shard_of(connection)];
        if (!shard.empty()) shard.erase(connection);
    }
    [[nodiscard]] bool is_empty(std::size_t shard) const noexcept { return shards_[shard].empty(); }

  private:
    using Shard = std::unordered_map<std::uint64_t, std::array<std::unique_ptr<InflateStream>, 2>>;
    std::array<Shard, kShards> shards_;
};

/// How much of an inflated message is kept. The rest is only counted.
struct KeptContent {
    model::Demand demand;
    std::uint64_t max_message = 0;  ///< Octets.

    [[nodiscard]] std::uint64_t of(const model::Message& message) const noexcept;
};

/// Does one message after the other, of any streams. Not to be shared by threads.
class MessageInflater {
  public:
    explicit MessageInflater(const KeptContent& kept) : kept_(kept), piece_(kPiece) {}

    /// Makes what it can of `message`, whose inflation is due; its payload is valid until the next call.
    void inflate(model::Message& message, InflateStream& stream);

  private:
    /// Octets that are inflated at a time.
    static constexpr std::size_t kPiece = std::size_t{64} << 10;

    void begin(const model::Message& message, const InflateStream& stream);
    [[nodiscard]] bool inflate_all(Bytes wire, InflateStream& stream);
    [[nodiscard]] bool inflate_part(Bytes octets, InflateStream& stream);
    void keep(Bytes octets, InflateStream& stream);
    [[nodiscard]] std::uint32_t find_too_far(Bytes wire, const InflateStream& stream);

    KeptContent kept_;
    codec::Inflater inflater_;
    std::vector<std::uint8_t> piece_;
    std::vector<std::uint8_t> octets_;  ///< What is kept of the message.
    std::vector<std::uint8_t> walked_;  ///< A message as it is walked over.
    std::uint64_t wanted_ = 0;          ///< Octets to be kept.
    std::uint64_t length_ = 0;          ///< Octets that it has so far.
    codec::InflateStatus status_ = codec::InflateStatus::needs_input;
};

}  // namespace wsdissect::engine
