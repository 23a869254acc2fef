#include "cli/dissect.hpp"

#include <algorithm>

#include "cli/confining.hpp"
#include "cli/diagnostics.hpp"
#include "cli/file_intake.hpp"
#include "cli/inlet.hpp"
#include "cli/message_stages.hpp"
#include "cli/packet_output.hpp"
#include "cli/remarks.hpp"
#include "wsdissect/engine/engine.hpp"
#include "wsdissect/rules/judge.hpp"

namespace wsdissect::cli {

namespace {

/// Where the judged events go: a sink, or a recorder for printers that share them.
struct Destination {
    model::Sink& sink;
    const Judging& judging;
    PacketOutput& packets;  ///< Not open yet.
    const Printing* printing = nullptr;
};

/// Whether -Y also chooses whose packets are written.
bool chooses_connections(const InputOptions& options, const Judging& judging) {
    return !options.write.empty() && judging.choice.records != nullptr;
}

/// Who is to know of the connections chosen.
filter::ConnectionTaker taker_of(const InputOptions& options, const Judging& judging, PacketOutput& packets) {
    if (!chooses_connections(options, judging)) return judging.take_connection;
    return [&judging, &packets](const model::ConnectionInfo& connection) {
        packets.choose(connection);
        if (judging.take_connection) judging.take_connection(connection);
    };
}

/// A file that grows while people wait for it does not wait long for flows that say nothing.
PacketOutputPlan packet_output_plan(const InputOptions& options, const Intake& intake,
                                    const Judging& judging) {
    PacketOutputPlan plan{.path = options.write, .ring = options.ring};
    if (chooses_connections(options, judging)) plan.wanted = PacketKeeper::Wanted::chosen;
    constexpr std::int64_t kLiveWait = 10 * kNanosecondsPerSecond;
    if (intake.is_live()) plan.limits.time = kLiveWait;
    return plan;
}

ExitStatus dissect_into(const Destination& destination, const InputOptions& options, Intake& intake,
                        print::TextOutput& output) {
    if (const ExitStatus status = intake.prepare(); status != ExitStatus::done) return status;
    Diagnostics diagnostics(intake.names(), verbosity_of(options), intake.is_live());
    PacketOutput& packets = destination.packets;
    // A slip of the keys in the input's name does not cost what was written before.
    const bool writes = !options.write.empty() && intake.may_have_packets();
    if (writes) {
        const ExitStatus status = packets.open(packet_output_plan(options, intake, destination.judging),
                                               intake.names(), engine_options(options).wire);
        if (status != ExitStatus::done) return status;
    }
    Remarks remarks;
    rules::Judge judge(destination.sink, destination.judging.end_findings);
    engine::Options engine_settings = engine_options(options);
    engine_settings.max_memory -= std::min(engine_settings.max_memory, destination.judging.kept_octets);
    engine_settings.watcher = packets.watcher();
    engine_settings.keep_retired = destination.printing != nullptr;
    engine::Engine engine(engine_settings, judge,
                          [&](const engine::MalformedPacket& packet) { remarks.add(packet); });

    Inlet inlet(intake.begin(output, diagnostics, packets.interfaces()), {intake.filter(), options.count});
    if (const ExitStatus status = intake.give_up_privileges(diagnostics); status != ExitStatus::done)
        return status;
    if (options.confined) confine_this_program(intake.policy(), diagnostics);
    intake.start();
    Pipeline pipeline(inlet, {engine, judge, remarks, engine_settings.wire, writes ? &packets : nullptr},
                      destination.printing, {output, diagnostics, intake.monitor()});
    pipeline.run(options.threads, intake.names());
    diagnostics.progress().clear();
    // Totals of an input that was not read to its end, since nobody could be told, are of no use.
    if (output.state() == print::OutputState::open) inlet.tell_passed_over(diagnostics);

    if (destination.printing != nullptr)
        destination.printing->recorder.pass_on_to(destination.printing->stages.front());
    intake.end(engine);
    engine.finish();
    output.flush();
    const ExitStatus written = packets.finish(diagnostics);
    if (output.state() == print::OutputState::open) diagnostics.passed_over(engine.summary());
    diagnostics.finish();
    const ExitStatus read = intake.conclude(engine, diagnostics);
    if (const ExitStatus status = status_of(output); status != ExitStatus::done) return status;
    return written != ExitStatus::done ? written : read;
}

/// When standard output is for packets.
class Silent final : public model::Sink {
  public:
    [[nodiscard]] model::Demand demand() const override {
        return {.frames = false,
                .messages = false,
                .controls = false,
                .endpoint_text = false,
                .handshake_text = false};
    }
};

/// Of what is recorded in any case the threads see side by side whether it is valid text. Where messages are
/// only judged, seeing it at once costs less than to record those that are sound.
model::Demand demand_of_recorded(MessageStages& stages) {
    model::Demand demand = stages.front().demand();
    if (demand.frames || demand.messages) demand.valid_utf8 = false;
    return demand;
}

bool prints_packets_only(const InputOptions& options) { return options.write == "-"; }

/// `status` of a run that judged, unless that found what makes it another one.
ExitStatus judged(ExitStatus status, const Judging& judging, MessageStages& stages,
                  const print::TextOutput& output) {
    const bool counts = judging.choice.judges && output.state() == print::OutputState::open;
    const bool found = counts && stages.review().told_error();
    return status == ExitStatus::done && found ? ExitStatus::findings : status;
}

/// Whose packets are written has to be known before those of the next block come: then events are not
/// recorded for other threads, and go through all stages at once.
ExitStatus dissect_for(model::Sink& sink, const InputOptions& options, Intake& intake, const Judging& judging,
                       print::TextOutput& output) {
    PacketOutput packets;
    const bool chooses = chooses_connections(options, judging);
    MessageStages stages(options.max_message, judging.choice, sink, taker_of(options, judging, packets));
    if (options.threads == 1 || chooses || !stages.wanted())
        return judged(dissect_into({stages.front(), judging, packets}, options, intake, output), judging,
                      stages, output);
    model::Recorder recorder(demand_of_recorded(stages));
    const Printing printing{recorder, stages};
    return judged(dissect_into({recorder, judging, packets, &printing}, options, intake, output), judging,
                  stages, output);
}

ExitStatus dissect_silently(const InputOptions& options, Intake& intake, const Judging& judging,
                            print::TextOutput& output) {
    Silent silent;
    return dissect_for(silent, options, intake, judging, output);
}

}  // namespace

ExitStatus dissect(const InputOptions& options, model::Sink& sink, print::TextOutput& output,
                   const Judging& judging) {
    FileIntake files(options);
    if (prints_packets_only(options)) return dissect_silently(options, files, judging, output);
    return dissect_for(sink, options, files, judging, output);
}

ExitStatus dissect(const InputOptions& options, const PrinterFactory& make_printer, print::TextOutput& output,
                   const Judging& judging) {
    FileIntake files(options);
    return dissect(options, files, make_printer, output, judging);
}

ExitStatus dissect(const InputOptions& options, Intake& intake, const PrinterFactory& make_printer,
                   print::TextOutput& output, const Judging& judging) {
    if (prints_packets_only(options)) return dissect_silently(options, intake, judging, output);
    const auto printer = make_printer(output.buffer());
    if (options.threads == 1 || chooses_connections(options, judging))
        return dissect_for(*printer, options, intake, judging, output);
    PacketOutput packets;
    MessageStages stages(options.max_message, judging.choice, *printer);
    model::Recorder recorder(demand_of_recorded(stages));
    const Printing printing{recorder, stages, SharedPrinting{*printer, make_printer, judging.choice}};
    return judged(dissect_into({recorder, judging, packets, &printing}, options, intake, output), judging,
                  stages, output);
}

}  // namespace wsdissect::cli
