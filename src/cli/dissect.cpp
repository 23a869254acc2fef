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
    [[nodiscard]] model::Demand demand() const override {
        return {.frames = false,
                .messages = false,
                .controls = false,
                .endpoint_text = false,
                .handshake_text = false};
    }
};

bool prints_packets_only(const InputOptions& options) { return options.write == "-"; }

ExitStatus dissect_silently(const InputOptions& options, print::TextOutput& output) {
    Silent silent;
    return dissect_into({silent}, options, output);
}

}  // namespace

ExitStatus dissect(const InputOptions& options, model::Sink& sink, print::TextOutput& output) {
    if (prints_packets_only(options)) return dissect_silently(options, output);
    return dissect_into({sink}, options, output);
}

ExitStatus dissect(const InputOptions& options, const PrinterFactory& make_printer,
                   print::TextOutput& output) {
    if (prints_packets_only(options)) return dissect_silently(options, output);
    const auto printer = make_printer(output.buffer());
    if (options.threads == 1) {
        MessageStages stages(options.max_message, *printer);
        return dissect_into({stages.front()}, options, output);
    }
    MessageStages stages(options.max_message, *printer);
    model::Recorder recorder(stages.front().demand());
    const Printing printing{recorder, *printer, make_printer, stages};
    return dissect_into({recorder, &printing}, options, output);
}

}  // namespace wsdissect::cli
