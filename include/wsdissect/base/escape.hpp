#pragma once
// Text from the network, made safe to show. Whatever an attacker wrote, the result is printable UTF-8 on one
// line that cannot move a cursor, change a colour or reorder what stands around it.

#include <string>
#include <string_view>

namespace wsdissect {

/// Appends `text` for a terminal. Printable UTF-8 stays as it is; a backslash becomes `\\`; line feed,
/// carriage return and tab become `\n`, `\r`, `\t`; every other control character (C0, DEL, C1), line and
/// paragraph separators, zero-width and bidirectional controls, the tag characters and whatever else is
/// invisible and no space become `\u{202e}`; an octet that is not part of valid UTF-8 becomes `\xHH`.
void append_escaped(std::string& out, std::string_view text);
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace wsdissect
