// Writes a capture of WebSocket traffic that looks like a busy server's, and beside it what it holds: the
// yardstick for speed, and for the totals of the program's summary. The same options give the same file.

#include <cstdio>
#include <exception>
#include <memory>
#include <vector>

#include "tests/bench/conversation.hpp"
#include "tests/bench/noise.hpp"

namespace wsdissect::bench {
namespace {

/// Lets the open connections take turns in random order, and replaces those that ended.
void converse(const Workshop& workshop, Noise& noise) {
    const Options& options = workshop.options;
    std::vector<std::unique_ptr<Conversation>> open;
    std::uint32_t begun = 0;
    bool winding_up = false;
    while (begun < options.connections && open.size() < options.concurrent) {
        open.push_back(std::make_unique<Conversation>(workshop));
        open.back()->begin(begun++);
    }
    while (!open.empty()) {
        if (!winding_up && options.packets > 0 && workshop.truth.packets >= options.packets) {
            winding_up = true;
            for (const auto& conversation : open) conversation->wind_up();
        }
        auto& conversation = open[workshop.random.below(static_cast<std::uint32_t>(open.size()))];
        if (!conversation->step()) {
            if (!winding_up && begun < options.connections) {
                conversation->begin(begun++);
            } else {
                conversation = std::move(open.back());
                open.pop_back();
            }
        }
        noise.keep_up(options.noise);
    }
}

void generate(const Options& options) {
    CaptureFile file(options.path);
    Truth truth;
    Random random(options.seed);
    PayloadMaker payloads(random);
    PacketWriter packets(file, truth, random, options.impairments);
    Noise noise(truth, random, payloads, packets);
    converse({options, truth, random, payloads, packets}, noise);
    file.close();
    write_truth(truth, options.path + ".truth.json");
}

}  // namespace
}  // namespace wsdissect::bench

int main(int argc, char** argv) {
    try {
        wsdissect::bench::generate(wsdissect::bench::options_from(argc, argv));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "wsdissect_generate: %s\n", error.what());
        return 1;
    }
}
