#pragma once
// Captures as a command's input.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/input_options.hpp"
#include "cli/inputs.hpp"
#include "cli/intake.hpp"

namespace wsdissect::cli {

class FileIntake final : public Intake {
  public:
    /// `options` outlives it.
    explicit FileIntake(const InputOptions& options) : options_(options) {}

    /// Compiles the filter, and looks into folders.
    [[nodiscard]] ExitStatus prepare() override;
    [[nodiscard]] bool may_have_packets() const override;
    [[nodiscard]] const std::vector<std::string>& names() const override { return inputs_.files; }
    [[nodiscard]] capture::PacketFilter* filter() override { return filter_ ? &*filter_ : nullptr; }
    [[nodiscard]] sandbox::Policy policy() const override;
    [[nodiscard]] capture::BlockSource& begin(
        print::TextOutput& output, Diagnostics& diagnostics,
        const std::shared_ptr<capture::InterfaceBook>& interfaces) override;
    [[nodiscard]] ExitStatus conclude(const engine::Engine& engine, Diagnostics& diagnostics) override;

  private:
    const InputOptions& options_;
    std::optional<capture::PacketFilter> filter_;
    Inputs inputs_;
    std::unique_ptr<capture::BlockSource> blocks_;
};

}  // namespace wsdissect::cli
