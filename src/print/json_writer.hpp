#pragma once
// Writes compact JSON objects. The output is valid UTF-8 whatever the text given holds.

#include <cstdint>
#include <string_view>

#include "print/text_builder.hpp"

namespace wsdissect::print {

/// Appends `text`, valid UTF-8, in quotes. Control and invisible characters are written as `\u` escapes.
void add_json_utf8(TextBuilder& out, std::string_view text);

/// Appends any octets in quotes: valid UTF-8 as above; each octet that is not part of it comes back from a
/// JSON reader as the four characters `\xHH`.
void add_json_string(TextBuilder& out, std::string_view text);

/// Values go into the innermost open object or array. Keys are names of ours and need no escaping.
class JsonWriter {
  public:
    explicit JsonWriter(TextBuilder& text) noexcept : text_(text) {}

    void begin_object() { begin('{'); }
    void end_object() { end('}'); }
    void begin_array() { begin('['); }
    void end_array() { end(']'); }

    void key(std::string_view name) {
        if (first_) {
            text_.add('"', name, "\":");
        } else {
            text_.add(",\"", name, "\":");
        }
        first_ = true;  // A value follows: no comma before it.
    }

    void string(std::string_view value) {
        separate();
        add_json_string(text_, value);
    }
    void string(std::string_view name, std::string_view value) {
        key(name);
        string(value);
    }
    /// Text that was found to be valid UTF-8.
    void utf8(std::string_view name, std::string_view value) {
        key(name);
        add_json_utf8(text_, value);
        first_ = false;
    }
    /// A string that needs no escaping.
    void word(std::string_view name, std::string_view value) {
        key(name);
        text_.add('"', value, '"');
        first_ = false;
    }
    void number(std::string_view name, std::uint64_t value) {
        key(name);
        text_.add_decimal(value);
        first_ = false;
    }
    void boolean(std::string_view name, bool value) {
        key(name);
        text_.add(value ? std::string_view("true") : std::string_view("false"));
        first_ = false;
    }

    /// For values of another form: the caller writes one after `key` and says so.
    [[nodiscard]] TextBuilder& text() noexcept { return text_; }
    void wrote_value() noexcept { first_ = false; }

  private:
    void begin(char bracket) {
        separate();
        text_.add(bracket);
        first_ = true;
    }
    void end(char bracket) {
        text_.add(bracket);
        first_ = false;
    }
    void separate() {
        if (!first_) text_.add(',');
        first_ = false;
    }

    TextBuilder& text_;
    bool first_ = true;  ///< No comma stands before what comes next.
};

}  // namespace wsdissect::print
