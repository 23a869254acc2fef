#include "print/text_builder.hpp"

#include "base/escaping.hpp"

namespace wsdissect::print {
namespace {

/// Octets that are written at a time, so that room is made for no more.
constexpr std::size_t kStep = 4096;

}  // namespace

void TextBuilder::add_hex(Bytes octets) {
    for (; octets.size() > kStep; octets = octets.subspan(kStep)) add(Hex{octets.first(kStep)});
    add(Hex{octets});
}

void TextBuilder::add_escaped(std::string_view text, bool known_to_be_valid) {
    while (!text.empty()) {
        const std::string_view front = front_of(text, kStep);
        (void)add_escaped_front(front, front.size(), known_to_be_valid);
        text.remove_prefix(front.size());
    }
}

std::size_t TextBuilder::add_escaped_front(std::string_view text, std::size_t most, bool known_to_be_valid) {
    constexpr std::size_t kMostInSequence = 4;
    text = front_of(text, kMostInSequence * most);
    const auto put_text = known_to_be_valid ? put_valid_for_terminal : put_for_terminal;
    const Written written = put_text(room(kMostForOctet * text.size() + kBeyond), text, most);
    end_at(written.end);
    return written.octets;
}

}  // namespace wsdissect::print
