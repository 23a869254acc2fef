#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "engine/context.hpp"
#include "engine/pick_up.hpp"
#include "tests/support/octet_writer.hpp"
#include "wsdissect/base/bytes.hpp"

// Other protocols than WebSocket, captured from their middle on: none of them may be picked up.

using namespace wsdissect;
using namespace wsdissect::engine;

namespace {

using Random = std::mt19937_64;
using test::OctetWriter;

std::string noise(Random& random, std::size_t octets) {
    std::string text(octets, '\0');
    for (char& octet : text) octet = static_cast<char>(random());
    return text;
}
std::string words(Random& random, std::size_t octets) {
    static constexpr std::string_view kWords[] = {
        "GET ", "the ",   "select ", "{\"id\": ",   "42, ",    "<p>",
        "\r\n", "Grüße ", "日本語 ", "and so on. ", "привет ", "\0\1\2"};
    std::string text;
    while (text.size() < octets) text += kWords[random() % std::size(kWords)];
    text.resize(octets);
    return text;
}
std::string payload(Random& random, std::size_t most) {
    const std::size_t octets = random() % (most + 1);
    return random() % 2 == 0 ? noise(random, octets) : words(random, octets);
}
std::string text_of(const OctetWriter& out) { return std::string(as_text(out.octets())); }
std::string with(const OctetWriter& head, const std::string& body) { return text_of(head) + body; }
std::uint8_t u8(std::uint64_t value) { return static_cast<std::uint8_t>(value); }
std::uint16_t u16(std::uint64_t value) { return static_cast<std::uint16_t>(value); }
std::uint32_t little(std::uint32_t value) { return __builtin_bswap32(value); }

// One unit of each protocol, as either side sends it.
std::string random_octets(Random& random) { return noise(random, 1 + random() % 3000); }
std::string zeros(Random& random) { return std::string(1 + random() % 3000, '\0'); }
std::string repeated(Random& random) {
    // For some units the same part.
    Random slow(random() % 64);
    const std::string part = noise(slow, 1 + slow() % 24);
    std::string text;
    while (text.size() < 1500) text += part;
    return text;
}
std::string utf8_text(Random& random) { return words(random, 1 + random() % 2000); }
std::string jpeg(Random& random) {
    std::string text = noise(random, 2000);
    for (std::size_t i = 0; i + 1 < text.size(); ++i)
        if (text[i] == '\xff') text[i + 1] = '\0';
    return text;
}
std::string tls(Random& random) {
    const std::string body = noise(random, 17 + random() % 1400);
    return with(OctetWriter().u8(u8(20 + random() % 4)).u16(0x0303).u16(u16(body.size())), body);
}
std::string ssh(Random& random) {
    const std::string body = noise(random, 16 * (1 + random() % 60));
    return with(OctetWriter().u32(static_cast<std::uint32_t>(body.size())), body);
}
std::string chunked(Random& random) {
    static constexpr char kDigits[] = "0123456789abcdef";
    const std::string body = payload(random, 255);
    return {std::string{kDigits[body.size() / 16], kDigits[body.size() % 16]} + "\r\n" + body + "\r\n"};
}
std::string mysql(Random& random) {
    const std::string body = payload(random, 400);
    return with(OctetWriter().u8(u8(body.size())).u8(u8(body.size() >> 8)).u8(0).u8(u8(random() % 8)), body);
}
std::string postgresql(Random& random) {
    static constexpr char kTypes[] = "QPBDESHCcdpxZTD123nRKN";
    const std::string body = payload(random, 400);
    const char type = kTypes[random() % (sizeof kTypes - 1)];
    return with(OctetWriter()
                    .u8(u8(static_cast<unsigned char>(type)))
                    .u32(static_cast<std::uint32_t>(body.size() + 4)),
                body);
}
std::string redis(Random& random) {
    const std::string body = payload(random, 200);
    return "$" + std::to_string(body.size()) + "\r\n" + body + "\r\n";
}
std::string mongodb(Random& random) {
    const std::string body = payload(random, 400);
    const auto length = static_cast<std::uint32_t>(body.size() + 16);
    return with(OctetWriter().u32(little(length)).u32(little(u16(random()))).u32(0).u32(little(2013)), body);
}
std::string mqtt(Random& random) {
    static constexpr std::uint8_t kTypes[] = {0x20, 0x30, 0x32, 0x40, 0x82, 0x82, 0x90, 0xa2, 0xc0, 0xd0};
    const std::string body = payload(random, 127);
    return with(OctetWriter().u8(kTypes[random() % std::size(kTypes)]).u8(u8(body.size())), body);
}
std::string dns(Random& random) {
    const std::string body =
        noise(random, 2) + std::string("\1\0\0\1\0\0\0\0\0\0", 10) + payload(random, 300);
    return with(OctetWriter().u16(u16(body.size())), body);
}
std::string http2(Random& random) {
    const std::string body = payload(random, 1000);
    return with(OctetWriter()
                    .u8(0)
                    .u16(u16(body.size()))
                    .u8(u8(random() % 10))
                    .u8(u8(random() & 0x2d))
                    .u32(static_cast<std::uint32_t>(random() % 99)),
                body);
}
/// ASN.1, as LDAP and SNMP have it.
std::string ber(Random& random) {
    static constexpr std::uint8_t kTags[] = {0x01, 0x02, 0x04, 0x0a, 0x30, 0x80, 0x81, 0x82, 0x89};
    const std::string body = payload(random, 127);
    return with(OctetWriter().u8(kTags[random() % std::size(kTags)]).u8(u8(body.size())), body);
}
/// Whose types are just those of WebSocket, without masks.
std::string type_and_length(Random& random) {
    static constexpr std::uint8_t kTypes[] = {0x81, 0x82, 0x89, 0x8a, 0x88};
    const std::string body = payload(random, 120) + "..";
    return with(OctetWriter().u8(kTypes[random() % std::size(kTypes)]).u8(u8(body.size())), body);
}
/// The same with the highest bit of the length set, as no WebSocket would mask.
std::string type_and_marked_length(Random& random) {
    std::string unit = type_and_length(random);
    unit[1] = static_cast<char>(unit[1] | 0x80);
    return unit;
}

struct Protocol {
    std::string_view name;
    std::string (*unit)(Random&);
};
constexpr Protocol kProtocols[] = {
    {"random octets", random_octets},
    {"zeros", zeros},
    {"repeated octets", repeated},
    {"UTF-8", utf8_text},
    {"JPEG", jpeg},
    {"TLS", tls},
    {"SSH", ssh},
    {"HTTP chunks", chunked},
    {"MySQL", mysql},
    {"PostgreSQL", postgresql},
    {"Redis", redis},
    {"MongoDB", mongodb},
    {"MQTT", mqtt},
    {"DNS over TCP", dns},
    {"HTTP/2", http2},
    {"BER", ber},
    {"type and length", type_and_length},
};

/// A flow as the engine looks at it.
class Flow {
  public:
    bool picked_up = false;

    void on_segment(tcp::End from, Bytes octets) {
        ++flow_.packets;
        ++packet_;
        if (!pick_up_ && PickUp::may_begin(flow_, octets))
            pick_up_ = std::make_unique<PickUp>(context_, flow_);
        if (!pick_up_) return;
        (void)pick_up_->on_bytes(from, octets, {{packet_, {}}, packet_});
        if (pick_up_->fate() == Fate::settled) picked_up = true;
        if (pick_up_->fate() != Fate::stays) pick_up_.reset();
    }

  private:
    model::Sink sink_;
    Context context_{{}, sink_};
    tcp::Flow flow_;
    std::uint64_t packet_ = 0;
    std::unique_ptr<PickUp> pick_up_;
};

/// One side's octets, in segments that are units, or full ones that begin anywhere.
class Sender {
  public:
    Sender(const Protocol& protocol, Random& random) : protocol_(protocol), random_(random) {
        whole_units_ = random() % 2 == 0;
        if (!whole_units_) rest_ = protocol.unit(random).substr(random() % 2);
    }
    std::string next() {
        if (whole_units_) return protocol_.unit(random_);
        constexpr std::size_t kSegment = 1448;
        while (rest_.size() < kSegment) rest_ += protocol_.unit(random_);
        const std::string segment = rest_.substr(0, kSegment);
        rest_.erase(0, kSegment);
        return segment;
    }

  private:
    const Protocol& protocol_;
    Random& random_;
    bool whole_units_;
    std::string rest_;
};

struct Count {
    std::uint64_t octets = 0;
    std::uint64_t flows = 0;
    std::uint64_t picked_up = 0;
};

/// Flows of two protocols, one for each direction, until so many octets went by.
Count look_at(const Protocol& client, const Protocol& server, std::uint64_t octets, std::uint64_t seed) {
    Random random(seed);
    Count count;
    while (count.octets < octets) {
        Flow flow;
        std::array<Sender, 2> senders = {Sender(client, random), Sender(server, random)};
        for (int i = 0; i < 200 && !flow.picked_up; ++i) {
            const std::size_t sender = random() % 2;
            const std::string segment = senders[sender].next();
            flow.on_segment(static_cast<tcp::End>(sender), as_bytes(segment));
            count.octets += segment.size();
        }
        ++count.flows;
        count.picked_up += flow.picked_up ? 1 : 0;
    }
    return count;
}

}  // namespace

TEST_CASE("engine/pick_up_corpus: no other protocol is taken for WebSocket") {
    for (const Protocol& protocol : kProtocols) {
        CAPTURE(protocol.name);
        CHECK(look_at(protocol, protocol, 300'000, 1).picked_up == 0);
    }
    const Protocol masked{"marked", type_and_marked_length};
    const Protocol unmasked{"unmarked", type_and_length};
    CHECK(look_at(masked, masked, 300'000, 1).picked_up == 0);
    CHECK(look_at(masked, unmasked, 300'000, 1).picked_up == 0);  // the mask's four octets are too many
}

#ifdef WSDISSECT_MEASURE_CHANCE  // Takes minutes: tests/bench has a program of its own for it.
TEST_CASE("engine/pick_up_corpus: how often chance picks up") {
    for (const Protocol& protocol : kProtocols) {
        const Count count = look_at(protocol, protocol, 30'000'000, 2);
        MESSAGE(protocol.name, ": ", count.picked_up, " of ", count.flows, " flows, ", count.octets,
                " octets");
    }
}
#endif
