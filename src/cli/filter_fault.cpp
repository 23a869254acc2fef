#include "cli/filter_fault.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <vector>

#include "wsdissect/capture/packet_filter.hpp"

namespace wsdissect::cli {

namespace {

/// One of these completes what can be completed at all: a value for each qualifier, a right side for each
/// operator.
constexpr std::array<std::string_view, 15> kContinuations = {
    "",     " 80",    " 1.2.3.4", " ip",   " host 1.2.3.4", " net 10.0.0.0/8",   " port 80", " 1-2", " ::1",
    " = 1", " 1 = 1", " 0] = 1",  "] = 1", " tcp",          " 00:11:22:33:44:55"};
/// Parentheses that are open.
constexpr std::size_t kMostOpen = 16;
/// Words looked at: filters that people type are shorter.
constexpr std::size_t kMostWords = 200;

struct Word {
    std::size_t begin;
    std::size_t end;  ///< Behind its last character.
};

bool is_part_of_word(char character) noexcept {
    return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '.' || character == '_' ||
           character == '-' || character == '/';
}

/// Words as in `tcp port 80`; each other character but white space is a word of its own.
std::vector<Word> words_of(std::string_view filter) {
    std::vector<Word> words;
    for (std::size_t at = 0; at < filter.size();) {
        std::size_t end = at + 1;
        while (is_part_of_word(filter[at]) && end < filter.size() && is_part_of_word(filter[end])) ++end;
        if (std::isspace(static_cast<unsigned char>(filter[at])) == 0) words.push_back({at, end});
        at = end;
    }
    return words;
}

bool can_be_completed(std::string_view front) {
    const auto opened =
        std::count(front.begin(), front.end(), '(') - std::count(front.begin(), front.end(), ')');
    const auto open = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(opened, 0, kMostOpen));
    return std::any_of(kContinuations.begin(), kContinuations.end(), [&](std::string_view continuation) {
        std::string whole(front);
        whole += continuation;
        whole.append(open, ')');
        return capture::PacketFilter::compile(whole).has_value();
    });
}

}  // namespace

std::string where_filter_goes_wrong(const std::string& filter) {
    const auto words = words_of(filter);
    if (words.size() > kMostWords) return {};
    for (const Word& word : words) {
        const std::string_view front = std::string_view(filter).substr(0, word.end);
        if (can_be_completed(front)) continue;
        return ", at '" + filter.substr(word.begin, word.end - word.begin) + "' (character " +
               std::to_string(word.begin + 1) + ")";
    }
    return ", at its end";
}

}  // namespace wsdissect::cli
