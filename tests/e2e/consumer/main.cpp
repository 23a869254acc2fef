// Prints how many WebSocket frames a capture holds: consumer FILE.

#include <array>
#include <cstdint>
#include <iostream>
#include <span>

#include "wsdissect/capture/source.hpp"
#include "wsdissect/engine/engine.hpp"

namespace {

class FrameCounter final : public wsdissect::model::Sink {
  public:
    void on_frame(const wsdissect::model::Frame&) override { ++frames_; }
    [[nodiscard]] std::uint64_t frames() const noexcept { return frames_; }

  private:
    std::uint64_t frames_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    bool damaged = false;
    const auto source =
        wsdissect::capture::open_file(argv[1], 0, [&](const wsdissect::capture::Damage&) { damaged = true; });
    if (!source) return 1;
    FrameCounter counter;
    wsdissect::engine::Engine engine({}, counter, {});
    std::array<wsdissect::capture::Packet, 256> packets;
    while (const std::size_t count = (*source)->read(packets))
        engine.on_packets(std::span(packets).first(count));
    engine.finish();
    std::cout << counter.frames() << '\n';
    return damaged ? 1 : 0;
}
