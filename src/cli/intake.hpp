#pragma once
// Where the packets of a command come from: files, or live interfaces.

#include <memory>
#include <string>
#include <vector>

#include "cli/diagnostics.hpp"
#include "cli/exit_status.hpp"
#include "cli/monitor.hpp"
#include "sandbox/confinement.hpp"
#include "wsdissect/capture/blocks.hpp"
#include "wsdissect/capture/packet_filter.hpp"
#include "wsdissect/engine/engine.hpp"
#include "wsdissect/print/text_output.hpp"

namespace wsdissect::cli {

/// Its parts are asked for in the order in which they stand here.
class Intake {
  public:
    virtual ~Intake() = default;

    /// Gets hold of the inputs, as far as that is done before anything is written. Complains where it cannot.
    [[nodiscard]] virtual ExitStatus prepare() = 0;
    /// The inputs as the user named them; a packet's `file` is an index of these.
    [[nodiscard]] virtual const std::vector<std::string>& names() const = 0;
    /// Whether any of them can be read, as far as that shows beforehand.
    [[nodiscard]] virtual bool may_have_packets() const { return true; }
    [[nodiscard]] virtual bool is_live() const { return false; }
    /// What packets are held against here; null: nothing.
    [[nodiscard]] virtual capture::PacketFilter* filter() { return nullptr; }
    /// What reading takes of the system once `begin` was called.
    [[nodiscard]] virtual sandbox::Policy policy() const = 0;
    /// Stays the intake's. `output` and `diagnostics` are used until `end`. What is known of interfaces goes
    /// into `interfaces`; null: nobody wants to know.
    [[nodiscard]] virtual capture::BlockSource& begin(
        print::TextOutput& output, Diagnostics& diagnostics,
        const std::shared_ptr<capture::InterfaceBook>& interfaces) = 0;
    /// Gives up the privileges that `prepare` took. Complains where that cannot be done.
    [[nodiscard]] virtual ExitStatus give_up_privileges(Diagnostics&) { return ExitStatus::done; }
    /// Begins to read where that is done ahead of being asked.
    virtual void start() {}
    /// Null: nobody looks on.
    [[nodiscard]] virtual Monitor* monitor() { return nullptr; }
    /// Nothing is read any more; the engine has not finished yet.
    virtual void end(engine::Engine&) {}
    /// Everything is done: the last word. Gives the command's exit status as far as the input decides it.
    [[nodiscard]] virtual ExitStatus conclude(const engine::Engine& engine, Diagnostics& diagnostics) = 0;
};

}  // namespace wsdissect::cli
