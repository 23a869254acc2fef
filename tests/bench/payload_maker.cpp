#include "tests/bench/payload_maker.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace wsdissect::bench {
namespace {

constexpr std::string_view kNames[] = {"\"symbol\":\"",  "\"channel\":\"", "\"user\":\"",   "\"city\":\"",
                                       "\"status\":\"",  "\"room\":\"",    "\"device\":\"", "\"message\":\"",
                                       "\"country\":\"", "\"event\":\"",   "\"label\":\"",  "\"source\":\""};
constexpr std::string_view kWords[] = {"open",     "closed", "ticker",  "Zürich",    "naïve",  "Grüße",
                                       "東京",     "Ελλάδα", "🚀",       "alpha",     "lobby",  "Berlin",
                                       "accepted", "join",   "leave",   "São Paulo", "update", "sensor-7",
                                       "price",    "cursor", "São Tomé"};
constexpr std::string_view kNumberNames[] = {
    "\"price\":", "\"size\":",    "\"time\":",    "\"x\":",
    "\"y\":",     "\"user_id\":", "\"version\":", "\"temperature\":"};

constexpr std::size_t kLongestPair = 32;
constexpr std::string_view kStart = "{\"seq\":";
constexpr std::string_view kFiller = "\"pad\":\"";
constexpr std::string_view kEnd = "\"}";
constexpr std::size_t kNumberLength = 6;
/// Below this there is no room for the start, a filler and the end.
constexpr std::size_t kShortestObject = kStart.size() + kNumberLength + 1 + kFiller.size() + kEnd.size();

template <std::size_t Count>
std::string_view one_of(const std::string_view (&choices)[Count], Random& random) {
    return choices[random.below(Count)];
}

}  // namespace

Bytes PayloadMaker::text(std::uint32_t octets) {
    text_.clear();
    if (octets < kShortestObject) return as_bytes(text_.assign(octets, 'x'));
    text_ += kStart;
    append_number();
    while (text_.size() + kLongestPair + kFiller.size() + kEnd.size() <= octets) append_pair();
    text_ += kFiller;
    text_.append(octets - text_.size() - kEnd.size(), 'x');
    text_ += kEnd;
    return as_bytes(text_);
}

Bytes PayloadMaker::binary(std::uint32_t octets) {
    constexpr std::uint32_t kWord = sizeof(std::uint64_t);
    binary_.resize(std::max<std::size_t>(binary_.size(), octets + kWord));
    for (std::uint32_t at = 0; at < octets; at += kWord) {
        const std::uint64_t word = random_.next();
        for (std::uint32_t i = 0; i < kWord; ++i)
            binary_[at + i] = static_cast<std::uint8_t>(word >> (8 * i));
    }
    return Bytes(binary_).first(octets);
}

void PayloadMaker::append_pair() {
    if (random_.below(3) == 0) {
        text_ += one_of(kNumberNames, random_);
        append_number();
        return;
    }
    text_ += one_of(kNames, random_);
    text_ += one_of(kWords, random_);
    text_ += "\",";
}

/// And a comma.
void PayloadMaker::append_number() {
    std::uint32_t number = random_.between(100000, 999999);
    char digits[kNumberLength + 1] = {0, 0, 0, 0, 0, 0, ','};
    for (std::size_t i = kNumberLength; i > 0; --i, number /= 10) {
        digits[i - 1] = static_cast<char>('0' + number % 10);
    }
    text_.append(digits, sizeof digits);
}

}  // namespace wsdissect::bench
