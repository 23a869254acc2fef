#include "capture/first_look.hpp"

#include "capture/file_blocks.hpp"

namespace wsdissect::capture {

namespace {

/// The first packet stands in the first page as a rule.
constexpr std::size_t kLittle = 4096;

}  // namespace

FirstLook look_at(OpenedFile opened) {
    FileBlocks blocks(std::move(opened), 0, {.stretch = kLittle, .tail = kLittle});
    FirstLook look;
    Block block;
    while (!look.has_packet) {
        (void)blocks.claim(block);
        if (!blocks.cut(block)) break;
        look.has_packet = !block.packets.empty();
        if (look.has_packet && block.packets.front().has_time)
            look.first_time = block.packets.front().stamp.time;
        const bool damaged = !block.damages.empty() && block.damages.front().packets_before == 0;
        if (!look.damage && damaged) look.damage = block.damages.front().damage;
    }
    return look;
}

}  // namespace wsdissect::capture
