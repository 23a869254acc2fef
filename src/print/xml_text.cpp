#include "print/xml_text.hpp"

#include <algorithm>
#include <string>

#include "wsdissect/base/escape.hpp"

namespace wsdissect::print {
namespace {

std::string_view entity_of(char character) noexcept {
    switch (character) {
        case '&': return "&amp;";
        case '<': return "&lt;";
        case '>': return "&gt;";
        case '"': return "&quot;";
        case '\'': return "&apos;";
        default: return {};
    }
}

/// U+FFFE and U+FFFF are well-formed UTF-8, and no characters of XML (XML 1.0 section 2.2).
bool is_no_character(std::string_view rest) noexcept {
    return rest.starts_with("\xEF\xBF\xBE") || rest.starts_with("\xEF\xBF\xBF");
}

/// `safe`: without control characters and invalid UTF-8.
void add_entities(TextBuilder out, std::string_view safe) {
    while (!safe.empty()) {
        const std::size_t plain = std::min(safe.find_first_of("&<>\"'\xEF"), safe.size());
        out.add(safe.substr(0, plain));
        safe.remove_prefix(plain);
        if (safe.empty()) return;
        if (is_no_character(safe)) {
            out.add(safe[2] == '\xBE' ? std::string_view("\\u{fffe}") : std::string_view("\\u{ffff}"));
            safe.remove_prefix(3);
            continue;
        }
        const std::string_view entity = entity_of(safe.front());
        out.add(entity.empty() ? safe.substr(0, 1) : entity);
        safe.remove_prefix(1);
    }
}

}  // namespace

void add_xml_text(TextBuilder out, std::string_view text) { add_entities(out, escaped(text)); }

void add_xml_lines(TextBuilder out, std::string_view lines) { add_entities(out, lines); }

}  // namespace wsdissect::print
