#pragma once
// Where printers put their text. They only ever append; what becomes of the text is its owner's business.

#include <cassert>
#include <cstddef>
#include <memory>
#include <string_view>

namespace wsdissect::print {

/// Takes text away from a buffer.
class TextOutlet {
  public:
    virtual ~TextOutlet() = default;
    /// Takes all of `text`, which is valid during the call.
    virtual void write(std::string_view text) = 0;
};

/// Text under construction. Without an outlet it grows, and its owner reads and clears it. With one the text
/// leaves in large pieces: after the record that makes it kPiece octets, and within a record only where that
/// alone is larger.
class TextBuffer {
  public:
    static constexpr std::size_t kPiece = 256 * 1024;  ///< Octets.

    TextBuffer() = default;
    /// `outlet` outlives it. Text that nobody flushed is lost with the buffer.
    explicit TextBuffer(TextOutlet& outlet);
    TextBuffer(const TextBuffer&) = delete;
    TextBuffer& operator=(const TextBuffer&) = delete;

    /// All that has not left, until the buffer changes.
    [[nodiscard]] std::string_view text() const noexcept { return {start_.get(), size()}; }
    [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>(end_ - start_.get()); }
    void clear() noexcept { end_ = start_.get(); }
    void append(std::string_view text);

    /// Room for `octets` behind the text, until the buffer changes. Whoever writes there says by `end_at`
    /// where the text then ends.
    [[nodiscard]] char* room(std::size_t octets) {
        if (octets > static_cast<std::size_t>(limit_ - end_)) [[unlikely]]
            make_room(octets);
        return end_;
    }
    void end_at(char* end) noexcept;

    void end_record() {
        if (size() >= kPiece) [[unlikely]]
            flush();
    }
    /// Everything leaves by the outlet, where there is one.
    void flush();

  private:
    void make_room(std::size_t octets);

    TextOutlet* outlet_ = nullptr;
    std::unique_ptr<char[]> start_;
    char* end_ = nullptr;    ///< Of the text.
    char* limit_ = nullptr;  ///< Of the room.
};

inline void TextBuffer::end_at(char* end) noexcept {
    assert(end >= end_ && end <= limit_);
    end_ = end;
}

}  // namespace wsdissect::print
