#include "print/words.hpp"

#include <array>

#include "print/opcode_counts.hpp"

namespace wsdissect::print {
namespace {

/// Joins `3 text`, `1 close`, ... with commas.
class CountList {
  public:
    explicit CountList(TextBuilder text) noexcept : text_(text) {}
    ~CountList() {
        if (empty_) text_.add("none");
    }
    CountList(const CountList&) = delete;
    CountList& operator=(const CountList&) = delete;

    void add(std::uint64_t count, std::string_view name) {
        if (count == 0) return;
        if (!empty_) text_.add(", ");
        empty_ = false;
        text_.add(Decimal{count}, ' ', name);
    }

  private:
    TextBuilder text_;
    bool empty_ = true;
};

}  // namespace

std::string_view words_of(std::optional<model::EndedBy> ended_by) noexcept {
    using model::EndedBy;
    if (!ended_by) return "unseen";
    switch (*ended_by) {
        case EndedBy::close: return "by close";
        case EndedBy::fin: return "by fin";
        case EndedBy::rst: return "by rst";
        case EndedBy::timeout: return "by timeout";
        case EndedBy::capture_end: return "at the end of the capture";
        case EndedBy::rejected: return "by rejection of the handshake";
    }
    return {};
}

std::string_view words_behind(const model::Gap& gap) noexcept {
    return gap.resynchronized ? "decoding goes on" : "no certain frame follows in this direction";
}

void add_frame_counts(TextBuilder text, const model::Summary& summary) {
    CountList list(text);
    for (const OpcodeCount& row : opcode_counts(summary)) list.add(row.frames, row.name);
}

void add_handshake_counts(TextBuilder text, const model::Summary& summary) {
    CountList list(text);
    for (std::size_t i = 0; i < summary.handshakes.size(); ++i) {
        list.add(summary.handshakes[i], name_of(static_cast<model::Verdict>(i)));
    }
}

void add_finding_counts(TextBuilder text, const model::Summary& summary) {
    CountList list(text);
    for (const auto& [rule, count] : summary.findings) list.add(count, rule);
}

}  // namespace wsdissect::print
