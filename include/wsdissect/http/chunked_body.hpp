#pragma once
// Finds the end of a chunked body (RFC 9112 section 7.1). It keeps no octet: chunk data, chunk extensions and
// trailers are passed over.

#include <cstddef>
#include <cstdint>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::http {

/// Octets before the line feed of a chunk-size line, extensions included, beyond which it is malformed.
inline constexpr std::size_t kMaxChunkLine = 4 * 1024;

class ChunkedBody {
  public:
    enum class Status : std::uint8_t {
        more,       ///< All octets were consumed.
        end,        ///< The body's last octet, the end of its trailers, was consumed.
        malformed,  ///< Nothing can be known about what follows.
    };
    struct Step {
        Status status = Status::more;
        std::size_t consumed = 0;  ///< Octets taken from the front of what was given.
    };

    /// Takes octets up to the body's end. Not to be called again after `end` or `malformed`.
    [[nodiscard]] Step read(Bytes octets) noexcept;

    /// `octets` of the stream were lost: whether they were all data of the current chunk, so that reading
    /// goes on in step.
    [[nodiscard]] bool skip(std::uint64_t octets) noexcept;

  private:
    enum class State : std::uint8_t {
        size,
        extensions,  ///< What follows the size on its line.
        data,
        data_end,  ///< The line end that follows a chunk's data.
        trailers
    };

    [[nodiscard]] Step advance(Bytes octets) noexcept;
    [[nodiscard]] Step read_size(Bytes octets) noexcept;
    [[nodiscard]] Step read_extensions(Bytes octets) noexcept;
    [[nodiscard]] Step read_data(Bytes octets) noexcept;
    [[nodiscard]] Step read_data_end(Bytes octets) noexcept;
    [[nodiscard]] Step read_trailers(Bytes octets) noexcept;
    void begin(State state) noexcept;
    void count_in_line(std::size_t octets) noexcept;

    std::uint64_t left_ = 0;  ///< Octets left of the chunk's data; while its size is read, the size.
    std::uint32_t trailer_octets_ = 0;  ///< Octets of the trailers that were passed over.
    std::uint16_t line_octets_ = 0;     ///< Octets seen of the current line; at most kMaxChunkLine + 1.
    bool line_begins_with_cr_ = false;  ///< Of a trailer line.
    State state_ = State::size;
};

}  // namespace wsdissect::http
