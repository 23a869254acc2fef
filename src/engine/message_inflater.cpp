#include "engine/message_inflater.hpp"

#include <algorithm>
#include <utility>

namespace wsdissect::engine {

using model::Inflation;

InflateStream& InflateStreams::of(const model::Message& message) {
    const std::uint64_t connection = message.connection->number;
    auto& stream = shards_[shard_of(connection)][connection][index_of(message.direction)];
    if (!stream)
        stream =
            std::make_unique<InflateStream>(message.deflate, 2 * connection + index_of(message.direction));
    return *stream;
}

MessageInflation::Wanted KeptContent::of(const model::Message& message) const noexcept {
    return {std::min(demand.message_payload, max_message),
            demand.message_findings && message.opcode == websocket::Opcode::text};
}

void MessageInflater::inflate(model::Message& message, InflateStream& stream) {
    ended_.reset();
    const Bytes wire = *std::exchange(message.payload, std::nullopt);
    if (stream.broken) {
        message.inflation = Inflation::none;
        return;
    }
    if (message.inflation == Inflation::part_due) {
        add_part(message, wire, stream);
        message.inflation = Inflation::none;
        return;
    }
    MessageInflation& inflation = begun(message, stream);
    if (inflation.wire_length() != message.in_parts) {  // Not all parts came here.
        message.inflation = Inflation::none;
        return;
    }
    if (message.inflation == Inflation::due) {
        inflation.add_last(wire, stream.context);
    } else {
        inflation.add(wire, stream.context);
    }
    inflation.tell(message);
    stream.broken = inflation.failed() && stream.context.terms.context_takeover;
}

void MessageInflater::add_part(const model::Message& part, Bytes wire, InflateStream& stream) {
    if (part.in_parts == 0) {
        stream.open = std::make_unique<MessageInflation>();
        auto wanted = kept_.of(part);
        wanted.octets = std::min(wanted.octets, part.most_kept);
        stream.open->begin(stream.context, wanted);
    }
    if (stream.open) stream.open->add(wire, stream.context);
}

/// The message's, with all parts before.
MessageInflation& MessageInflater::begun(const model::Message& message, InflateStream& stream) {
    ended_ = std::move(stream.open);
    if (message.in_parts > 0 && ended_) return *ended_;
    ended_.reset();
    if (!inflation_) inflation_ = std::make_unique<MessageInflation>();
    inflation_->begin(stream.context, kept_.of(message));
    return *inflation_;
}

}  // namespace wsdissect::engine
