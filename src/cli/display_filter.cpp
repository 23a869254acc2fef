#include "cli/display_filter.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <string>
#include <string_view>

#include "cli/diagnostics.hpp"
#include "wsdissect/base/escape.hpp"

namespace wsdissect::cli {

namespace {

/// Octets of an expression that are shown in front of a fault, and from there on.
constexpr std::size_t kShown = 60;

/// Of a character of UTF-8, but not its first octet.
bool goes_on(char octet) noexcept { return (static_cast<unsigned char>(octet) & 0xC0) == 0x80; }

/// Of UTF-8.
std::size_t characters_in(std::string_view text) noexcept {
    return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, goes_on));
}

/// `place`, or where the character ends that it is in.
std::size_t between_characters(std::string_view text, std::size_t place) noexcept {
    constexpr int kMostFurther = 3;  // Octets of a character.
    for (int i = 0; i < kMostFurther && place < text.size() && goes_on(text[place]); ++i) ++place;
    return place;
}

/// The part of `expression` around a fault, and the mark.
std::string shown_place(const filter::Fault& fault, std::string_view expression) {
    const auto cut = [&](std::size_t place) { return between_characters(expression, place); };
    const std::size_t begin = fault.begin > kShown ? cut(fault.begin - kShown) : 0;
    const std::size_t end = cut(std::min({fault.end, fault.begin + kShown, expression.size()}));
    const std::size_t shown_end = cut(std::min(end + kShown, expression.size()));
    const std::string in_front =
        (begin > 0 ? "..." : "") + escaped(expression.substr(begin, fault.begin - begin));
    const std::string about = escaped(expression.substr(fault.begin, end - fault.begin));
    const std::string behind =
        escaped(expression.substr(end, shown_end - end)) + (shown_end < expression.size() ? "..." : "");
    return "    " + in_front + about + behind + "\n    " + std::string(characters_in(in_front), ' ') +
           std::string(std::max<std::size_t>(1, characters_in(about)), '^') + '\n';
}

/// As the grammar of filters has it.
bool is_blank(char character) noexcept { return std::isspace(static_cast<unsigned char>(character)) != 0; }

constexpr std::string_view kInFront = "wsdissect: display filter: ";

}  // namespace

Result<DisplayFilter, std::string> compile_display_filter(const FormatOptions& options) {
    if (std::ranges::all_of(options.filter, is_blank)) return DisplayFilter();
    auto compiled = filter::Filter::compile(options.filter);
    if (!compiled) {
        const filter::Fault& fault = compiled.error();
        return Failure{std::string(kInFront) + escaped(fault.message) + '\n' +
                       shown_place(fault, options.filter)};
    }
    if (const std::string_view field = compiled->field_of_messages(); options.no_payload && !field.empty())
        return Failure{std::string(kInFront) + std::string(field) +
                       " is not known with --no-payload, which leaves payload out\n"};
    return std::make_unique<const filter::Filter>(std::move(*compiled));
}

Result<DisplayFilter, ExitStatus> display_filter(const FormatOptions& options) {
    if (const std::string fault = fault_of_format(options); !fault.empty()) {
        complain(fault);
        return Failure{ExitStatus::usage};
    }
    auto compiled = compile_display_filter(options);
    if (!compiled) {
        (void)std::fwrite(compiled.error().data(), 1, compiled.error().size(), stderr);
        return Failure{ExitStatus::usage};
    }
    return std::move(*compiled);
}

}  // namespace wsdissect::cli
