#include "print/elapsed_text.hpp"

namespace wsdissect::print {

std::uint64_t ElapsedText::format_second(std::int64_t elapsed) noexcept {
    constexpr unsigned kColumns = 3;
    const char* const end = Seconds{elapsed, 0, kColumns}.put(formatted_.data());
    size_ = static_cast<std::size_t>(end - formatted_.data());
    const auto bits = static_cast<std::uint64_t>(elapsed);
    const std::uint64_t rest = (elapsed < 0 ? 0 - bits : bits) % kSecond;
    second_ = elapsed < 0 ? kNone : bits - rest;
    return rest;
}

}  // namespace wsdissect::print
