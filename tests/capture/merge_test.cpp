#include <doctest/doctest.h>

#include <numeric>

#include "tests/capture/reading.hpp"
#include "tests/support/capture_builder.hpp"
#include "tests/support/temporary_file.hpp"

namespace wsdissect::capture {

namespace {

/// Gives packets of the given times whose octets live in a buffer that each read overwrites, `batch` at most
/// at a time: a view that is used too late shows another packet's octet.
class ShortLivedSource final : public Source {
  public:
    ShortLivedSource(std::vector<std::int64_t> times, std::uint32_t file, std::size_t batch)
        : times_(std::move(times)), file_(file), batch_(batch) {}

    [[nodiscard]] std::size_t read(std::span<Packet> packets) override {
        buffer_.assign(batch_, 0xee);
        std::size_t count = 0;
        while (count < std::min(packets.size(), batch_) && given_ < times_.size()) {
            buffer_[count] = static_cast<std::uint8_t>(given_);
            packets[count] = {.stamp = {.number = given_ + 1, .time = {times_[given_]}, .file = file_},
                              .data = Bytes(buffer_).subspan(count, 1)};
            ++count;
            ++given_;
        }
        return count;
    }
    [[nodiscard]] std::uint64_t bytes_read() const noexcept override { return given_; }
    [[nodiscard]] std::uint64_t bytes_total() const noexcept override { return times_.size(); }

  private:
    std::vector<std::int64_t> times_;
    std::uint32_t file_;
    std::size_t batch_;
    std::size_t given_ = 0;
    std::vector<std::uint8_t> buffer_;
};

std::unique_ptr<Source> merged(const std::vector<std::vector<std::int64_t>>& times, std::size_t batch) {
    std::vector<std::unique_ptr<Source>> sources;
    for (const auto& of_source : times) {
        const auto file = static_cast<std::uint32_t>(sources.size());
        sources.push_back(std::make_unique<ShortLivedSource>(of_source, file, batch));
    }
    return merge(std::move(sources));
}

/// `file:index` of each packet.
std::vector<std::string> order_of(const Reading& reading) {
    std::vector<std::string> order;
    for (const ReadPacket& packet : reading.packets) {
        order.push_back(std::to_string(packet.file) + ":" + std::to_string(packet.data.at(0)));
    }
    return order;
}

}  // namespace

TEST_CASE("capture/merge: the earliest front comes first, whatever the batches") {
    struct Case {
        std::string name;
        std::vector<std::vector<std::int64_t>> times;
        std::vector<std::string> order;
    };
    const Case cases[] = {
        {"no source", {}, {}},
        {"empty sources", {{}, {}}, {}},
        {"one source", {{3, 1, 2}}, {"0:0", "0:1", "0:2"}},
        {"one after the other", {{5, 6}, {1, 2}, {3, 4}}, {"1:0", "1:1", "2:0", "2:1", "0:0", "0:1"}},
        {"interleaved", {{1, 4, 5}, {2, 3, 6}}, {"0:0", "1:0", "1:1", "0:1", "0:2", "1:2"}},
        {"equal times: the first source's", {{1, 2}, {1, 2}}, {"0:0", "1:0", "0:1", "1:1"}},
        {"a source out of order keeps its own order", {{9, 1}, {2, 3}}, {"1:0", "1:1", "0:0", "0:1"}},
        {"one empty among others", {{2}, {}, {1}}, {"2:0", "0:0"}},
        {"times before 1970", {{-1, 1}, {-2, 0}}, {"1:0", "0:0", "1:1", "0:1"}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        for (const std::size_t source_batch : {1U, 2U, 100U}) {
            for (const std::size_t batch : {1U, 3U, 100U}) {
                const Reading reading = read_to_end(*merged(c.times, source_batch), batch);
                CHECK(order_of(reading) == c.order);
                for (std::size_t i = 0; i < reading.packets.size(); ++i)
                    CHECK(reading.packets[i].number == i + 1);
            }
        }
    }
}

TEST_CASE("capture/merge: many packets of many sources come out in order, views intact") {
    std::vector<std::vector<std::int64_t>> times(7);
    for (std::int64_t i = 0; i < 1400; ++i) times[static_cast<std::size_t>(i * i % 7)].push_back(i / 3);
    const Reading reading = read_to_end(*merged(times, 16), 64);
    REQUIRE(reading.packets.size() == 1400);
    std::vector<std::size_t> given(times.size(), 0);
    for (std::size_t i = 0; i < reading.packets.size(); ++i) {
        const ReadPacket& packet = reading.packets[i];
        REQUIRE(packet.nanoseconds == static_cast<std::int64_t>(i) / 3);
        REQUIRE(packet.data.at(0) == static_cast<std::uint8_t>(given[packet.file]++));
    }
}

TEST_CASE("capture/merge: progress is the sum; unknown where one source's is") {
    const auto known = merged({{1, 2, 3}, {4, 5}}, 1);
    CHECK(known->bytes_total() == 5);
    CHECK(known->bytes_read() == 0);
    CHECK(read_to_end(*known).packets.size() == 5);
    CHECK(known->bytes_read() == 5);
    CHECK(merged({{1, 2, 3}, {}}, 1)->bytes_total() == 0);
}

TEST_CASE("capture/merge: files of both formats are merged, damage is told with its file") {
    const test::TemporaryFile pcap(
        test::PcapBuilder().add({1000}, as_bytes("a")).add({5000}, as_bytes("d")).octets());
    auto cut =
        test::PcapngBuilder().interface().add({2000}, as_bytes("b")).add({3000}, as_bytes("c")).octets();
    cut.pop_back();
    const test::TemporaryFile pcapng(cut);
    std::vector<Damage> damages;
    std::vector<std::unique_ptr<Source>> sources;
    for (const auto* path : {&pcap.path(), &pcapng.path()}) {
        auto source = open_file(*path, static_cast<std::uint32_t>(sources.size()),
                                [&damages](const Damage& damage) { damages.push_back(damage); });
        REQUIRE(source);
        sources.push_back(std::move(*source));
    }
    CHECK(read_to_end(*merge(std::move(sources))).texts() == std::vector<std::string>{"a", "b", "c", "d"});
    REQUIRE(damages.size() == 1);
    CHECK(damages[0].kind == DamageKind::cut_block);
    CHECK(damages[0].file == 1);
    CHECK(damages[0].packet == 2);
}

}  // namespace wsdissect::capture
