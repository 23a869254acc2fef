#include "cli/pipeline.hpp"

#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace wsdissect::cli {

/// What belongs to one thread. Everything is used again for each of its blocks.
struct Pipeline::Worker {
    Load load;
    engine::PreparedPackets packets;  ///< The load's, where several threads work.
    Remarks remarks;

    // Where there is printing.
    std::optional<model::Tape> tape;
    print::TextBuffer text;
    std::unique_ptr<print::Printer> printer;
    bool started = false;       ///< The printer was told the start.
    bool wrote_before = false;  ///< The first part of the block's text is written.
    /// What the tapes of this block and of those before may name, though it has ended.
    std::vector<std::unique_ptr<model::ConnectionInfo>> retired;
};

Pipeline::Pipeline(Inlet& inlet, const Decoder& decoder, const Printing* printing, const Outlets& outlets)
    : inlet_(inlet), decoder_(decoder), printing_(printing), outlets_(outlets) {}

void Pipeline::run(unsigned threads, std::span<const std::string> files) {
    files_ = files;
    threads_ = threads;
    if (printing_ != nullptr) printing_->printer.rehearse(true);
    std::vector<Worker> workers(threads);  // What one has, others' tapes may name: all go together.
    {
        std::vector<std::jthread> others;
        try {
            while (others.size() + 1 < threads)
                others.emplace_back([this, &worker = workers[others.size()]] { work(worker); });
        } catch (const std::system_error&) {
            // Then there are as many as the system gives.
        }
        work(workers.back());
    }
    if (printing_ != nullptr) printing_->printer.rehearse(false);
    if (failure_) std::rethrow_exception(failure_);
}

void Pipeline::work(Worker& worker) noexcept {
    try {
        if (printing_ != nullptr) {
            worker.tape.emplace();
            worker.printer = printing_->make_printer(worker.text);
        }
        lead_blocks_through(worker);
    } catch (...) {
        fail();
    }
}

void Pipeline::fail() noexcept {
    const std::lock_guard lock(failure_mutex_);
    if (!failure_) failure_ = std::current_exception();
    for (engine::Turns* const stage : {&cutting_, &decoding_, &rehearsing_, &writing_}) stage->close();
}

void Pipeline::lead_blocks_through(Worker& worker) {
    while (take_in(worker) && decode(worker)) {
        if (printing_ == nullptr) continue;
        if (!rehearse(worker)) return;
        worker.tape->replay(*worker.printer);
        if (!write(worker)) return;
    }
}

bool Pipeline::take_in(Worker& worker) {
    inlet_.claim(worker.load);
    const std::uint64_t turn = worker.load.place;
    if (!cutting_.wait(turn)) return false;
    // Before the input is waited for, everything that came has to be written, or to be known to interest
    // nobody: then no block follows that would be written.
    if (!stopped_ && !inlet_.ready() && !last_stage().wait(turn)) return false;
    const bool more = !stopped_ && inlet_.cut(worker.load);
    cutting_.pass(turn);
    if (more && prepares(worker)) worker.packets.read(worker.load.block.packets, decoder_.wire);
    return more;
}

/// Whether headers are read before the decoding's turn comes. Damage is told between the packets that it
/// stands between, so a block that has some is decoded piece by piece.
bool Pipeline::prepares(const Worker& worker) const noexcept {
    return threads_ > 1 && worker.load.block.damages.empty();
}

bool Pipeline::decode(Worker& worker) {
    if (!decoding_.wait(worker.load.place)) return false;
    if (printing_ != nullptr) {
        decoder_.engine.reuse(std::exchange(worker.retired, {}));
        worker.tape->begin(worker.load.block.octets);
        printing_->recorder.record_on(*worker.tape, [&]() -> model::Sink& { return empty_tape(worker); });
    }
    if (!stopped_) give_packets(worker);
    if (printing_ != nullptr) {
        worker.retired = decoder_.engine.take_retired();
    } else {
        outlets_.output.flush();
        finish_block(worker);
    }
    decoding_.pass(worker.load.place);
    return true;
}

void Pipeline::give_packets(Worker& worker) {
    if (worker.load.first_time) start(*worker.load.first_time);
    if (prepares(worker)) {
        decoder_.engine.on_packets(worker.packets);
    } else {
        give_pieces(worker.load.block);
    }
    decoder_.remarks.move_to(worker.remarks);
    if (decoder_.sink.done()) stopped_ = true;
    if (decoder_.packets == nullptr) return;
    decoder_.packets->on_packets(worker.load.block.packets);
    if (decoder_.packets->closed()) stopped_ = true;
}

void Pipeline::give_pieces(const capture::Block& block) {
    std::size_t given = 0;
    for (const capture::PlacedDamage& placed : block.damages) {
        decoder_.engine.on_packets(block.packets.subspan(given, placed.packets_before - given));
        given = placed.packets_before;
        decoder_.remarks.add(placed.damage);
    }
    decoder_.engine.on_packets(block.packets.subspan(given));
}

void Pipeline::start(Timestamp first_packet) {
    start_ = {first_packet, files_};
    decoder_.sink.on_start(start_);
    if (printing_ != nullptr) printing_->printer.on_start(start_);
}

/// The tape is full, or too short for what comes: when all blocks before are written, its content goes
/// straight to the output, and so may what comes.
model::Sink& Pipeline::empty_tape(Worker& worker) {
    print::Printer& printer = printing_->printer;
    if (writing_.wait(worker.load.place)) {
        printer.rehearse(false);
        worker.wrote_before = true;
        worker.tape->replay(printer);
    }
    worker.tape->clear();
    return printer;
}

/// Leaves the worker's printer in the state that it has at the block's begin, or after what was written of
/// it, and the one that all share in that at the block's end.
bool Pipeline::rehearse(Worker& worker) {
    if (!rehearsing_.wait(worker.load.place)) return false;
    print::Printer& printer = printing_->printer;
    if (std::exchange(worker.wrote_before, false)) {
        outlets_.output.flush();
        printer.rehearse(true);
    }
    if (!worker.tape->empty()) {
        if (!std::exchange(worker.started, true)) worker.printer->on_start(start_);
        worker.printer->continue_after(printer);
        worker.tape->replay(printer);
    }
    rehearsing_.pass(worker.load.place);
    return true;
}

bool Pipeline::write(Worker& worker) {
    if (!writing_.wait(worker.load.place)) return false;
    outlets_.output.write(worker.text.text());
    worker.text.clear();
    finish_block(worker);
    writing_.pass(worker.load.place);
    return true;
}

/// Once the output is closed or failed, what else could be remarked depends on how far others have come.
void Pipeline::finish_block(Worker& worker) {
    if (!stopped_) worker.remarks.tell(outlets_.diagnostics);
    if (outlets_.output.state() != print::OutputState::open) stopped_ = true;
    outlets_.diagnostics.progress().update(worker.load.bytes, inlet_.bytes_total(), worker.load.packets);
}

}  // namespace wsdissect::cli
