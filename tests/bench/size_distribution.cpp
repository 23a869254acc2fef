#include "tests/bench/size_distribution.hpp"

#include <charconv>
#include <string_view>

namespace wsdissect::bench {
namespace {

constexpr std::uint32_t kMaxMessage = std::uint32_t{16} << 20;

std::optional<std::uint32_t> octets_in(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (!whole || value > kMaxMessage) return std::nullopt;
    return value;
}

struct Share {
    std::uint32_t percent;
    std::uint32_t low;
    std::uint32_t high;
};
constexpr Share kMix[] = {{70, 20, 125}, {20, 126, 4000}, {9, 4001, 20000}, {1, 65536, 200000}};

}  // namespace

std::optional<SizeDistribution> SizeDistribution::parse(const std::string& text) {
    const std::string_view all = text;
    SizeDistribution result;
    result.mixed_ = all == "mix";
    if (result.mixed_) return result;
    std::string_view low;
    std::string_view high;
    if (all.starts_with("fixed:")) {
        low = high = all.substr(6);
    } else if (all.starts_with("range:")) {
        const std::size_t colon = all.find(':', 6);
        if (colon == std::string_view::npos) return std::nullopt;
        low = all.substr(6, colon - 6);
        high = all.substr(colon + 1);
    }
    const auto from = octets_in(low);
    const auto to = octets_in(high);
    if (!from || !to || *from > *to) return std::nullopt;
    result.low_ = *from;
    result.high_ = *to;
    return result;
}

std::uint32_t SizeDistribution::draw(Random& random) const noexcept {
    if (!mixed_) return low_ == high_ ? low_ : random.between(low_, high_);
    std::uint32_t percent = random.below(100);
    const Share* share = kMix;
    while (percent >= share->percent) percent -= share++->percent;
    return random.between(share->low, share->high);
}

}  // namespace wsdissect::bench
