#pragma once
// Where packets come from. Every source gives them in batches of views.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "wsdissect/base/result.hpp"
#include "wsdissect/capture/damage.hpp"
#include "wsdissect/capture/packet.hpp"

namespace wsdissect::capture {

class Source {
  public:
    virtual ~Source() = default;

    /// Writes the next packets to the front of `packets` and returns how many; 0 at the end, and ever after.
    /// What is damaged is told to the source's DamageHandler when it is met, and all that can still be read
    /// is. The packets' views are valid until the next call.
    [[nodiscard]] virtual std::size_t read(std::span<Packet> packets) = 0;

    /// Whether `read` would not wait for more of the input to come.
    [[nodiscard]] virtual bool ready() const noexcept { return true; }

    /// Octets of the input consumed so far, and in all: 0 where that is not known (a pipe). For progress.
    [[nodiscard]] virtual std::uint64_t bytes_read() const noexcept = 0;
    [[nodiscard]] virtual std::uint64_t bytes_total() const noexcept = 0;
};

/// Why an input could not be opened: the operating system's errno.
struct OpenError {
    int error_number = 0;
};

/// Opens a pcap or pcapng file; `-` is standard input. Told apart by their first octets, at the first `read`;
/// `file` goes into every packet's stamp and every damage. Reads large blocks into a buffer of its own; a
/// declared length reserves nothing. `handler` is called during `read` only.
[[nodiscard]] Result<std::unique_ptr<Source>, OpenError> open_file(const std::string& path,
                                                                   std::uint32_t file, DamageHandler handler);

/// The packets of several sources as one capture, numbered anew from 1: always the earliest of the packets
/// that stand at the front of the sources (of equal ones the first source's), each source's own order kept.
[[nodiscard]] std::unique_ptr<Source> merge(std::vector<std::unique_ptr<Source>> sources);

}  // namespace wsdissect::capture
