#include "print/stats_connections.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "sample.hpp"

using namespace wsdissect;
using namespace wsdissect::print;
using model::EndedBy;

namespace {

using Rows = std::array<std::uint64_t, ConnectionStats::kDurations>;

model::ConnectionEnd lasting(std::int64_t nanoseconds, std::optional<EndedBy> ended_by = EndedBy::fin) {
    model::ConnectionEnd end = sample::connection_end();
    end.start = Timestamp{};
    end.packet.time.nanoseconds = nanoseconds;
    end.ended_by = ended_by;
    return end;
}

/// The numbers of the largest connections, where connection n has `payload_bytes[n]`.
std::vector<std::uint64_t> largest_of(const std::vector<std::uint64_t>& payload_bytes) {
    LargestConnections largest;
    for (std::size_t number = 0; number < payload_bytes.size(); ++number) {
        model::ConnectionInfo connection;
        connection.number = number;
        model::ConnectionEnd end = sample::connection_end();
        end.connection = &connection;
        end.totals[0].payload_bytes = payload_bytes[number] / 3;
        end.totals[1].payload_bytes = payload_bytes[number] - payload_bytes[number] / 3;
        largest.add(end);
    }
    std::vector<std::uint64_t> numbers;
    for (const EndedConnection& each : largest.largest()) numbers.push_back(each.number);
    return numbers;
}

}  // namespace

TEST_CASE("print/stats_connections: totals of each sender add up") {
    ConnectionStats stats;
    stats.add(sample::connection_end());
    stats.add(sample::connection_end());
    const auto& [client, server] = stats.totals();
    CHECK(client.bytes == 2 * 398);
    CHECK(client.frames == 10);
    CHECK(client.messages == 6);
    CHECK(client.payload_bytes == 96);
    CHECK(client.lost_bytes == 0);
    CHECK(server.bytes == 2 * 1448);
    CHECK(server.lost_bytes == 40);
}

TEST_CASE("print/stats_connections: connections are counted by what ended them") {
    ConnectionStats stats;
    for (const EndedBy each : {EndedBy::close, EndedBy::close, EndedBy::rst, EndedBy::rejected})
        stats.add(lasting(1, each));
    stats.add(lasting(1, std::nullopt));
    CHECK(stats.ended_by() == std::array<std::uint64_t, 7>{2, 0, 1, 0, 0, 1, 1});
}

TEST_CASE("print/stats_connections: the first Close counts by its code and sender") {
    ConnectionStats stats;
    model::ConnectionEnd end = sample::connection_end();
    stats.add(end);
    end.close_first = Direction::server;
    stats.add(end);
    end.close_code = 999;
    stats.add(end);
    end.close_code.reset();
    stats.add(end);
    end.close_first.reset();
    stats.add(end);
    REQUIRE(stats.close_codes().size() == 2);
    CHECK(stats.close_codes().at(1000) == ConnectionStats::Closes{1, 1});
    CHECK(stats.close_codes().at(999) == ConnectionStats::Closes{0, 1});
    CHECK(stats.closes_without_code() == ConnectionStats::Closes{0, 1});
}

TEST_CASE("print/stats_connections: without Close are those that TCP ended, and no Close is seen") {
    ConnectionStats stats;
    stats.add(sample::connection_end());
    for (const auto each :
         {std::optional<EndedBy>(), std::optional(EndedBy::timeout), std::optional(EndedBy::capture_end),
          std::optional(EndedBy::rejected), std::optional(EndedBy::fin), std::optional(EndedBy::rst)}) {
        model::ConnectionEnd end = sample::connection_end();
        end.ended_by = each;
        stats.add(end);
        end.close_first.reset();
        end.close_code.reset();
        stats.add(end);
    }
    CHECK(stats.without_close() == 2);
}

TEST_CASE("print/stats_connections: durations count in rows of powers of ten") {
    constexpr std::int64_t kSecond = kNanosecondsPerSecond;
    ConnectionStats stats;
    for (const std::int64_t nanoseconds : {std::int64_t{0}, kSecond / 1000 - 1, kSecond / 1000, kSecond - 1,
                                           kSecond, 99'999 * kSecond, 100'000 * kSecond, 1'000'000 * kSecond})
        stats.add(lasting(nanoseconds));
    CHECK(stats.duration_counts() == Rows{2, 1, 0, 1, 1, 0, 0, 0, 1, 2});
    CHECK(stats.durations().count() == 8);
    CHECK(stats.durations().min() == 0);
    CHECK(stats.durations().max() == 1'000'000 * kSecond);
    CHECK(duration_bound(0) == 0);
    CHECK(duration_bound(1) == kSecond / 1000);
    CHECK(duration_bound(9) == 100'000 * kSecond);
}

TEST_CASE("print/stats_connections: only connections seen to their end have a duration") {
    ConnectionStats stats;
    for (const auto each : {std::optional<EndedBy>(), std::optional(EndedBy::timeout),
                            std::optional(EndedBy::capture_end), std::optional(EndedBy::rejected)})
        stats.add(lasting(5, each));
    stats.add(lasting(-1));
    CHECK_FALSE(stats.largest().back().duration);
    CHECK(stats.durations().count() == 0);
    CHECK(stats.duration_counts() == Rows{});
}

TEST_CASE("print/stats_connections: the ten largest are kept, the largest first, of equal ones the earlier") {
    CHECK(largest_of({}).empty());
    CHECK(largest_of({5, 9, 0, 7}) == std::vector<std::uint64_t>{1, 3, 0});
    CHECK(largest_of({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}) ==
          std::vector<std::uint64_t>{11, 10, 9, 8, 7, 6, 5, 4, 3, 2});
    CHECK(largest_of({12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}) ==
          std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    CHECK(largest_of(std::vector<std::uint64_t>(20, 6)) ==
          std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    CHECK(largest_of({3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 3}) ==
          std::vector<std::uint64_t>{10, 0, 1, 2, 3, 4, 5, 6, 7, 8});
}
