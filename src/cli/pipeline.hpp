#pragma once
// The way of blocks through the program: read, cut into packets, decoded, printed, written.
//
// Workers do all of it for one block after the other, each in a thread of its own. What depends on the blocks
// before is a stage that they pass in the blocks' order: cutting, decoding, learning the state of the
// printers at the block's end, writing. In between, where the work is, they run side by side: reading a
// stretch of the file, reading its packets' headers, and making text of what was decoded, which was recorded
// on a tape for this. So the output is the same for every number of workers.

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "cli/diagnostics.hpp"
#include "cli/inlet.hpp"
#include "cli/packet_output.hpp"
#include "cli/remarks.hpp"
#include "engine/turns.hpp"
#include "wsdissect/engine/engine.hpp"
#include "wsdissect/model/tape.hpp"
#include "wsdissect/print/printers.hpp"
#include "wsdissect/print/text_output.hpp"

namespace wsdissect::cli {

/// What the packets are given to.
struct Decoder {
    engine::Engine& engine;
    model::Sink& sink;                ///< The engine's.
    Remarks& remarks;                 ///< What the engine has to remark.
    wire::Options wire;               ///< The engine's.
    PacketOutput* packets = nullptr;  ///< Gets those that the engine got. Null: nobody does.
};

using PrinterFactory = std::function<std::unique_ptr<print::Printer>(print::TextBuffer&)>;

/// How text is made of recorded events, with several printers at once.
struct Printing {
    model::Recorder& recorder;  ///< Where the decoder's events arrive.
    /// Appends to the output's buffer; has the state that the others take over.
    print::Printer& printer;
    const PrinterFactory& make_printer;
};

/// Where results and remarks go.
struct Outlets {
    print::TextOutput& output;
    Diagnostics& diagnostics;
};

class Pipeline {
  public:
    /// `printing` is null where the decoder's sink needs no printers: it is told by one thread at a time, and
    /// what it prints into the output's buffer is written at each block's end. All parts outlive the
    /// pipeline.
    Pipeline(Inlet& inlet, const Decoder& decoder, const Printing* printing, const Outlets& outlets);

    /// Leads everything through, with so many threads, this one included; fewer where the system gives none.
    /// `files`: the inputs' names. Throws what was thrown in any of them.
    void run(unsigned threads, std::span<const std::string> files);

  private:
    struct Worker;

    void work(Worker& worker) noexcept;
    void lead_blocks_through(Worker& worker);
    [[nodiscard]] bool take_in(Worker& worker);
    [[nodiscard]] bool decode(Worker& worker);
    [[nodiscard]] bool rehearse(Worker& worker);
    [[nodiscard]] bool write(Worker& worker);

    [[nodiscard]] bool prepares(const Worker& worker) const noexcept;
    void give_packets(Worker& worker);
    void give_pieces(const capture::Block& block);
    void start(Timestamp first_packet);
    [[nodiscard]] model::Sink& empty_tape(Worker& worker);
    void finish_block(Worker& worker);
    void fail() noexcept;
    [[nodiscard]] engine::Turns& last_stage() noexcept { return printing_ == nullptr ? decoding_ : writing_; }

    Inlet& inlet_;
    Decoder decoder_;
    const Printing* printing_;
    Outlets outlets_;
    std::span<const std::string> files_;
    unsigned threads_ = 1;

    engine::Turns cutting_;
    engine::Turns decoding_;
    engine::Turns rehearsing_;
    engine::Turns writing_;
    std::atomic<bool> stopped_ = false;  ///< Nobody wants more.
    model::CaptureStart start_;          ///< Known once anything was decoded.
    std::mutex failure_mutex_;
    std::exception_ptr failure_;
};

}  // namespace wsdissect::cli
