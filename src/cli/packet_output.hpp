#pragma once
// The file that the packets of WebSocket connections are written to (`-w`).

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cli/diagnostics.hpp"
#include "cli/exit_status.hpp"
#include "cli/packet_keeper.hpp"
#include "wsdissect/capture/pcapng_writer.hpp"

namespace wsdissect::cli {

class PacketOutput {
  public:
    PacketOutput() = default;
    PacketOutput(const PacketOutput&) = delete;
    ~PacketOutput();

    /// Opens `path`, `-` for standard output, and empties it; complains where that cannot be done, or where
    /// it is one of the inputs, which then stays as it is. `wire` as the engine's.
    [[nodiscard]] ExitStatus open(const std::string& path, const std::vector<std::string>& inputs,
                                  const wire::Options& wire);
    /// Null where nothing was opened. What the engine has to tell, before each `on_packets`.
    [[nodiscard]] engine::FlowWatcher* watcher() noexcept { return keeper_.get(); }

    /// Packets that the engine was given, in their order.
    void on_packets(std::span<const capture::Packet> packets);
    /// Whether nobody reads it any more.
    [[nodiscard]] bool closed() const noexcept;
    /// When the engine has finished: writes what is left. Complains where anything could not be written.
    [[nodiscard]] ExitStatus finish(Diagnostics& diagnostics);

  private:
    std::string path_;
    int descriptor_ = -1;
    std::unique_ptr<capture::PcapngWriter> writer_;
    std::unique_ptr<PacketKeeper> keeper_;
};

}  // namespace wsdissect::cli
