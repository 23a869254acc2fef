#pragma once
// What goes to standard error: one line a remark, with the file, the packet and the place.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/exit_status.hpp"
#include "wsdissect/capture/damage.hpp"
#include "wsdissect/engine/engine.hpp"
#include "wsdissect/print/text_output.hpp"

namespace wsdissect::cli {

enum class Verbosity : std::uint8_t { quiet, normal, verbose };

class Diagnostics {
  public:
    /// `files`: the inputs as the user named them; outlives this object.
    Diagnostics(const std::vector<std::string>& files, Verbosity verbosity)
        : files_(files), verbosity_(verbosity) {}

    void could_not_open(std::uint32_t file, int error_number);
    void damaged(const capture::Damage& damage);
    void malformed(const engine::MalformedPacket& packet);
    void link_type_not_decoded(unsigned link_type, std::uint64_t packets);
    /// What was left unsaid since there was too much of it.
    void finish();

    /// Whether any input was not read whole and sound.
    [[nodiscard]] bool input_was_damaged() const noexcept { return input_was_damaged_; }

  private:
    void remark(std::string_view text) const;
    [[nodiscard]] std::string name_of(std::uint32_t file) const;
    [[nodiscard]] std::string place(std::uint32_t file, std::uint64_t packet, std::uint64_t offset) const;

    const std::vector<std::string>& files_;
    Verbosity verbosity_;
    bool input_was_damaged_ = false;
    std::uint64_t malformed_ = 0;
};

/// One line on standard error, whatever the verbosity; control characters in it are escaped.
void complain(std::string_view text);

/// Complains where `output` could not be written.
[[nodiscard]] ExitStatus status_of(const print::TextOutput& output);

}  // namespace wsdissect::cli
