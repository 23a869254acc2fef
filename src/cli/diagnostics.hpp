#pragma once
// What goes to standard error: one line a remark, with the file, the packet and the place.

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/exit_status.hpp"
#include "cli/progress.hpp"
#include "wsdissect/capture/damage.hpp"
#include "wsdissect/capture/packet_filter.hpp"
#include "wsdissect/engine/engine.hpp"
#include "wsdissect/print/text_output.hpp"

namespace wsdissect::cli {

enum class Verbosity : std::uint8_t { quiet, normal, verbose };

class Diagnostics {
  public:
    /// `files`: the inputs as the user named them; outlives this object.
    /// `live`: the progress shows beside results on the same terminal.
    Diagnostics(const std::vector<std::string>& files, Verbosity verbosity, bool live = false)
        : files_(files),
          verbosity_(verbosity),
          progress_(verbosity != Verbosity::quiet && isatty(STDERR_FILENO) == 1 &&
                    (live || isatty(STDOUT_FILENO) == 0)) {}

    void could_not_open(std::uint32_t file, int error_number);
    /// Files of folders that are no captures; folders that hold none.
    void not_captures(const std::vector<std::string>& files);
    void no_captures_in(const std::string& folder);
    void damaged(const capture::Damage& damage);
    void malformed(const engine::MalformedPacket& packet);
    /// `packets`: how many, by link type.
    void link_types_not_decoded(const std::map<unsigned, std::uint64_t>& packets);
    void filter_not_applicable(const std::vector<capture::PacketFilter::Inapplicable>& places);
    /// What was dropped or passed over on purpose, so that an empty result is not a riddle.
    void passed_over(const model::Summary& summary);
    /// WebSocket connections of which packets were given up before they showed themselves, or were chosen.
    void written_without_beginning(std::uint64_t connections);
    /// A live interface lost packets: so many since this was last said. By any thread.
    void dropped(std::string_view interface, std::uint64_t by_kernel, std::uint64_t by_interface);
    /// A live interface gives no more packets.
    void lost(std::string_view interface, std::string_view why);
    /// Packets cannot be written (any more); decoding goes on. Said also when quiet.
    void could_not_write(std::string_view path, int error_number);
    /// Only said when verbose.
    void note(std::string_view text);
    /// The progress bar; remarks clear it.
    [[nodiscard]] Progress& progress() noexcept { return progress_; }

    /// What was left unsaid since there was too much of it.
    void finish();

    /// Whether any input was not read whole and sound.
    [[nodiscard]] bool input_was_damaged() const noexcept { return input_was_damaged_; }

  private:
    struct Place {
        std::uint32_t file;
        std::uint64_t packet;
        std::string_view counted;  ///< What `packet` counts, said where there are several files.
        std::uint64_t offset;
        bool decompressed = false;  ///< `offset` is one in what the file was decompressed to.
    };

    /// Unless quiet.
    void remark(std::string_view text);
    /// Why the exit status is what it is: said also when quiet.
    void reason(std::string_view text);
    /// How many of so many are named one by one.
    [[nodiscard]] std::size_t named_of(std::size_t all) const noexcept;
    [[nodiscard]] std::string name_of(std::uint32_t file) const;
    [[nodiscard]] std::string place(const Place& place) const;

    const std::vector<std::string>& files_;
    Verbosity verbosity_;
    Progress progress_;
    bool input_was_damaged_ = false;
    std::uint64_t malformed_ = 0;
    std::map<std::pair<std::uint32_t, capture::DamageKind>, std::uint64_t> damages_;  ///< By file and kind.
    std::map<std::uint32_t, std::uint64_t> unnamed_damages_;                          ///< By file.
};

/// One line on standard error, whatever the verbosity; control characters in it are escaped.
void complain(std::string_view text);

/// Complains where `output` could not be written.
[[nodiscard]] ExitStatus status_of(const print::TextOutput& output);

}  // namespace wsdissect::cli
