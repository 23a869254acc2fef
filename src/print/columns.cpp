// The formats `fields` and `csv`: a line a record, in it the values of the fields that were asked for.

#include <algorithm>
#include <vector>

#include "base/escaping.hpp"
#include "print/field_value.hpp"
#include "print/payload_text.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::print {
namespace {

struct Dialect {
    char separator;
    bool has_header;
    bool has_quotes;  ///< Around what holds a separator, and what a spreadsheet must not run.
};
constexpr Dialect kTabs = {.separator = '\t', .has_header = false, .has_quotes = false};
constexpr Dialect kCommas = {.separator = ',', .has_header = true, .has_quotes = true};

struct Column {
    const filter::Field* field;
    ValueStyle style;
    bool chooses;                ///< A record that has a value here is printed.
    filter::Values values = {};  ///< Of the record at hand.
};

std::vector<Column> columns_of(const PrintOptions& options) {
    std::vector<Column> columns;
    for (const filter::Field* const field : options.columns)
        columns.push_back({field, style_of(*field), !filter::is_of_any_record(*field)});
    return columns;
}

/// What begins a formula in a spreadsheet.
bool begins_formula(std::string_view text) noexcept {
    return !text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos;
}

bool needs_quotes(std::string_view text) noexcept {
    const auto has = [&](char character) { return text.find(character) != std::string_view::npos; };
    return text.empty() || has(',') || has('"');
}

/// Each quote from `begin` to `end` becomes two (RFC 4180 section 2), behind which there is room for them;
/// returns where the text then ends. From its end on, so that nothing is overwritten before it was moved.
char* double_quotes(char* begin, char* end) noexcept {
    char* const new_end = end + std::count(begin, end, '"');
    for (char *from = end, *to = new_end; to != from;) {
        const char character = *--from;
        *--to = character;
        to[-1] = '"';
        to -= character == '"' ? 1 : 0;
    }
    return new_end;
}

class ColumnsPrinter final : public Printer {
  public:
    ColumnsPrinter(TextBuffer& output, const PrintOptions& options, const Dialect& dialect)
        : output_(output),
          options_(options),
          kinds_(options.only.value_or(kUsualKinds)),
          dialect_(dialect),
          columns_(columns_of(options)),
          all_(std::ranges::none_of(columns_, &Column::chooses)) {}

    [[nodiscard]] model::Demand demand() const override;
    void continue_after(const Printer& other) override {
        begun_ = static_cast<const ColumnsPrinter&>(other).begun_;
    }

    void on_handshake(const model::Handshake& handshake) override { add(RecordKind::handshake, handshake); }
    void on_frame(const model::Frame& frame) override { add(RecordKind::frame, frame); }
    void on_message(const model::Message& message) override { add(RecordKind::message, message); }
    void on_control(const model::Control& control) override { add(RecordKind::control, control); }
    void on_finding(const model::Finding& finding) override { add(RecordKind::finding, finding); }
    void on_gap(const model::Gap& gap) override { add(RecordKind::gap, gap); }
    void on_connection_end(const model::ConnectionEnd& end) override { add(RecordKind::connection, end); }
    /// Always the last event. It has no fields, but there may have been no other.
    void on_summary(const model::Summary&) override { begin(); }

  private:
    template <class Event>
    void add(RecordKind kind, const Event& event) {
        if (!kinds_.has(kind)) return;
        begin();
        if (rehearsing()) return;
        const filter::Record record = filter::record_of(event);
        if (!take_values(record)) return;
        add_line(record);
        output_.end_record();
    }

    /// Writes the header where that is still to be done. The first record leads to it, printed or not: which
    /// ones are printed is not known in a rehearsal.
    void begin();
    /// Whether the record is to be printed.
    [[nodiscard]] bool take_values(const filter::Record& record);
    void add_line(const filter::Record& record);
    void add_cell(const Column& column, const filter::Record& record);
    void add_texts(const Column& column, const filter::Record& record);
    void add_quoted(std::string_view text, bool known_to_be_valid);

    [[nodiscard]] bool any_needs(filter::Need need) const {
        return std::ranges::any_of(columns_,
                                   [&](const Column& column) { return column.field->need == need; });
    }
    [[nodiscard]] std::uint64_t message_payload() const;

    TextBuffer& output_;
    TextBuilder text_{output_};
    PrintOptions options_;
    RecordKinds kinds_;
    const Dialect& dialect_;
    std::vector<Column> columns_;
    bool all_;  ///< No column chooses records: all are printed.
    bool begun_ = false;
};

/// Octets of each message: one, so that it is inflated, where only its length shows.
std::uint64_t ColumnsPrinter::message_payload() const {
    const bool has_messages = kinds_.has(RecordKind::frame) || kinds_.has(RecordKind::message);
    if (!options_.payload || !has_messages) return 0;
    if (any_needs(filter::Need::message_text)) return options_.max_payload;
    return any_needs(filter::Need::message_length) ? 1 : 0;
}

model::Demand ColumnsPrinter::demand() const {
    using filter::Need;
    // Records that have a value in no column that chooses need not be told.
    const bool findings = kinds_.has(RecordKind::finding) && (all_ || any_needs(Need::findings));
    const bool traffic = all_ || std::ranges::any_of(columns_, [](const Column& column) {
                             return column.chooses && column.field->scope == filter::Scope::record &&
                                    column.field->need != Need::findings;
                         });
    return {.message_payload = message_payload(),
            .message_findings = options_.payload && findings,
            .findings = findings,
            .frames = traffic && kinds_.has(RecordKind::frame),
            .messages = traffic && kinds_.has(RecordKind::message),
            .controls = traffic && kinds_.has(RecordKind::control),
            .endpoint_text = false,
            .handshake_text = kinds_.has(RecordKind::handshake) && any_needs(Need::handshake_text)};
}

void ColumnsPrinter::begin() {
    if (begun_) return;
    begun_ = true;
    if (!dialect_.has_header || rehearsing()) return;
    for (const Column& column : columns_) {
        if (&column != columns_.data()) text_.add(dialect_.separator);
        text_.add(column.field->name);
    }
    text_.add('\n');
}

bool ColumnsPrinter::take_values(const filter::Record& record) {
    bool chosen = all_;
    for (Column& column : columns_) {
        const bool left_out = !options_.payload && filter::shows_payload(*column.field);
        column.values = left_out ? filter::Values() : column.field->get(record);
        chosen |= column.chooses && !column.values.empty();
    }
    return chosen;
}

void ColumnsPrinter::add_line(const filter::Record& record) {
    for (const Column& column : columns_) {
        if (&column != columns_.data()) text_.add(dialect_.separator);
        add_cell(column, record);
    }
    text_.add('\n');
}

void ColumnsPrinter::add_cell(const Column& column, const filter::Record& record) {
    if (column.style == ValueStyle::text) return add_texts(column, record);
    const bool quoted = dialect_.has_quotes && column.values.size() > 1;
    if (quoted) text_.add('"');
    for (const filter::Value& value : column.values) {
        if (&value != column.values.begin()) text_.add(',');
        add_value(text_, *column.field, column.style, value);
    }
    if (quoted) text_.add('"');
}

void ColumnsPrinter::add_texts(const Column& column, const filter::Record& record) {
    if (column.values.empty()) return;
    filter::Values texts = column.values;
    bool known_to_be_valid = false;
    if (column.field->need == filter::Need::message_text) {
        if (const auto shown = shown_payload(*record.message, options_))
            texts.begin()->octets = readable_text(*record.message, *shown);
        known_to_be_valid = is_known_to_be_valid(*record.message);
    }
    const std::string_view first = texts.begin()->octets;
    const bool quoted = dialect_.has_quotes && (texts.size() > 1 || needs_quotes(first));
    if (quoted) text_.add('"');
    if (dialect_.has_quotes && begins_formula(first)) text_.add('\'');
    for (const filter::Value& text : texts) {
        if (&text != texts.begin()) text_.add(',');
        quoted ? add_quoted(text.octets, known_to_be_valid)
               : text_.add_escaped(text.octets, known_to_be_valid);
    }
    if (quoted) text_.add('"');
}

/// Escaping neither makes quotes nor takes them away.
void ColumnsPrinter::add_quoted(std::string_view text, bool known_to_be_valid) {
    constexpr std::size_t kStep = 4096;
    const auto put_text = known_to_be_valid ? put_valid_for_terminal : put_for_terminal;
    while (!text.empty()) {
        const std::string_view front = front_of(text, kStep);
        char* const begin = text_.room((kMostForOctet + 1) * front.size() + kBeyond);
        text_.end_at(double_quotes(begin, put_text(begin, front, front.size()).end));
        text.remove_prefix(front.size());
    }
}

}  // namespace

std::unique_ptr<Printer> make_fields_printer(TextBuffer& text, const PrintOptions& options) {
    return std::make_unique<ColumnsPrinter>(text, options, kTabs);
}

std::unique_ptr<Printer> make_csv_printer(TextBuffer& text, const PrintOptions& options) {
    return std::make_unique<ColumnsPrinter>(text, options, kCommas);
}

}  // namespace wsdissect::print
