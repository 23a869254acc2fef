#include "print/stats_connections.hpp"

#include <algorithm>
#include <iterator>

#include "print/connection_duration.hpp"

namespace wsdissect::print {
namespace {

bool is_larger(const EndedConnection& a, const EndedConnection& b) noexcept {
    if (a.payload_bytes() != b.payload_bytes()) return a.payload_bytes() > b.payload_bytes();
    return a.number < b.number;
}

void add_totals(model::DirectionTotals& sum, const model::DirectionTotals& more) noexcept {
    sum.bytes += more.bytes;
    sum.frames += more.frames;
    sum.messages += more.messages;
    sum.payload_bytes += more.payload_bytes;
    sum.lost_bytes += more.lost_bytes;
}

}  // namespace

void LargestConnections::add(const model::ConnectionEnd& end) {
    if (end.totals[0].payload_bytes + end.totals[1].payload_bytes == 0) return;
    const EndedConnection connection = {.number = end.connection->number,
                                        .client = end.connection->client,
                                        .server = end.connection->server,
                                        .start = end.start,
                                        .duration = duration_of(end),
                                        .ended_by = end.ended_by,
                                        .totals = end.totals};
    if (count_ == kMost) {
        if (!is_larger(connection, largest_.back())) return;
        --count_;
    }
    const auto last = std::next(largest_.begin(), static_cast<std::ptrdiff_t>(count_));
    const auto place = std::upper_bound(largest_.begin(), last, connection, is_larger);
    std::move_backward(place, last, std::next(last));
    *place = connection;
    ++count_;
}

void ConnectionStats::add(const model::ConnectionEnd& end) {
    ++ended_by_[end.ended_by ? static_cast<std::size_t>(*end.ended_by) : kUnseen];
    for (std::size_t sender = 0; sender < totals_.size(); ++sender)
        add_totals(totals_[sender], end.totals[sender]);
    add_close(end);
    add_duration(end);
    largest_.add(end);
}

void ConnectionStats::add_close(const model::ConnectionEnd& end) {
    using model::EndedBy;
    if (!end.close_first && (end.ended_by == EndedBy::fin || end.ended_by == EndedBy::rst)) ++without_close_;
    if (!end.close_first) return;
    Closes& closes = end.close_code ? close_codes_[*end.close_code] : closes_without_code_;
    ++closes[index_of(*end.close_first)];
}

void ConnectionStats::add_duration(const model::ConnectionEnd& end) {
    using model::EndedBy;
    // The others began when they were refused, or did not end.
    if (end.ended_by != EndedBy::close && end.ended_by != EndedBy::fin && end.ended_by != EndedBy::rst)
        return;
    const std::optional<std::int64_t> duration = duration_of(end);
    if (!duration) return;
    durations_.add(*duration);
    std::size_t row = 0;
    while (row + 1 < kDurations && *duration >= duration_bound(row + 1)) ++row;
    ++duration_counts_[row];
}

std::int64_t duration_bound(std::size_t row) noexcept {
    if (row == 0) return 0;
    std::int64_t bound = kNanosecondsPerMillisecond;
    for (std::size_t i = 1; i < row; ++i) bound *= 10;
    return bound;
}

}  // namespace wsdissect::print
