// What the inflate libraries alone need for the compressed messages of a capture, in their order: zlib and
// ISA-L with a decoder for each direction, as a WebSocket endpoint would have it, and with one decoder for
// all of which only the window stays for each direction. On W3 (350,000 messages of 590 octets on average,
// 2,100 inflated, 1,000 directions) of a busy machine, the best of three rounds:
//     zlib, a decoder each   4.06 s     ISA-L, a decoder each   3.02 s
//     zlib, a window each    3.49 s     ISA-L, a window each    2.61 s
// So it is ISA-L with a window each (codec/inflate).

#include <isa-l/igzip_lib.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <exception>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "wsdissect/capture/blocks.hpp"
#include "wsdissect/capture/open_blocks.hpp"
#include "wsdissect/codec/inflate.hpp"
#include "wsdissect/engine/engine.hpp"

namespace {

using namespace wsdissect;

struct Compressed {
    std::size_t direction;             ///< Of all directions of all connections.
    std::vector<std::uint8_t> octets;  ///< With the tail of RFC 7692 section 7.2.2.
};

constexpr std::uint8_t kTail[] = {0x00, 0x00, 0xFF, 0xFF};

class Collector final : public model::Sink {
  public:
    [[nodiscard]] model::Demand demand() const override {
        return {.message_payload = model::Demand::kAll, .frames = false, .controls = false};
    }
    void on_message(const model::Message& message) override {
        if (message.inflation != model::Inflation::due) return;
        Compressed& added = messages.emplace_back();
        added.direction = message.connection->number * 2 + index_of(message.direction);
        added.octets.assign(message.payload->begin(), message.payload->end());
        added.octets.insert(added.octets.end(), std::begin(kTail), std::end(kTail));
        directions = std::max(directions, added.direction + 1);
    }

    std::vector<Compressed> messages;
    std::size_t directions = 0;
};

void collect(const char* path, Collector& collector) {
    const std::vector<std::string> files = {path};
    const auto blocks = capture::open_blocks(files, [](auto, auto) {}, {});
    engine::Engine engine({}, collector, {});
    capture::Block block;
    while (true) {
        (void)blocks->claim(block);
        if (!blocks->cut(block)) break;
        engine.on_packets(block.packets);
    }
    engine.finish();
}

constexpr std::size_t kMostOctets = std::size_t{1} << 20;

void require(bool ok) {
    if (!ok) throw std::runtime_error("a message does not inflate");
}

class Zlib {
  public:
    Zlib() { require(inflateInit2(&state_, -15) == Z_OK); }
    Zlib(const Zlib&) = delete;
    ~Zlib() { inflateEnd(&state_); }
    std::size_t inflate(const Compressed& message, std::vector<std::uint8_t>& out) {
        state_.next_in = const_cast<Bytef*>(message.octets.data());
        state_.avail_in = static_cast<uInt>(message.octets.size());
        state_.next_out = out.data();
        state_.avail_out = static_cast<uInt>(out.size());
        require(::inflate(&state_, Z_SYNC_FLUSH) == Z_OK);
        return out.size() - state_.avail_out;
    }
    void begin(const std::vector<std::uint8_t>& window) {
        inflateReset(&state_);
        inflateSetDictionary(&state_, window.data(), static_cast<uInt>(window.size()));
    }
    void end(std::vector<std::uint8_t>& window) {
        uInt length = 0;
        window.resize(codec::InflateWindow::kMaxSize);
        inflateGetDictionary(&state_, window.data(), &length);
        window.resize(length);
    }

  private:
    z_stream state_{};
};

class IsaL {
  public:
    IsaL() { isal_inflate_init(&state_); }
    std::size_t inflate(const Compressed& message, std::vector<std::uint8_t>& out) {
        state_.next_in = const_cast<std::uint8_t*>(message.octets.data());
        state_.avail_in = static_cast<std::uint32_t>(message.octets.size());
        state_.next_out = out.data();
        state_.avail_out = static_cast<std::uint32_t>(out.size());
        require(isal_inflate(&state_) == ISAL_DECOMP_OK);
        return out.size() - state_.avail_out;
    }

  private:
    inflate_state state_;
};

template <class Decoder>
std::uint64_t with_a_decoder_each(const Collector& collected, std::vector<std::uint8_t>& out) {
    std::vector<std::unique_ptr<Decoder>> decoders(collected.directions);
    std::uint64_t octets = 0;
    for (const Compressed& message : collected.messages) {
        auto& decoder = decoders[message.direction];
        if (!decoder) decoder = std::make_unique<Decoder>();
        octets += decoder->inflate(message, out);
    }
    return octets;
}

std::uint64_t zlib_with_a_window_each(const Collector& collected, std::vector<std::uint8_t>& out) {
    std::vector<std::vector<std::uint8_t>> windows(collected.directions);
    Zlib decoder;
    std::uint64_t octets = 0;
    for (const Compressed& message : collected.messages) {
        decoder.begin(windows[message.direction]);
        octets += decoder.inflate(message, out);
        decoder.end(windows[message.direction]);
    }
    return octets;
}

std::uint64_t isal_with_a_window_each(const Collector& collected, std::vector<std::uint8_t>&) {
    std::vector<codec::InflateWindow> windows(collected.directions);
    codec::Inflater decoder;
    std::uint64_t octets = 0;
    for (const Compressed& message : collected.messages) {
        decoder.begin(windows[message.direction]);
        Bytes rest = message.octets;
        while (true) {
            const auto step = decoder.inflate(rest);
            windows[message.direction].append(step.output);
            octets += step.output.size();
            rest = rest.subspan(step.consumed);
            if (step.status == codec::InflateStatus::needs_input) break;
            require(step.status == codec::InflateStatus::output_full);
        }
    }
    return octets;
}

struct Way {
    const char* name;
    std::uint64_t (*inflate)(const Collector&, std::vector<std::uint8_t>&);
};
constexpr Way kWays[] = {{"zlib, a decoder each", with_a_decoder_each<Zlib>},
                         {"zlib, a window each", zlib_with_a_window_each},
                         {"ISA-L, a decoder each", with_a_decoder_each<IsaL>},
                         {"ISA-L, a window each", isal_with_a_window_each}};

void measure(const Way& way, const Collector& collected) {
    std::vector<std::uint8_t> out(kMostOctets);
    double best = 1e9;
    std::uint64_t octets = 0;
    for (int round = 0; round < 3; ++round) {
        const std::clock_t start = std::clock();  // Of this process: others may be busy too.
        octets = way.inflate(collected, out);
        best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    std::printf("%-22s %7.3f s, %ju octets\n", way.name, best, std::uintmax_t{octets});
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: wsdissect_inflate_messages CAPTURE\n");
        return 2;
    }
    try {
        Collector collected;
        collect(argv[1], collected);
        std::printf("%zu messages, %zu directions\n", collected.messages.size(), collected.directions);
        for (const Way& way : kWays) measure(way, collected);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s\n", argv[1], error.what());
        return 1;
    }
}
