#include "cli/dissect.hpp"

#include "cli/diagnostics.hpp"
#include "cli/reading.hpp"
#include "wsdissect/engine/engine.hpp"
#include "wsdissect/rules/judge.hpp"

namespace wsdissect::cli {

ExitStatus dissect(const InputOptions& options, model::Sink& printer, print::TextOutput& output) {
    std::optional<capture::PacketFilter> filter;
    if (!options.capture_filter.empty()) {
        auto compiled = capture::PacketFilter::compile(options.capture_filter);
        if (!compiled) {
            complain("capture filter '" + options.capture_filter + "': " + compiled.error().message);
            return ExitStatus::usage;
        }
        filter = std::move(*compiled);
    }
    Diagnostics diagnostics(options.files, verbosity_of(options));
    rules::Judge judge(printer);
    engine::Engine engine(engine_options(options), judge,
                          [&](const engine::MalformedPacket& packet) { diagnostics.malformed(packet); });
    read_captures({options.files, filter ? &*filter : nullptr, options.count}, engine, judge, output,
                  diagnostics);
    engine.finish();
    output.flush();
    diagnostics.passed_over(engine.summary());
    diagnostics.finish();
    if (const ExitStatus status = status_of(output); status != ExitStatus::done) return status;
    return diagnostics.input_was_damaged() ? ExitStatus::input_damaged : ExitStatus::done;
}

}  // namespace wsdissect::cli
