#pragma once
// Octets of many messages, kept until all of them are forgotten.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::cli {

class OctetArena {
  public:
    /// A copy that stays where it is until `clear`.
    [[nodiscard]] Bytes add(Bytes octets) {
        if (octets.empty()) return {};
        if (chunks_.empty() || chunks_.back().capacity() - chunks_.back().size() < octets.size())
            chunks_.emplace_back().reserve(std::max(kChunk, octets.size()));
        auto& chunk = chunks_.back();
        chunk.insert(chunk.end(), octets.begin(), octets.end());
        used_ += octets.size();
        return Bytes(chunk).last(octets.size());
    }
    /// Forgets everything; memory for a chunk is kept.
    void clear() noexcept {
        used_ = 0;
        if (chunks_.empty()) return;
        chunks_.erase(chunks_.begin() + 1, chunks_.end());
        chunks_.front().clear();
        if (chunks_.front().capacity() > kChunk) chunks_.clear();
    }
    [[nodiscard]] std::size_t used() const noexcept { return used_; }

  private:
    static constexpr std::size_t kChunk = std::size_t{1} << 20;

    std::vector<std::vector<std::uint8_t>> chunks_;
    std::size_t used_ = 0;
};

}  // namespace wsdissect::cli
