#include "wsdissect/capture/interface_book.hpp"

#include <limits>

namespace wsdissect::capture {

namespace {

/// What it costs to keep a text beside its octets.
constexpr std::size_t kTextCost = 192;

// So no more texts are kept than there are numbers.
static_assert(InterfaceBook::kMaxOctets / kTextCost < std::numeric_limits<std::uint16_t>::max());

}  // namespace

InterfaceBook::InterfaceBook() { texts_.push_back(&numbers_.try_emplace({}, std::uint16_t{0}).first->first); }

std::uint16_t InterfaceBook::number_of(const InterfaceText& text) {
    const std::lock_guard lock(mutex_);
    if (const auto known = numbers_.find(text); known != numbers_.end()) return known->second;
    const std::size_t cost = kTextCost + text.octets();
    if (cost > kMaxOctets - octets_) return 0;
    octets_ += cost;
    const auto number = static_cast<std::uint16_t>(texts_.size());
    texts_.push_back(&numbers_.emplace(text, number).first->first);
    return number;
}

const InterfaceText& InterfaceBook::text_of(std::uint16_t number) const {
    const std::lock_guard lock(mutex_);
    return *texts_[number < texts_.size() ? number : 0];
}

}  // namespace wsdissect::capture
