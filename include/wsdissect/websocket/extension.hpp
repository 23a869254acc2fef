#pragma once
// The grammar of Sec-WebSocket-Extensions (RFC 6455 section 9.1). What an extension's parameters mean, and
// whether they are allowed, is judged elsewhere.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wsdissect::websocket {

struct ExtensionParameter {
    std::string name;
    std::optional<std::string> value;  ///< Unquoted. Absent where the parameter has none.
};
struct Extension {
    std::string name;
    std::vector<ExtensionParameter> parameters;  ///< In the order of the wire, repeats kept.

    /// The first parameter of that name; null where there is none.
    [[nodiscard]] const ExtensionParameter* find(std::string_view parameter) const noexcept;
};

/// The elements of a field value (repeated fields joined by commas), at least one. Empty optional where it
/// does not parse. Empty list elements are passed over (RFC 9110 section 5.6.1), but a value that has no
/// others does not parse either. A quoted value must be a token after unquoting.
[[nodiscard]] std::optional<std::vector<Extension>> parse_extensions(std::string_view value);

/// A token of RFC 9110 section 5.6.2: not empty, and of its characters only.
[[nodiscard]] bool is_token(std::string_view text) noexcept;

}  // namespace wsdissect::websocket
