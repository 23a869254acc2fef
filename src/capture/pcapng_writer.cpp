#include "wsdissect/capture/pcapng_writer.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>

#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::capture {

namespace {

constexpr std::size_t kBuffer = std::size_t{256} * 1024;

constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a;
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kEnhancedPacket = 6;

constexpr std::uint16_t kEndOfOptions = 0;
constexpr std::uint16_t kComment = 1;
constexpr std::uint16_t kTimeResolution = 9;
constexpr std::uint8_t kUsualDigits = 6;

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
    void put_option(std::uint16_t code, Bytes value) {
        put(code);
        put(static_cast<std::uint16_t>(value.size()));
        put_octets(value);
    }

  private:
    std::vector<std::uint8_t>& out_;
    std::size_t begin_;
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
    ByteReader reader(packet.options);
    bool any = false;
    while (reader.can_read(4)) {
        const std::uint16_t code = reader.u16(packet.options_order);
        const std::uint16_t length = reader.u16(packet.options_order);
        const Bytes value = reader.take(length);
        reader.skip(-length & 3U);
        if (code == kEndOfOptions || !reader.ok()) break;
        if (code != kComment) continue;
        block.put_option(kComment, value);
        any = true;
    }
    if (any) block.put_option(kEndOfOptions, {});
}

/// In units of the packet's resolution.
std::uint64_t ticks_of(const PacketStamp& stamp) noexcept {
    auto ticks = static_cast<std::uint64_t>(std::max<std::int64_t>(stamp.time.nanoseconds, 0));
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

PcapngWriter::PcapngWriter(int descriptor) : descriptor_(descriptor) { put_section(buffer_); }

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
    const auto number = static_cast<std::uint32_t>(interfaces_.size());
    const auto [place, is_new] =
        interfaces_.try_emplace({packet.link_type, packet.stamp.time_digits}, number);
    if (is_new) put_interface(packet);
    return place->second;
}

void PcapngWriter::put_interface(const Packet& packet) {
    BlockWriter block(buffer_, kInterfaceDescription);
    block.put(static_cast<std::uint16_t>(packet.link_type));
    block.put(std::uint16_t{0});  // reserved
    block.put(std::uint32_t{0});  // no snap length
    if (packet.stamp.time_digits == kUsualDigits) return;
    block.put_option(kTimeResolution, {&packet.stamp.time_digits, 1});
    block.put_option(kEndOfOptions, {});
}

void PcapngWriter::flush() {
    Bytes left = buffer_;
    while (!left.empty() && error_number_ == 0) {
        const ssize_t written = ::write(descriptor_, left.data(), left.size());
        if (written >= 0) {
            left = left.subspan(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            error_number_ = errno;
            cut_behind_whole_block(descriptor_, buffer_, buffer_.size() - left.size());
        }
    }
    flushed_ += buffer_.size();
    buffer_.clear();
}

}  // namespace wsdissect::capture
