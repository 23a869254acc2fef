#pragma once
// Looking things up among a head's fields: repeated fields, comma separated lists.

#include <optional>
#include <string>
#include <string_view>

#include "wsdissect/http/any_case.hpp"
#include "wsdissect/http/head.hpp"

namespace wsdissect::http {

/// Overwrites `storage` with what `joined_field` tells, however the fields are written.
void join_fields(const Head& head, FieldName name, std::string& storage);
/// All values of the fields of that name, in order, joined by `, `, line folds replaced by one space each
/// (RFC 9112 section 5.2); empty optional where there is none. A view of the one field's value, where it is
/// written on one line, else of `storage`, which is overwritten then.
[[nodiscard]] inline std::optional<std::string_view> joined_field(const Head& head, FieldName name,
                                                                  std::string& storage) {
    const Field* const first = head.fields.first(name);
    if (first == nullptr) return std::nullopt;
    if (head.fields.count(name) == 1 && !first->folded) return first->value;
    join_fields(head, name, storage);
    return storage;
}

/// Takes the first element off the front of a comma separated `list`, with its comma: what stands before the
/// first comma outside a quoted string (RFC 9110 section 5.6.4). Trimmed; may be empty.
[[nodiscard]] std::string_view take_element(std::string_view& list) noexcept;

/// Calls `visit` with each element of the comma separated list that the fields of that name form together
/// (RFC 9110 section 5.6.1), white space around them and empty ones left out. Commas within quoted strings do
/// not separate; a quoted string ends with its field at the latest.
template <class Visit>
void for_each_element(const Head& head, FieldName name, Visit visit) {
    head.fields.for_each(name, [&](std::string_view value) {
        while (!value.empty()) {
            const std::string_view element = take_element(value);
            if (!element.empty()) visit(element);
        }
    });
}
/// Whether that list has `token`, which is not empty, in any case.
[[nodiscard]] bool list_has(const Head& head, FieldName name, AnyCase token) noexcept;

}  // namespace wsdissect::http
