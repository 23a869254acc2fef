#include "wsdissect/base/escape.hpp"

#include "base/escaping.hpp"

namespace wsdissect {

void append_escaped(std::string& out, std::string_view text) {
    constexpr std::size_t kStep = 4096;
    while (!text.empty()) {
        const std::string_view front = front_of(text, kStep);
        const std::size_t before = out.size();
        out.resize(before + kMostForOctet * front.size() + kBeyond);
        const Written written = put_for_terminal(out.data() + before, front, front.size());
        out.resize(static_cast<std::size_t>(written.end - out.data()));
        text.remove_prefix(front.size());
    }
}

std::string escaped(std::string_view text) {
    std::string out;
    append_escaped(out, text);
    return out;
}

}  // namespace wsdissect
