#pragma once
// The way of blocks through the program: read, cut into packets, decoded, printed, written.
//
// Several threads do it, as a Schedule assigns. Side by side they do what depends on nothing before: reading
// a stretch of the file, reading its packets' headers, inflating messages, and making text of what was
// decoded, which was recorded on a tape for this. The rest is done in the blocks' order: cutting, decoding,
// learning the state of the printers at the block's end, writing. So the output is the same for every number
// of threads.

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/diagnostics.hpp"
#include "cli/inlet.hpp"
#include "cli/message_stages.hpp"
#include "cli/monitor.hpp"
#include "cli/packet_output.hpp"
#include "cli/remarks.hpp"
#include "cli/schedule.hpp"
#include "cli/unpacking.hpp"
#include "engine/turns.hpp"
#include "model/tape.hpp"
#include "wsdissect/engine/engine.hpp"
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

/// Printers that make text of recorded events at once.
struct SharedPrinting {
    /// Appends to the output's buffer; has the state that the others take over.
    print::Printer& printer;
    const PrinterFactory& make_printer;
    const Choice& choice;
};

/// What becomes of recorded events.
struct Printing {
    model::Recorder& recorder;  ///< Where the decoder's events arrive.
    MessageStages& stages;      ///< In front of the printer, or of the one sink that is told everything.
    /// Absent where there is one sink. It is told of the blocks, whose messages were inflated side by side,
    /// one after the other, when it is their turn to be written.
    std::optional<SharedPrinting> shared = {};
};

/// Where results and remarks go.
struct Outlets {
    print::TextOutput& output;
    Diagnostics& diagnostics;
    Monitor* monitor = nullptr;  ///< Null: nobody looks on.
};

class Pipeline {
  public:
    /// `printing` is null where the decoder's sink needs no printers: it is told by one thread at a time, and
    /// what it prints into the output's buffer is written at each block's end. All parts outlive the
    /// pipeline.
    Pipeline(Inlet& inlet, const Decoder& decoder, const Printing* printing, const Outlets& outlets);
    ~Pipeline();
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    /// Leads everything through, with so many threads, this one included; fewer where the system gives none.
    /// `files`: the inputs' names. Throws what was thrown in any of them.
    void run(unsigned threads, std::span<const std::string> files);

  private:
    struct Job;

    void work(bool alone) noexcept;
    void carry_out(const Assignment& assignment);
    void take_in(std::size_t number);
    void decode(std::size_t number);
    void print(std::size_t number);
    void write(Job& job);

    [[nodiscard]] bool prepares(const Job& job) const noexcept;
    void give_packets(Job& job);
    void give_pieces(const capture::Block& block);
    void start(Timestamp first_packet);
    [[nodiscard]] model::Sink& empty_tape(std::size_t number);
    void prepare_printing(Job& job);
    [[nodiscard]] bool unpack(std::size_t number);
    void rehearse(Job& job);
    void set_rehearsing(bool rehearses);
    void finish_block(Job& job);
    void fail() noexcept;

    Inlet& inlet_;
    Decoder decoder_;
    const Printing* printing_;
    Outlets outlets_;
    std::span<const std::string> files_;
    unsigned threads_ = 1;

    std::vector<Job> jobs_;
    std::optional<Schedule> schedule_;
    engine::Turns cutting_;
    std::optional<Unpacking> unpacking_;  ///< Where messages' content is asked for.
    engine::Turns rehearsing_;
    std::atomic<bool> stopped_ = false;  ///< Nobody wants more.
    model::CaptureStart start_;          ///< Known once anything was decoded.
    std::mutex failure_mutex_;
    std::exception_ptr failure_;
};

}  // namespace wsdissect::cli
