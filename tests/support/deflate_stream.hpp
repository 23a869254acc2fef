#pragma once
// One sender's compressor of permessage-deflate (RFC 7692 section 7.2.1), with context takeover.

#include <zlib.h>

#include <cstdint>
#include <vector>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::test {

class DeflateStream {
  public:
    /// The best speed, as for large captures compressing takes longer than all else together. `window_bits`:
    /// 9 to 15.
    explicit DeflateStream(int window_bits = 15, int level = Z_BEST_SPEED);
    DeflateStream(const DeflateStream&) = delete;
    DeflateStream& operator=(const DeflateStream&) = delete;
    ~DeflateStream();

    /// A message that is not empty, compressed, without the four octets that end a sync flush. The view is
    /// valid until the next call.
    [[nodiscard]] Bytes compress(Bytes message);
    /// Forgets all earlier messages.
    void restart() noexcept;

  private:
    z_stream state_{};
    std::vector<std::uint8_t> out_;
};

}  // namespace wsdissect::test
