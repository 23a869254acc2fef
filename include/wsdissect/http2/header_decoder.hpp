#pragma once
// HPACK (RFC 7541), by nghttp2: the header blocks of one direction become fields.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "wsdissect/base/bytes.hpp"

struct nghttp2_hd_inflater;

namespace wsdissect::http2 {

/// Octets as they were sent: any may be in them. Views of what their decoder holds, valid until it decodes
/// again.
struct HeaderField {
    std::string_view name;
    std::string_view value;
};

/// The largest dynamic table that a sender may use. Which SETTINGS_HEADER_TABLE_SIZE is in force when a block
/// is sent, who only listens does not know; 4,096 octets are what it is without (RFC 9113 section 6.5.2).
inline constexpr std::size_t kMaxTable = 64 * 1024;
/// Octets that the fields of one block have at most, 32 more counted for each field, as
/// SETTINGS_MAX_HEADER_LIST_SIZE counts (RFC 9113 section 6.5.2): a field without a name is not free, either.
inline constexpr std::size_t kMaxFields = 64 * 1024;

class HeaderDecoder {
  public:
    /// Decodes a whole header block. False: it is none, or beyond a limit. What comes later cannot be
    /// understood then: there is nothing to be had from this decoder any more.
    [[nodiscard]] bool decode(Bytes block);
    /// Of the block that was decoded last, in order. They stay where they are when the decoder is moved.
    [[nodiscard]] std::span<const HeaderField> fields() const noexcept { return fields_; }
    /// Bytes of memory that it holds: nearly all of it are its table and the last block's fields.
    [[nodiscard]] std::size_t memory() const noexcept;

  private:
    struct Delete {
        void operator()(nghttp2_hd_inflater* inflater) const noexcept;
    };
    struct Lengths {
        std::uint32_t name = 0;
        std::uint32_t value = 0;
    };

    [[nodiscard]] bool inflate(Bytes block);
    [[nodiscard]] bool keep(std::string_view name, std::string_view value);
    void view_fields();

    std::unique_ptr<nghttp2_hd_inflater, Delete> inflater_;  ///< From the first block on.
    std::vector<char> text_;                                 ///< Names and values, one behind the other.
    std::vector<Lengths> lengths_;                           ///< Of them: `text_` moves while it grows.
    std::vector<HeaderField> fields_;
    bool failed_ = false;
};

}  // namespace wsdissect::http2
