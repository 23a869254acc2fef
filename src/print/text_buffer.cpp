#include "wsdissect/print/text_buffer.hpp"

#include <algorithm>
#include <cstring>

namespace wsdissect::print {
namespace {

/// Beyond a piece, so that the record which completes it seldom has to be divided.
constexpr std::size_t kLongRecord = 64 * 1024;
constexpr std::size_t kSmallest = 4096;

}  // namespace

TextBuffer::TextBuffer(TextOutlet& outlet) : outlet_(&outlet) { make_room(kPiece + kLongRecord); }

void TextBuffer::append(std::string_view text) {
    char* const at = room(text.size());
    std::copy(text.begin(), text.end(), at);
    end_at(at + text.size());
}

void TextBuffer::flush() {
    if (outlet_ == nullptr) return;
    outlet_->write(text());
    clear();
}

void TextBuffer::make_room(std::size_t octets) {
    if (size() > 0) flush();
    const std::size_t used = size();
    const auto capacity = static_cast<std::size_t>(limit_ - start_.get());
    if (capacity - used >= octets) return;
    const std::size_t wanted = std::max({kSmallest, 2 * capacity, used + octets});
    auto larger = std::make_unique_for_overwrite<char[]>(wanted);
    std::copy(start_.get(), end_, larger.get());
    start_ = std::move(larger);
    end_ = start_.get() + used;
    limit_ = start_.get() + wanted;
}

}  // namespace wsdissect::print
