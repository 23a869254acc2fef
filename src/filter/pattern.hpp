#pragma once
// Regular expressions, case-insensitive: RE2's, which takes time by the length of the text, whatever the text
// holds.

#include <memory>
#include <string>
#include <string_view>

#include "wsdissect/base/result.hpp"

namespace re2 {
class RE2;
}

namespace wsdissect::filter {

/// Many threads may use one.
class Pattern {
  public:
    /// What its characters are.
    enum class Characters { utf8, octets };

    /// Or what is wrong with it, in words.
    [[nodiscard]] static Result<Pattern, std::string> compile(std::string_view expression,
                                                              Characters characters);
    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;
    ~Pattern();

    /// Whether it is found anywhere in `text`.
    [[nodiscard]] bool is_in(std::string_view text) const;

  private:
    explicit Pattern(std::unique_ptr<re2::RE2> expression);
    std::unique_ptr<re2::RE2> expression_;
};

}  // namespace wsdissect::filter
