#pragma once
// One direction's compressor of permessage-deflate (RFC 7692 section 7.2.1), with context takeover.

#include <zlib.h>

#include <cstdint>
#include <vector>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::bench {

class DeflateStream {
  public:
    DeflateStream();
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

}  // namespace wsdissect::bench
