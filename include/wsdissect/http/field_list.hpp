#pragma once
// The fields of a head, in the order of the wire, with a directory of those that are looked up by name: a
// head is asked a dozen times for one field or another, and most of the time it has none or one of it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace wsdissect::http {

/// The fields that are looked up.
enum class FieldName : std::uint8_t {
    host,
    origin,
    upgrade,
    user_agent,
    connection,
    content_length,
    transfer_encoding,
    sec_websocket_key,
    sec_websocket_accept,
    sec_websocket_version,
    sec_websocket_protocol,
    sec_websocket_extensions,
    other,  ///< Any other name.
};
inline constexpr std::size_t kFieldNames = static_cast<std::size_t>(FieldName::other);

/// ASCII case is ignored (RFC 9110 section 5.1).
[[nodiscard]] FieldName field_name_of(std::string_view text) noexcept;

/// Views of the octets that were parsed.
struct Field {
    std::string_view name;   ///< As written.
    std::string_view value;  ///< Without the white space around it; a folded value keeps its line breaks.
    FieldName known;         ///< What `name` says.
    bool folded = false;     ///< The value is on several lines.
};

class FieldList {
  public:
    void add(const Field& field) {
        if (field.known != FieldName::other) {
            Place& place = places_[static_cast<std::size_t>(field.known)];
            if (place.count++ == 0) place.first = static_cast<std::uint32_t>(fields_.size());
        }
        fields_.push_back(field);
    }
    /// Keeps the memory for fields to come.
    void clear() noexcept;
    void reserve(std::size_t fields) { fields_.reserve(fields); }

    [[nodiscard]] bool empty() const noexcept { return fields_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }
    [[nodiscard]] std::size_t capacity() const noexcept { return fields_.capacity(); }
    [[nodiscard]] const Field& operator[](std::size_t index) const noexcept { return fields_[index]; }
    [[nodiscard]] auto begin() const noexcept { return fields_.begin(); }
    [[nodiscard]] auto end() const noexcept { return fields_.end(); }

    /// Of the last field, which further lines continue. There has to be one.
    void set_folded_value(std::string_view value) noexcept {
        fields_.back().value = value;
        fields_.back().folded = true;
    }

    /// How many fields of that name there are. Not to be asked for `other`, nor is `first`.
    [[nodiscard]] std::size_t count(FieldName name) const noexcept { return place(name).count; }
    /// The first field of that name; null where there is none.
    [[nodiscard]] const Field* first(FieldName name) const noexcept {
        return place(name).count == 0 ? nullptr : &fields_[place(name).first];
    }
    /// Calls `visit` with the value of each field of that name, in order.
    template <class Visit>
    void for_each(FieldName name, Visit visit) const {
        std::size_t left = place(name).count;
        for (std::size_t i = place(name).first; left > 0; ++i) {
            if (fields_[i].known != name) continue;
            visit(fields_[i].value);
            --left;
        }
    }

  private:
    struct Place {
        std::uint32_t count = 0;
        std::uint32_t first = 0;  ///< Index; meaningful where there is one.
    };
    [[nodiscard]] const Place& place(FieldName name) const noexcept {
        return places_[static_cast<std::size_t>(name)];
    }

    std::vector<Field> fields_;
    std::array<Place, kFieldNames> places_;
};

}  // namespace wsdissect::http
