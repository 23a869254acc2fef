#include "wsdissect/http2/header_decoder.hpp"

#include <nghttp2/nghttp2.h>

#include <new>

namespace wsdissect::http2 {
namespace {

constexpr std::size_t kFieldOverhead = 32;  // RFC 9113 section 6.5.2
/// What nghttp2 allocates for a decoder without entries, and for an entry beyond the octets that RFC 7541
/// section 4.1 counts: two strings and what keeps them, measured with version 1.52.
constexpr std::size_t kEmptyInflater = 1300;
constexpr std::size_t kEntryOverhead = 200;
constexpr std::size_t kStaticTable = 61;  // entries: RFC 7541 appendix A

nghttp2_hd_inflater* new_inflater() {
    nghttp2_hd_inflater* inflater = nullptr;
    if (nghttp2_hd_inflate_new(&inflater) != 0) throw std::bad_alloc();
    // Only raises what may be used: the table has 4,096 octets until its sender says otherwise.
    (void)nghttp2_hd_inflate_change_table_size(inflater, kMaxTable);
    return inflater;
}

std::string_view text_of(const std::uint8_t* octets, std::size_t length) noexcept {
    return as_text(Bytes(octets, length));
}

}  // namespace

void HeaderDecoder::Delete::operator()(nghttp2_hd_inflater* inflater) const noexcept {
    nghttp2_hd_inflate_del(inflater);
}

bool HeaderDecoder::decode(Bytes block) {
    text_.clear();
    lengths_.clear();
    fields_.clear();
    failed_ = failed_ || !inflate(block);
    if (failed_) {
        *this = HeaderDecoder{};
        failed_ = true;
    }
    view_fields();
    return !failed_;
}

std::size_t HeaderDecoder::memory() const noexcept {
    std::size_t bytes =
        text_.capacity() + lengths_.capacity() * sizeof(Lengths) + fields_.capacity() * sizeof(HeaderField);
    if (inflater_) {
        const std::size_t entries = nghttp2_hd_inflate_get_num_table_entries(inflater_.get()) - kStaticTable;
        bytes += kEmptyInflater + nghttp2_hd_inflate_get_dynamic_table_size(inflater_.get()) +
                 entries * kEntryOverhead;
    }
    return bytes;
}

bool HeaderDecoder::inflate(Bytes block) {
    if (!inflater_) inflater_.reset(new_inflater());
    for (;;) {
        nghttp2_nv field{};
        int flags = 0;
        const auto taken =
            nghttp2_hd_inflate_hd2(inflater_.get(), &field, &flags, block.data(), block.size(), 1);
        if (taken < 0) return false;
        block = block.subspan(static_cast<std::size_t>(taken));
        if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
        if ((flags & NGHTTP2_HD_INFLATE_EMIT) == 0) return false;
        if (!keep(text_of(field.name, field.namelen), text_of(field.value, field.valuelen))) return false;
    }
    return nghttp2_hd_inflate_end_headers(inflater_.get()) == 0;
}

/// nghttp2 says what a field is until it is called next.
bool HeaderDecoder::keep(std::string_view name, std::string_view value) {
    const std::size_t octets =
        text_.size() + name.size() + value.size() + (lengths_.size() + 1) * kFieldOverhead;
    if (octets > kMaxFields) return false;
    text_.insert(text_.end(), name.begin(), name.end());
    text_.insert(text_.end(), value.begin(), value.end());
    lengths_.push_back({static_cast<std::uint32_t>(name.size()), static_cast<std::uint32_t>(value.size())});
    return true;
}

void HeaderDecoder::view_fields() {
    std::string_view rest(text_.data(), text_.size());
    for (const Lengths& lengths : lengths_) {
        const std::string_view name = rest.substr(0, lengths.name);
        fields_.push_back({name, rest.substr(lengths.name, lengths.value)});
        rest.remove_prefix(lengths.name + lengths.value);
    }
}

}  // namespace wsdissect::http2
