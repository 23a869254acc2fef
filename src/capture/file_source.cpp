// One capture file or pipe as a source: feeds what the window holds to the format's parser, and tells damage
// when all packets before it have been handed out.

#include <optional>
#include <utility>

#include "capture/byte_window.hpp"
#include "capture/opened_file.hpp"
#include "capture/packet_cutter.hpp"
#include "wsdissect/capture/source.hpp"

namespace wsdissect::capture {

namespace {

class FileSource final : public Source {
  public:
    FileSource(OpenedFile opened, std::uint32_t file, DamageHandler handler)
        : window_(std::move(opened.input)),
          total_(opened.total),
          cutter_(file),
          handler_(std::move(handler)) {}

    [[nodiscard]] std::size_t read(std::span<Packet> packets) override;
    [[nodiscard]] bool ready() const noexcept override { return total_ > 0 || window_.ready(); }
    [[nodiscard]] std::uint64_t bytes_read() const noexcept override {
        return window_.is_compressed() ? window_.octets_read() : window_.offset();
    }
    [[nodiscard]] std::uint64_t bytes_total() const noexcept override { return total_; }

  private:
    void report();

    ByteWindow window_;
    std::uint64_t total_;
    PacketCutter cutter_;
    DamageHandler handler_;
    std::optional<Damage> damage_;  ///< Not yet told.
};

std::size_t FileSource::read(std::span<Packet> packets) {
    if (packets.empty()) return 0;
    for (;;) {
        report();
        if (cutter_.ended()) return 0;
        window_.hold(cutter_.needed());
        const Input input{window_.bytes(), window_.offset(), window_.complete()};
        const auto step = cutter_.step(input, window_.failure(), packets);
        window_.consume(step.consumed);
        damage_ = step.damage;
        if (damage_) damage_->decompressed = window_.is_compressed();
        if (step.packets > 0) return step.packets;  // Damage behind them waits for the next call.
    }
}

void FileSource::report() {
    if (!damage_) return;
    const Damage damage = *std::exchange(damage_, std::nullopt);
    handler_(damage);
}

}  // namespace

std::unique_ptr<Source> make_file_source(OpenedFile opened, std::uint32_t file, DamageHandler handler) {
    return std::make_unique<FileSource>(std::move(opened), file, std::move(handler));
}

Result<std::unique_ptr<Source>, OpenError> open_file(const std::string& path, std::uint32_t file,
                                                     DamageHandler handler) {
    auto opened = open_input(path);
    if (!opened) return Failure{opened.error()};
    return make_file_source(std::move(*opened), file, std::move(handler));
}

}  // namespace wsdissect::capture
