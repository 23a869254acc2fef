#pragma once
// Inflates messages (RFC 7692 section 7.2.2). The state that outlives a message is apart from the one that
// does the work, so that several threads may share the former, each connection's messages in their order.

#include <array>
#include <cstdint>
#include <memory>
#include <unordered_map>

#include "engine/message_inflation.hpp"
#include "wsdissect/base/direction.hpp"
#include "wsdissect/model/events.hpp"
#include "wsdissect/model/sink.hpp"

namespace wsdissect::engine {

/// What stays of one sender's compressed messages.
struct InflateStream {
    InflateStream(const websocket::DeflateTerms& agreed, std::uint64_t id) : context(agreed, id) {}

    InflateContext context;
    bool broken = false;                     ///< A message did not inflate, which later ones may refer to.
    std::unique_ptr<MessageInflation> open;  ///< Of a message of which parts were told.
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

    [[nodiscard]] MessageInflation::Wanted of(const model::Message& message) const noexcept;
};

/// Does one message after the other, of any streams. Not to be shared by threads.
class MessageInflater {
  public:
    explicit MessageInflater(const KeptContent& kept) : kept_(kept) {}

    /// Makes what it can of `message`, or of a part of one, whose inflation is due; its payload is valid
    /// until the next call.
    void inflate(model::Message& message, InflateStream& stream);

  private:
    void add_part(const model::Message& part, Bytes wire, InflateStream& stream);
    [[nodiscard]] MessageInflation& begun(const model::Message& message, InflateStream& stream);

    KeptContent kept_;
    std::unique_ptr<MessageInflation> inflation_;  ///< Of a message that comes whole; made when needed.
    std::unique_ptr<MessageInflation> ended_;      ///< Of the latest one, if that came in parts.
};

}  // namespace wsdissect::engine
