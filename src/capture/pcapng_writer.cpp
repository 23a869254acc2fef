#include "wsdissect/capture/pcapng_writer.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

#include "base/write_some.hpp"
#include "capture/pcapng_options.hpp"

namespace wsdissect::capture {

namespace {

constexpr std::size_t kBuffer = std::size_t{256} * 1024;

constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a;
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kEnhancedPacket = 6;

constexpr std::uint8_t kUsualDigits = 6;
/// Added to times before 1970, which are counted from there on: the last second before all that a Timestamp
/// can be.
constexpr std::int64_t kOffsetBefore1970 =
    std::numeric_limits<std::int64_t>::min() / kNanosecondsPerSecond - 1;
/// More than a packet's block, a section's header and the description of an interface take beside the octets
/// of packet, options and texts.
constexpr std::uint64_t kMostAround = 192;

/// A block under way: its length is filled in, in front and at the end, when it is complete.
class BlockWriter {
  public:
    BlockWriter(std::vector<std::uint8_t>& out, std::uint32_t type) : out_(out), begin_(out.size()) {
        put(type);
        put(std::uint32_t{0});
    }
    BlockWriter(const BlockWriter&) = delete;
    ~BlockWriter() {
        const auto length = static_cast<std::uint32_t>(out_.size() - begin_ + sizeof(std::uint32_t));
        put(length);
        std::memcpy(&out_[begin_ + sizeof(std::uint32_t)], &length, sizeof length);
    }

    template <class Number>
    void put(Number number) {
        const auto octets = std::bit_cast<std::array<std::uint8_t, sizeof number>>(number);
        out_.insert(out_.end(), octets.begin(), octets.end());
    }
    /// Padded to 32 bits.
    void put_octets(Bytes octets) {
        out_.insert(out_.end(), octets.begin(), octets.end());
        out_.resize(out_.size() + (-octets.size() & 3U));
    }
    /// The value's length fits 16 bits.
    void put_option(PcapngOption code, Bytes value) {
        put(static_cast<std::uint16_t>(code));
        put(static_cast<std::uint16_t>(value.size()));
        put_octets(value);
        has_options_ = true;
    }
    /// Left out where there is no text, or more than an option may have.
    void put_text(PcapngOption code, std::string_view text) {
        constexpr std::size_t kMost = std::numeric_limits<std::uint16_t>::max();
        if (!text.empty() && text.size() <= kMost) put_option(code, as_bytes(text));
    }
    void end_options() {
        if (has_options_) put_option(PcapngOption::end, {});
    }

  private:
    std::vector<std::uint8_t>& out_;
    std::size_t begin_;
    bool has_options_ = false;
};

void put_section(std::vector<std::uint8_t>& out) {
    BlockWriter block(out, kSectionHeader);
    block.put(std::uint32_t{0x1a2b3c4d});
    block.put(std::uint16_t{1});  // version 1.0
    block.put(std::uint16_t{0});
    block.put(~std::uint64_t{0});  // the section's length is not said
}

/// The packet's comments, of the options that its capture has.
void put_comments(BlockWriter& block, const Packet& packet) {
    for_each_option(packet.options, packet.options_order, [&block](PcapngOption code, Bytes value) {
        if (code == PcapngOption::comment) block.put_option(code, value);
    });
    block.end_options();
}

bool is_before_1970(const PacketStamp& stamp) noexcept { return stamp.time.nanoseconds < 0; }

/// In units of the packet's resolution.
std::uint64_t ticks_of(const PacketStamp& stamp) noexcept {
    auto ticks = static_cast<std::uint64_t>(stamp.time.nanoseconds);
    // Modulo 2^64, which makes it a small number.
    if (is_before_1970(stamp))
        ticks -= static_cast<std::uint64_t>(kOffsetBefore1970) * std::uint64_t{kNanosecondsPerSecond};
    for (unsigned digits = stamp.time_digits; digits < 9; ++digits) ticks /= 10;
    return ticks;
}

/// Of `blocks`, the first `written` octets were written, and nothing comes behind them.
void cut_behind_whole_block(int descriptor, Bytes blocks, std::size_t written) noexcept {
    std::size_t whole = 0;
    while (whole + 2 * sizeof(std::uint32_t) <= written) {
        std::uint32_t length = 0;
        std::memcpy(&length, &blocks[whole + sizeof length], sizeof length);
        if (whole + length > written) break;
        whole += length;
    }
    const off_t end = ::lseek(descriptor, 0, SEEK_CUR);
    if (end >= 0) (void)!::ftruncate(descriptor, end - static_cast<off_t>(written - whole));
}

}  // namespace

PcapngWriter::PcapngWriter(int descriptor, std::shared_ptr<const InterfaceBook> interfaces)
    : descriptor_(descriptor), book_(std::move(interfaces)) {
    put_section(buffer_);
}

std::uint64_t PcapngWriter::most_octets(const Packet& packet) const {
    const std::uint64_t most = packet.data.size() + packet.options.size() + kMostAround;
    return interfaces_.contains(key_of(packet)) ? most : most + text_of(packet).octets();
}

void PcapngWriter::write(const Packet& packet) {
    if (error_number_ != 0) return;
    const std::uint32_t interface = interface_of(packet);
    {
        BlockWriter block(buffer_, kEnhancedPacket);
        const std::uint64_t ticks = ticks_of(packet.stamp);
        block.put(interface);
        block.put(static_cast<std::uint32_t>(ticks >> 32));
        block.put(static_cast<std::uint32_t>(ticks));
        block.put(static_cast<std::uint32_t>(packet.data.size()));
        block.put(packet.original_length);
        block.put_octets(packet.data);
        put_comments(block, packet);
    }
    if (buffer_.size() >= kBuffer) flush();
}

std::uint32_t PcapngWriter::interface_of(const Packet& packet) {
    const InterfaceKey key = key_of(packet);
    if (const auto known = interfaces_.find(key); known != interfaces_.end()) return known->second;
    if (interfaces_.size() == kMaxInterfaces) {
        put_section(buffer_);
        interfaces_.clear();
    }
    put_interface(packet);
    return interfaces_.emplace(key, static_cast<std::uint32_t>(interfaces_.size())).first->second;
}

PcapngWriter::InterfaceKey PcapngWriter::key_of(const Packet& packet) noexcept {
    return {packet.link_type, packet.stamp.time_digits, packet.stamp.interface, is_before_1970(packet.stamp)};
}

const InterfaceText& PcapngWriter::text_of(const Packet& packet) const {
    static const InterfaceText nothing;
    return book_ ? book_->text_of(packet.stamp.interface) : nothing;
}

void PcapngWriter::put_interface(const Packet& packet) {
    BlockWriter block(buffer_, kInterfaceDescription);
    block.put(static_cast<std::uint16_t>(packet.link_type));
    block.put(std::uint16_t{0});  // reserved
    block.put(std::uint32_t{0});  // no snap length
    const InterfaceText& text = text_of(packet);
    block.put_text(PcapngOption::interface_name, text.name);
    block.put_text(PcapngOption::interface_description, text.description);
    if (packet.stamp.time_digits != kUsualDigits)
        block.put_option(PcapngOption::time_resolution, {&packet.stamp.time_digits, 1});
    if (is_before_1970(packet.stamp))
        block.put_option(
            PcapngOption::time_offset,
            std::bit_cast<std::array<std::uint8_t, sizeof kOffsetBefore1970>>(kOffsetBefore1970));
    if (!text.filter.empty())
        block.put_text(PcapngOption::interface_filter, static_cast<char>(kFilterIsText) + text.filter);
    block.end_options();
}

void PcapngWriter::flush() {
    Bytes left = buffer_;
    while (!left.empty() && error_number_ == 0) {
        const ssize_t written = write_some(descriptor_, left.data(), left.size());
        if (written >= 0) {
            left = left.subspan(static_cast<std::size_t>(written));
        } else {
            error_number_ = errno;
            cut_behind_whole_block(descriptor_, buffer_, buffer_.size() - left.size());
        }
    }
    flushed_ += buffer_.size();
    buffer_.clear();
}

}  // namespace wsdissect::capture
