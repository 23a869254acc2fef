#include "wsdissect/codec/inflate.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "tests/bench/random.hpp"
#include "tests/support/deflate_stream.hpp"
#include "wsdissect/base/bytes.hpp"

namespace wsdissect::codec {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kTail = "\x00\x00\xff\xff"sv;

std::string content_of(const InflateWindow& window) {
    std::string content(InflateWindow::kMaxSize, '\0');
    content.resize(window.copy_to(reinterpret_cast<std::uint8_t*>(content.data())));
    return content;
}

struct Inflated {
    std::string octets;
    InflateStatus status;
    std::size_t consumed;
    bool between_blocks;

    bool operator==(const Inflated&) const = default;
};

/// `input` in pieces of `step` octets.
Inflated inflate(Inflater& inflater, std::string_view input, std::size_t step = 1 << 20) {
    Inflated all{};
    while (true) {
        const Bytes some = as_bytes(input.substr(all.consumed, step));
        const auto made = inflater.inflate(some);
        all.octets += as_text(made.output);
        all.consumed += made.consumed;
        all.status = made.status;
        const bool goes_on = made.status == InflateStatus::output_full ||
                             (made.status == InflateStatus::needs_input && all.consumed < input.size());
        if (!goes_on) break;
    }
    all.between_blocks = inflater.between_blocks();
    return all;
}

Inflated inflate_anew(std::string_view input, std::size_t step = 1 << 20, const InflateWindow& window = {}) {
    Inflater inflater;
    inflater.begin(window);
    return inflate(inflater, input, step);
}

TEST_CASE("codec/inflate: a window holds the latest octets") {
    bench::Random random(1);
    for (const std::uint32_t size : {1U, 256U, 1000U, 32768U}) {
        InflateWindow window(size);
        std::string all;
        for (int i = 0; i < 200; ++i) {
            std::string more(random.below(size * 2 + 1), '\0');
            for (char& octet : more) octet = static_cast<char>(random.next());
            all += more;
            window.append(as_bytes(more));
            CHECK(content_of(window) == all.substr(all.size() - std::min<std::size_t>(all.size(), size)));
            all = all.substr(all.size() - std::min<std::size_t>(all.size(), size));
        }
        window.clear();
        CHECK(content_of(window).empty());
        window.append(as_bytes("x"));
        CHECK(content_of(window) == "x");
    }
}

TEST_CASE("codec/inflate: RFC 7692 section 7.2.3, however it is cut") {
    struct Case {
        std::string_view name, wire, octets;
    };
    const Case cases[] = {
        {"one block", "\xf2\x48\xcd\xc9\xc9\x07\x00"sv, "Hello"},
        {"no compression", "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"sv, "Hello"},
        {"two blocks", "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"sv, "Hello"},
        {"empty", "\x00"sv, ""},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        const std::string input = std::string(c.wire) + std::string(kTail);
        const Inflated expected{std::string(c.octets), InflateStatus::needs_input, input.size(), true};
        for (std::size_t step = 1; step <= input.size(); ++step) CHECK(inflate_anew(input, step) == expected);
    }
}

TEST_CASE("codec/inflate: a final block says so, and leaves what follows it") {
    const std::string_view input = "\xf3\x48\xcd\xc9\xc9\x07\x00\x00\x00\x00\xff\xff"sv;
    Inflater inflater;
    inflater.begin({});
    const Inflated first = inflate(inflater, input);
    CHECK(first.octets == "Hello");
    CHECK(first.status == InflateStatus::final_block);
    CHECK(first.consumed == 7);
    inflater.begin({});
    CHECK(inflate(inflater, input.substr(first.consumed)) ==
          Inflated{"", InflateStatus::needs_input, 5, true});
}

TEST_CASE("codec/inflate: a message may refer to the window") {
    InflateWindow window;
    window.append(as_bytes("Hello"));
    CHECK(inflate_anew("\xf2\x00\x11\x00\x00\x00\x00\xff\xff"sv, 100, window).octets == "Hello");
    CHECK(inflate_anew("\xf2\x00\x11\x00\x00\x00\x00\xff\xff"sv).status == InflateStatus::out_of_reach);
    InflateWindow too_small(3);
    too_small.append(as_bytes("Hello"));
    CHECK(inflate_anew("\xf2\x00\x11\x00\x00\x00\x00\xff\xff"sv, 100, too_small).status ==
          InflateStatus::out_of_reach);
}

TEST_CASE("codec/inflate: what is no DEFLATE data is broken") {
    CHECK(inflate_anew("\x07\xff\xff"sv).status == InflateStatus::broken);                // block type 3
    CHECK(inflate_anew("\x00\x05\x00\xfa\xfe Hello"sv).status == InflateStatus::broken);  // stored length
    CHECK_FALSE(inflate_anew("\xf2\x48\xcd\xc9\xc9"sv).between_blocks);                   // no end
    CHECK_FALSE(inflate_anew("\xf2\x48\xcd\xc9\xc9\x00\x00\xff\xff"sv).between_blocks);
}

TEST_CASE("codec/inflate: messages of many lengths, with their window, come out as zlib put them in") {
    bench::Random random(7);
    test::DeflateStream deflate(15, Z_BEST_COMPRESSION);
    InflateWindow window;
    Inflater inflater;
    for (int i = 0; i < 300; ++i) {
        std::string message;
        const std::uint32_t length = random.below(3) == 0 ? random.below(200'000) : random.between(1, 3000);
        while (message.size() < length)
            message += random.below(4) == 0 ? std::string(random.below(600), 'z')
                                            : "word" + std::to_string(random.below(3000));
        const std::string input =
            std::string(as_text(deflate.compress(as_bytes(message)))) + std::string(kTail);
        inflater.begin(window);
        const Inflated made = inflate(inflater, input, random.between(100, 70'000));
        REQUIRE(made.octets == message);
        REQUIRE(made.between_blocks);
        window.append(as_bytes(message));
    }
}

TEST_CASE("codec/inflate: where it fails it has consumed no more than it was given") {
    Inflater inflater;
    inflater.begin({});
    const std::string input = "\x03\xff" + std::string(14, 'v');
    const auto step = inflater.inflate(as_bytes(input));
    CHECK(step.status == InflateStatus::broken);
    CHECK(step.consumed <= input.size());
}

}  // namespace
}  // namespace wsdissect::codec
