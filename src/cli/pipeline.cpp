#include "cli/pipeline.hpp"

#include <system_error>
#include <thread>
#include <utility>

namespace wsdissect::cli {

/// A block on its way, and what is made of it. Everything is used again for one block after the other.
struct Pipeline::Job {
    Load load;
    engine::PreparedPackets packets;  ///< The load's, where several threads work.
    Remarks remarks;
    Progression progression;  ///< When the block was decoded; only where somebody looks on.

    // Where there is printing.
    std::optional<model::Tape> tape;
    print::TextBuffer text;
    std::optional<Unpacker> unpacker;
    std::unique_ptr<print::Printer> printer;
    std::optional<MessageStages> stages;  ///< In front of the printer.
    bool started = false;                 ///< The printer was told the start.
    bool wrote_before = false;            ///< The first part of the block's text is written.
    /// What the tapes of this block and of those before may name, though it has ended.
    std::vector<std::unique_ptr<model::ConnectionInfo>> retired;
};

namespace {

/// Blocks under way for so many threads: one more than they can have in work waits to be decoded, and one to
/// be printed.
std::size_t jobs_for(unsigned threads) { return threads == 1 ? 1 : threads + std::size_t{2}; }

Progression progression_of(const engine::Engine& engine) {
    const model::Summary& summary = engine.summary();
    return {summary.packets, summary.messages, engine.open_connections()};
}

}  // namespace

Pipeline::Pipeline(Inlet& inlet, const Decoder& decoder, const Printing* printing, const Outlets& outlets)
    : inlet_(inlet), decoder_(decoder), printing_(printing), outlets_(outlets) {
    if (printing_ != nullptr && printing_->stages.wanted())
        unpacking_.emplace(printing_->stages.streams(), printing_->stages.kept());
}
Pipeline::~Pipeline() = default;

void Pipeline::run(unsigned threads, std::span<const std::string> files) {
    files_ = files;
    threads_ = threads;
    jobs_ = std::vector<Job>(jobs_for(threads));
    schedule_.emplace(SchedulePlan{.jobs = jobs_.size(),
                                   .side_by_side = inlet_.side_by_side(),
                                   .printing = printing_ != nullptr,
                                   .ready = [this] { return inlet_.ready(); }});
    set_rehearsing(true);
    {
        std::vector<std::jthread> others;
        try {
            while (others.size() + 1 < threads) others.emplace_back([this] { work(false); });
        } catch (const std::system_error&) {
            // Then there are as many as the system gives.
        }
        work(others.empty());
    }
    set_rehearsing(false);
    if (failure_) std::rethrow_exception(failure_);
}

void Pipeline::set_rehearsing(bool rehearses) {
    if (printing_ != nullptr && printing_->shared) printing_->shared->printer.rehearse(rehearses);
}

/// `alone`: there is no other thread.
void Pipeline::work(bool alone) noexcept {
    try {
        std::optional<Task> last;
        while (const auto assignment = schedule_->next(last)) {
            carry_out(*assignment);
            if (!alone) last = assignment->task;  // Alone, it would go on decoding and wait for itself.
        }
    } catch (...) {
        fail();
    }
}

void Pipeline::carry_out(const Assignment& assignment) {
    switch (assignment.task) {
        case Task::take_in: return take_in(assignment.job);
        case Task::decode: return decode(assignment.job);
        case Task::print: return print(assignment.job);
        case Task::write: break;
    }
    write(jobs_[assignment.job]);
    schedule_->written(assignment.job);
}

void Pipeline::fail() noexcept {
    const std::lock_guard lock(failure_mutex_);
    if (!failure_) failure_ = std::current_exception();
    for (engine::Turns* const stage : {&cutting_, &rehearsing_}) stage->close();
    if (unpacking_) unpacking_->close();
    schedule_->close();
}

void Pipeline::take_in(std::size_t number) {
    Job& job = jobs_[number];
    inlet_.claim(job.load);
    const std::uint64_t turn = job.load.place;
    if (!cutting_.wait(turn)) return;
    const bool more = !stopped_ && inlet_.cut(job.load);
    cutting_.pass(turn);
    if (!more) return schedule_->input_ended(number);
    if (prepares(job)) job.packets.read(job.load.block.packets, decoder_.wire);
    schedule_->taken_in(number, turn);
}

/// Whether headers are read before the decoding's turn comes. Damage is told between the packets that it
/// stands between, so a block that has some is decoded piece by piece.
bool Pipeline::prepares(const Job& job) const noexcept {
    return threads_ > 1 && job.load.block.damages.empty();
}

void Pipeline::decode(std::size_t number) {
    Job& job = jobs_[number];
    if (printing_ != nullptr) {
        decoder_.engine.reuse(std::exchange(job.retired, {}));
        if (!job.tape) prepare_printing(job);
        job.tape->begin(job.load.block.octets);
        printing_->recorder.record_on(*job.tape, [&]() -> model::Sink& { return empty_tape(number); });
    }
    if (!stopped_) give_packets(job);
    if (printing_ != nullptr) {
        job.retired = decoder_.engine.take_retired();
    } else {
        outlets_.output.flush();
        finish_block(job);
    }
    schedule_->decoded(number);
}

void Pipeline::prepare_printing(Job& job) {
    job.tape.emplace();
    if (unpacking_) job.unpacker.emplace(unpacking_->kept());
    if (!printing_->shared) return;
    job.printer = printing_->shared->make_printer(job.text);
    job.stages.emplace(printing_->stages.kept().max_message, printing_->shared->choice, *job.printer);
}

void Pipeline::give_packets(Job& job) {
    if (job.load.first_time) start(*job.load.first_time);
    if (prepares(job)) {
        decoder_.engine.on_packets(job.packets);
    } else {
        give_pieces(job.load.block);
    }
    if (job.load.block.now) decoder_.engine.on_time(*job.load.block.now);
    if (outlets_.monitor != nullptr) job.progression = progression_of(decoder_.engine);
    decoder_.remarks.move_to(job.remarks);
    if (decoder_.sink.done()) stopped_ = true;
    if (decoder_.packets == nullptr) return;
    decoder_.packets->on_packets(job.load.block.packets);
    if (job.load.block.now) decoder_.packets->on_time(*job.load.block.now);
    if (const auto failure = decoder_.packets->take_failure()) job.remarks.add(*failure);
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
    if (printing_ != nullptr) printing_->stages.front().on_start(start_);
}

/// The tape is full, or too short for what comes: when all blocks before are written, its content goes
/// straight to the output, and so may what comes.
model::Sink& Pipeline::empty_tape(std::size_t number) {
    Job& job = jobs_[number];
    model::Sink& front = printing_->stages.front();
    if (schedule_->wait_for_those_before(number)) {
        set_rehearsing(false);
        job.wrote_before = true;
        job.tape->replay(front);
    }
    job.tape->clear();
    return front;
}

void Pipeline::print(std::size_t number) {
    Job& job = jobs_[number];
    if (!unpack(number)) return;
    if (printing_->shared) {
        if (!rehearsing_.wait(job.load.place)) return;
        rehearse(job);
        rehearsing_.pass(job.load.place);
        job.tape->replay(job.stages->judge());
    }
    schedule_->printed(number);
}

/// Messages that would take too much memory are inflated one by one, when all blocks before are written.
/// False: nothing goes on.
bool Pipeline::unpack(std::size_t number) {
    if (!unpacking_) return true;
    Job& job = jobs_[number];
    switch (unpacking_->unpack(job.load.place, *job.tape, job.retired, *job.unpacker)) {
        case Unpacking::Outcome::done: return true;
        case Unpacking::Outcome::closed: return false;
        case Unpacking::Outcome::in_part: break;
    }
    (void)empty_tape(number);
    unpacking_->pass_rest(job.load.place, *job.unpacker);
    return true;
}

/// Leaves the job's printer in the state that it has at the block's begin, or after what was written of it,
/// and the one that all share in that at the block's end.
void Pipeline::rehearse(Job& job) {
    print::Printer& printer = printing_->shared->printer;
    if (std::exchange(job.wrote_before, false)) {
        outlets_.output.flush();
        printer.rehearse(true);
    }
    if (job.tape->empty()) return;
    if (!std::exchange(job.started, true)) job.printer->on_start(start_);
    job.printer->continue_after(printer);
    printing_->stages.keep_decisions();
    job.tape->replay(printing_->stages.judge());
    job.stages->repeat_decisions(printing_->stages);
}

void Pipeline::write(Job& job) {
    if (printing_->shared) {
        outlets_.output.write(job.text.text());
        job.text.clear();
    } else {
        job.tape->replay(printing_->stages.judge());
        outlets_.output.flush();
    }
    finish_block(job);
}

/// Once the output is closed or failed, what else could be remarked depends on how far others have come.
void Pipeline::finish_block(Job& job) {
    if (!stopped_) job.remarks.tell(outlets_.diagnostics);
    if (outlets_.output.state() != print::OutputState::open) stopped_ = true;
    if (outlets_.monitor == nullptr) {
        outlets_.diagnostics.progress().update(job.load.bytes, inlet_.bytes_total(), job.load.packets);
    } else if (!stopped_) {
        outlets_.monitor->on_block(job.progression);
    }
}

}  // namespace wsdissect::cli
