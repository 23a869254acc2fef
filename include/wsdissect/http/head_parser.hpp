#pragma once
// Reading heads: whole ones, and such that come in pieces.

#include <cstddef>
#include <optional>
#include <string_view>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/result.hpp"
#include "wsdissect/http/head.hpp"

namespace wsdissect::http {

/// Parses the head at the front of `octets`. Lines end in CRLF or LF alone; empty lines before the start line
/// are skipped (RFC 9112 section 2.2). Empty: it goes on past the end of `octets`; nothing was consumed. A
/// start line that is not HTTP is an error as soon as its method or its version cannot be one, and so is a
/// line behind it that is not even text. Other lines that are no field, for want of a colon or a proper name,
/// are fields of no known name: peers skip them, too.
///
/// A request line is split at its first and at its last space, and the spaces around its parts are left out;
/// the target may hold any octet but LF. White space between a field's name and its colon is left out.
[[nodiscard]] Result<std::optional<Head>, HeadError> parse_head(Bytes octets);

/// Whether a stream that begins with `octets` can be a request head, or a response head, as far as their
/// first line goes. False is final: no octets that follow make `parse_head` take it for one. Cheap: meant for
/// the first octets of every flow. What only looks like a method (of more than kMaxMethod octets, with a
/// digit in front as in SMTP's and FTP's `220 `, or SSH's `SSH-`) is not taken for one.
[[nodiscard]] bool may_begin_request(Bytes octets) noexcept;
[[nodiscard]] bool may_begin_response(Bytes octets) noexcept;

/// The parser behind `parse_head`, for a head that comes in pieces: it remembers how far it got, so that each
/// octet is looked at once however small the pieces are.
class HeadParser {
  public:
    /// Goes on with a head. `octets` begin at the head's first octet and are those of the last call, at the
    /// same address, with more behind them; where they had to move, `restart` first. True: the head is
    /// complete. False: it goes on past the end of `octets`. After either true or an error, `restart`.
    [[nodiscard]] Result<bool, HeadError> advance(Bytes octets);

    /// Forgets the head, but keeps the memory for its fields.
    void restart() noexcept;

    /// Once complete: views of the octets last given.
    [[nodiscard]] const Head& head() const noexcept { return head_; }
    [[nodiscard]] Head& head() noexcept { return head_; }

  private:
    [[nodiscard]] std::optional<HeadFault> take_start_line(std::string_view text);
    [[nodiscard]] bool set_start_line(std::string_view line);
    [[nodiscard]] std::optional<HeadFault> take_field_lines(std::string_view text);
    /// From the line of `length` octets that begins at `begin`.
    [[nodiscard]] std::optional<HeadFault> add_field(std::string_view text, std::size_t begin,
                                                     std::size_t length);
    void finish_folded_field(std::string_view text);

    Head head_;
    std::size_t line_ = 0;         ///< Where the line begins that is not yet complete.
    std::size_t searched_ = 0;     ///< No line ends between `line_` and here.
    std::size_t value_begin_ = 0;  ///< Where the last field's value begins, which lines may continue.
    std::size_t value_end_ = 0;    ///< Where the latest of these ends.
    bool in_fields_ = false;       ///< The start line is behind.
    bool folded_ = false;          ///< So is a line that continues the last field.
    bool complete_ = false;
};

}  // namespace wsdissect::http
