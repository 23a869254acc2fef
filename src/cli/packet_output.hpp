#pragma once
// The files that the packets of WebSocket connections are written to (`-w`, `--ring`).

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/diagnostics.hpp"
#include "cli/exit_status.hpp"
#include "cli/packet_keeper.hpp"
#include "wsdissect/capture/pcapng_writer.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::cli {

/// Where packets are to be written, and how.
struct PacketOutputPlan {
    std::string path;  ///< `-`: standard output.
    struct Ring {
        unsigned files = 0;
        std::uint64_t octets = 0;  ///< Of a file, at most.
    };
    /// Packets go to so many files in turn, each of which is overwritten when its turn comes again.
    std::optional<Ring> ring = {};
    PacketKeeper::Limits limits = {};
    PacketKeeper::Wanted wanted = PacketKeeper::Wanted::all;
};

/// Writing has failed.
struct WriteFailure {
    std::string path;
    int error_number = 0;
};

/// `capture.pcapng` as file 3 of 20: `capture-03.pcapng`.
[[nodiscard]] std::string ring_file_name(const std::string& path, unsigned number, unsigned files);

class PacketOutput {
  public:
    PacketOutput() = default;
    PacketOutput(const PacketOutput&) = delete;
    ~PacketOutput();

    /// Opens all files and empties them; complains where that cannot be done, or where one is one of the
    /// inputs, which then stays as it is. `wire` as the engine's.
    [[nodiscard]] ExitStatus open(const PacketOutputPlan& plan, const std::vector<std::string>& inputs,
                                  const wire::Options& wire);
    /// Null where nothing was opened. What the engine has to tell, before each `on_packets`.
    [[nodiscard]] engine::FlowWatcher* watcher() noexcept { return keeper_.get(); }

    /// Where inputs are to keep what is known of their interfaces. Null where nothing was opened.
    [[nodiscard]] std::shared_ptr<capture::InterfaceBook> interfaces() const { return interfaces_; }

    /// Where only chosen connections are wanted.
    void choose(const model::ConnectionInfo& connection) {
        if (keeper_) keeper_->choose(connection.number);
    }
    /// Packets that the engine was given, in their order.
    void on_packets(std::span<const capture::Packet> packets);
    /// No packet of an earlier time comes any more.
    void on_time(Timestamp now);
    /// Whether nobody reads it any more.
    [[nodiscard]] bool closed() const noexcept;
    /// Once, when writing has failed: nothing is written any more, and what waited was forgotten.
    [[nodiscard]] std::optional<WriteFailure> take_failure();
    /// When the engine has finished: writes what is left. Complains where anything could not be written and
    /// was not taken.
    [[nodiscard]] ExitStatus finish(Diagnostics& diagnostics);

  private:
    struct File {
        std::string path;
        int descriptor = -1;
    };

    [[nodiscard]] ExitStatus open_file(const std::string& path, const std::vector<std::string>& inputs);
    void take(const capture::Packet& packet);
    void begin_next_file();
    void flush();

    PacketOutputPlan plan_;
    std::shared_ptr<capture::InterfaceBook> interfaces_;
    std::vector<File> files_;
    std::size_t present_ = 0;  ///< File.
    std::unique_ptr<capture::PcapngWriter> writer_;
    std::unique_ptr<PacketKeeper> keeper_;
    int error_number_ = 0;  ///< Of the first write that failed.
    bool failure_taken_ = false;
};

}  // namespace wsdissect::cli
