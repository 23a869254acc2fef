#include "cli/file_intake.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "cli/ending_signals.hpp"
#include "wsdissect/capture/compression.hpp"
#include "wsdissect/capture/open_blocks.hpp"

namespace wsdissect::cli {

ExitStatus FileIntake::prepare() {
    if (!options_.capture_filter.empty()) {
        auto compiled = capture::PacketFilter::compile(options_.capture_filter);
        if (!compiled) {
            complain("capture filter '" + options_.capture_filter + "': " + compiled.error().message);
            return ExitStatus::usage;
        }
        filter_ = std::move(*compiled);
    }
    inputs_ = find_inputs(options_.files);
    return ExitStatus::done;
}

bool FileIntake::may_have_packets() const {
    return std::ranges::any_of(inputs_.files, [](const std::string& file) {
        return file == "-" || ::access(file.c_str(), R_OK) == 0;
    });
}

/// One file is open by then; of several each is opened when its turn comes.
sandbox::Policy FileIntake::policy() const {
    if (inputs_.files.size() < 2) return {};
    return {.readable = inputs_.files, .opens_files = true};
}

capture::BlockSource& FileIntake::begin(print::TextOutput&, Diagnostics& diagnostics,
                                        const std::shared_ptr<capture::InterfaceBook>& interfaces) {
    diagnostics.not_captures(inputs_.passed_over);
    for (const std::string& folder : inputs_.empty_folders) diagnostics.no_captures_in(folder);
    const auto could_not_open = [&](std::uint32_t file, const capture::OpenError& error) {
        diagnostics.could_not_open(file, error.error_number);
    };
    // Libraries cannot be loaded by a process that is confined.
    if (options_.confined) capture::load_decompressors(inputs_.files);
    capture::BlockOptions blocks = options_.blocks;
    blocks.interfaces = interfaces;
    if (std::ranges::count(inputs_.files, "-") > 0) leave_first_interrupt_to_the_writer();
    blocks_ = capture::open_blocks(inputs_.files, could_not_open, blocks);
    return *blocks_;
}

ExitStatus FileIntake::conclude(const engine::Engine&, Diagnostics& diagnostics) {
    return diagnostics.input_was_damaged() ? ExitStatus::input_damaged : ExitStatus::done;
}

}  // namespace wsdissect::cli
