#pragma once
// A walk over the tokens of raw DEFLATE data (RFC 1951) that makes no output: it finds back-references that
// reach further than a window which was agreed on allows. Decompressors do not report those reliably, since
// what they refer to most often still lies in their buffers.

#include <cstddef>
#include <cstdint>
#include <memory>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::codec {

struct DeflateWalk {
    /// The octets are whole blocks, the last of which ends with the last octet. Behind a block with BFINAL,
    /// the next one begins at an octet, and refers to nothing before.
    bool valid = false;
    std::uint64_t length = 0;  ///< Octets that they inflate to, as far as was walked.
    /// Octets, the distance of the first back-reference beyond the window, at which the walk ends; 0: none.
    std::uint32_t too_far = 0;
};

/// A walk over octets that come in pieces. Keeps of each piece what its end cuts: a token, or a block's head.
class DeflateWalker {
  public:
    /// `window`: octets that back-references may reach back, at most 32,768. `history`: octets that came
    /// before and may be referred to.
    DeflateWalker(std::uint32_t window, std::uint64_t history);
    ~DeflateWalker();
    DeflateWalker(DeflateWalker&&) noexcept;
    DeflateWalker& operator=(DeflateWalker&&) noexcept;

    void add(Bytes piece);
    /// What was walked over so far; `valid` if no more octets come.
    [[nodiscard]] DeflateWalk result() const noexcept;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The walk over all octets at once.
[[nodiscard]] DeflateWalk walk_deflate(Bytes octets, std::uint32_t window, std::uint64_t history);

}  // namespace wsdissect::codec
