#include "base/write_some.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace wsdissect {

ssize_t write_some(int descriptor, const void* octets, std::size_t count) noexcept {
    for (;;) {
        const ssize_t written = ::write(descriptor, octets, count);
        if (written >= 0) return written;
        if (errno == EAGAIN) {
            pollfd waiting{.fd = descriptor, .events = POLLOUT, .revents = 0};
            (void)::poll(&waiting, 1, -1);
        } else if (errno != EINTR) {
            return written;
        }
    }
}

}  // namespace wsdissect
