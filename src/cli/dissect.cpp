#include "cli/dissect.hpp"

#include "cli/diagnostics.hpp"
#include "cli/inlet.hpp"
#include "cli/inputs.hpp"
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
    const Printing* printing = nullptr;
};

/// Complains where it cannot be compiled.
bool compile_filter(const InputOptions& options, std::optional<capture::PacketFilter>& filter) {
    if (options.capture_filter.empty()) return true;
    auto compiled = capture::PacketFilter::compile(options.capture_filter);
    if (compiled) {
        filter = std::move(*compiled);
    } else {
        complain("capture filter '" + options.capture_filter + "': " + compiled.error().message);
    }
    return filter.has_value();
}

ExitStatus dissect_into(const Destination& destination, const InputOptions& options,
                        print::TextOutput& output) {
    std::optional<capture::PacketFilter> filter;
    if (!compile_filter(options, filter)) return ExitStatus::usage;
    const Inputs inputs = find_inputs(options.files);
    Diagnostics diagnostics(inputs.files, verbosity_of(options));
    diagnostics.not_captures(inputs.passed_over);
    for (const std::string& folder : inputs.empty_folders) diagnostics.no_captures_in(folder);
    PacketOutput packets;
    const bool writes = !options.write.empty();
    if (writes) {
        const ExitStatus status = packets.open(options.write, inputs.files, engine_options(options).wire);
        if (status != ExitStatus::done) return status;
    }
    Remarks remarks;
    rules::Judge judge(destination.sink);
    engine::Options engine_settings = engine_options(options);
    engine_settings.watcher = packets.watcher();
    engine_settings.keep_retired = destination.printing != nullptr;
    engine::Engine engine(engine_settings, judge,
                          [&](const engine::MalformedPacket& packet) { remarks.add(packet); });

    Inlet inlet({inputs.files, filter ? &*filter : nullptr, options.count, options.blocks}, diagnostics);
    Pipeline pipeline(inlet, {engine, judge, remarks, engine_settings.wire, writes ? &packets : nullptr},
                      destination.printing, {output, diagnostics});
    pipeline.run(options.threads, inputs.files);
    diagnostics.progress().clear();
    // Totals of an input that was not read to its end, since nobody could be told, are of no use.
    if (output.state() == print::OutputState::open) inlet.tell_passed_over(diagnostics);

    if (destination.printing != nullptr)
        destination.printing->recorder.pass_on_to(destination.printing->stages.front());
    engine.finish();
    output.flush();
    const ExitStatus written = packets.finish(diagnostics);
    if (output.state() == print::OutputState::open) diagnostics.passed_over(engine.summary());
    diagnostics.finish();
    if (const ExitStatus status = status_of(output); status != ExitStatus::done) return status;
    if (written != ExitStatus::done) return written;
    return diagnostics.input_was_damaged() ? ExitStatus::input_damaged : ExitStatus::done;
}

/// When standard output is for packets.
class Silent final : public model::Sink {
  public:
    explicit Silent(bool judges) : judges_(judges) {}
    [[nodiscard]] model::Demand demand() const override {
        return {.message_findings = judges_,
                .findings = judges_,
                .frames = false,
                .messages = false,
                .controls = false,
                .endpoint_text = false,
                .handshake_text = false};
    }

  private:
    bool judges_;
};

bool prints_packets_only(const InputOptions& options) { return options.write == "-"; }

/// `status` of a run that judged, unless that found what makes it another one.
ExitStatus judged(ExitStatus status, const Judging& judging, MessageStages& stages,
                  const print::TextOutput& output) {
    const bool counts = judging.errors_count && output.state() == print::OutputState::open;
    const bool found = counts && stages.review().told_error();
    return status == ExitStatus::done && found ? ExitStatus::findings : status;
}

ExitStatus dissect_for(model::Sink& sink, const InputOptions& options, const Judging& judging,
                       print::TextOutput& output) {
    MessageStages stages(options.max_message, judging.selection, sink);
    return judged(dissect_into({stages.front()}, options, output), judging, stages, output);
}

ExitStatus dissect_silently(const InputOptions& options, const Judging& judging, print::TextOutput& output) {
    Silent silent(judging.errors_count);
    return dissect_for(silent, options, judging, output);
}

}  // namespace

ExitStatus dissect(const InputOptions& options, model::Sink& sink, print::TextOutput& output,
                   const Judging& judging) {
    if (prints_packets_only(options)) return dissect_silently(options, judging, output);
    return dissect_for(sink, options, judging, output);
}

ExitStatus dissect(const InputOptions& options, const PrinterFactory& make_printer,
                   print::TextOutput& output, const Judging& judging) {
    if (prints_packets_only(options)) return dissect_silently(options, judging, output);
    const auto printer = make_printer(output.buffer());
    if (options.threads == 1) return dissect_for(*printer, options, judging, output);
    MessageStages stages(options.max_message, judging.selection, *printer);
    model::Recorder recorder(stages.front().demand());
    const Printing printing{recorder, *printer, make_printer, stages, judging.selection};
    return judged(dissect_into({recorder, &printing}, options, output), judging, stages, output);
}

}  // namespace wsdissect::cli
