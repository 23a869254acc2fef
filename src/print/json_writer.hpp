#pragma once
// Writes compact JSON of any shape, for what is written once. Records, which are many, have their keys in
// literals.

#include <cstdint>
#include <string_view>

#include "print/json_text.hpp"

namespace wsdissect::print {

/// Values go into the innermost open object or array. Keys are names of ours and need no escaping.
class JsonWriter {
  public:
    explicit JsonWriter(TextBuilder text) noexcept : text_(text) {}

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
    /// A string that needs no escaping.
    void word(std::string_view name, std::string_view value) {
        key(name);
        text_.add('"', value, '"');
        first_ = false;
    }
    void number(std::string_view name, std::uint64_t value) {
        key(name);
        text_.add(Decimal{value});
        first_ = false;
    }
    void boolean(std::string_view name, bool value) {
        key(name);
        text_.add(word_of(value));
        first_ = false;
    }

    /// For values of another form: the caller writes one after `key` and says so.
    [[nodiscard]] TextBuilder text() const noexcept { return text_; }
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

    TextBuilder text_;
    bool first_ = true;  ///< No comma stands before what comes next.
};

}  // namespace wsdissect::print
