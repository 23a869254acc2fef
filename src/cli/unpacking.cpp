#include "cli/unpacking.hpp"

#include <algorithm>
#include <utility>

#include "rules/message_rules.hpp"

namespace wsdissect::cli {

using engine::InflateStreams;

Unpacking::Outcome Unpacking::unpack(std::uint64_t place, model::Tape& tape,
                                     std::span<const std::unique_ptr<model::ConnectionInfo>> ended,
                                     Unpacker& unpacker) {
    unpacker.octets.clear();
    unpacker.shards_passed = 0;
    for (auto& due : unpacker.due) due.clear();
    for (model::Message* const message : tape.messages())
        if (model::is_due(message->inflation))
            unpacker.due[InflateStreams::shard_of(message->connection->number)].push_back(message);
    for (std::size_t shard = 0; shard < InflateStreams::kShards; ++shard) {
        if (!turns_[shard].wait(place)) return Outcome::closed;
        if (!inflate(shard, unpacker)) return Outcome::in_part;
        forget(ended, shard);
        pass(shard, place, unpacker);
    }
    if (!kept_.demand.message_findings) return Outcome::done;
    for (model::Message* const message : tape.messages())
        message->valid_utf8 = rules::is_valid_text(*message);
    return Outcome::done;
}

void Unpacking::forget(std::span<const std::unique_ptr<model::ConnectionInfo>> ended, std::size_t shard) {
    if (streams_.is_empty(shard)) return;
    for (const auto& connection : ended)
        if (InflateStreams::shard_of(connection->number) == shard) streams_.forget(connection->number);
}

/// Whether there was memory for all of them. Those of one sender follow each other: there the inflater goes
/// on.
bool Unpacking::inflate(std::size_t shard, Unpacker& unpacker) {
    std::ranges::stable_sort(unpacker.due[shard], {}, [](const model::Message* message) {
        return std::pair(message->connection->number, message->direction);
    });
    for (model::Message* const message : unpacker.due[shard]) {
        if (unpacker.octets.used() > kMostHeld) return false;
        unpacker.inflater.inflate(*message, streams_.of(*message));
        if (message->payload) message->payload = unpacker.octets.add(*message->payload);
    }
    return true;
}

void Unpacking::pass(std::size_t shard, std::uint64_t place, Unpacker& unpacker) {
    turns_[shard].pass(place);
    unpacker.shards_passed = shard + 1;
}

void Unpacking::pass_rest(std::uint64_t place, Unpacker& unpacker) {
    while (unpacker.shards_passed < turns_.size()) pass(unpacker.shards_passed, place, unpacker);
}

void Unpacking::close() noexcept {
    for (engine::Turns& turns : turns_) turns.close();
}

}  // namespace wsdissect::cli
