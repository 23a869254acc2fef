// DEFLATE data: ISA-L behind our wrapper says what zlib says, whatever pieces go in and come out; and the
// walk over its tokens, which makes no output, says the same.

#include <zlib.h>

#include <algorithm>
#include <span>
#include <vector>

#include "src/codec/deflate_walk.hpp"
#include "tests/fuzz/fuzzing.hpp"
#include "wsdissect/codec/inflate.hpp"

namespace wsdissect {
namespace {

using fuzz::require;
using Octets = std::vector<std::uint8_t>;

constexpr std::size_t kMost = 1 << 20;  ///< Octets of output that are looked at.

struct Inflated {
    Octets octets;
    bool broken = false;
    bool final = false;  ///< A block with BFINAL ended.
    bool ended = false;  ///< All input was read, and a block ended with its last octet.
};

Inflated by_zlib(Bytes input, Bytes window) {
    constexpr int kBetweenBlocks = 128, kUnusedBits = 63;
    Inflated result;
    z_stream state{};
    require(inflateInit2(&state, -15) == Z_OK, "zlib starts");
    if (!window.empty())
        require(inflateSetDictionary(&state, window.data(), static_cast<uInt>(window.size())) == Z_OK,
                "zlib takes a window");
    state.next_in = const_cast<Bytef*>(input.data());
    state.avail_in = static_cast<uInt>(input.size());
    Octets out(4096);
    int code = Z_OK;
    for (int stalls = 0; code == Z_OK && stalls < 8 && result.octets.size() < kMost;) {
        state.next_out = out.data();
        state.avail_out = static_cast<uInt>(out.size());
        code = ::inflate(&state, Z_BLOCK);
        const std::size_t written = out.size() - state.avail_out;
        result.octets.insert(result.octets.end(), out.begin(),
                             out.begin() + static_cast<std::ptrdiff_t>(written));
        const bool between = (state.data_type & kBetweenBlocks) != 0 && (state.data_type & kUnusedBits) == 0;
        result.ended = state.avail_in == 0 && between;
        if (code == Z_BUF_ERROR) code = Z_OK;
        stalls = written == 0 && state.avail_in == 0 ? stalls + 1 : 0;
    }
    result.final = code == Z_STREAM_END;
    result.broken = code != Z_OK && code != Z_STREAM_END;
    inflateEnd(&state);
    return result;
}

Inflated by_isal(Bytes input, Bytes window_octets, fuzz::Cuts& cuts) {
    Inflated result;
    codec::InflateWindow window;
    window.append(window_octets);
    codec::Inflater inflater;
    inflater.begin(window);
    bool over = false;
    cuts.cut(input, [&](Bytes piece) {
        while (!over && result.octets.size() < kMost) {
            const auto step = inflater.inflate(piece);
            require(step.consumed <= piece.size() && step.output.size() < 2 * codec::InflateWindow::kMaxSize,
                    "a step has its limits");
            result.octets.insert(result.octets.end(), step.output.begin(), step.output.end());
            piece = piece.subspan(step.consumed);
            result.final = step.status == codec::InflateStatus::final_block;
            result.broken = step.status == codec::InflateStatus::broken ||
                            step.status == codec::InflateStatus::out_of_reach;
            over = result.final || result.broken;
            if (step.status == codec::InflateStatus::needs_input) return;
        }
    });
    return result;
}

void check_walk(Bytes input, const Inflated& expected, fuzz::Cuts& cuts) {
    const codec::DeflateWalk walk = codec::walk_deflate(input, codec::InflateWindow::kMaxSize, 0);
    codec::DeflateWalker walker(codec::InflateWindow::kMaxSize, 0);
    cuts.cut(input, [&](Bytes piece) { walker.add(piece); });
    const codec::DeflateWalk in_pieces = walker.result();
    require(in_pieces.valid == walk.valid && in_pieces.length == walk.length, "cuts do not change the walk");
    require(walk.too_far == 0, "nothing reaches beyond the largest window");
    if (expected.ended && !expected.final && !expected.broken && expected.octets.size() < kMost)
        require(walk.valid && walk.length == expected.octets.size(), "the walk finds whole blocks whole");
    if (expected.broken) require(!walk.valid, "the walk finds what is broken");
}

}  // namespace
}  // namespace wsdissect

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wsdissect;
    fuzz::CutChoices choices(data, size);
    const std::size_t window_length = choices.octet();
    const Bytes window = choices.take(window_length);
    const Bytes input = choices.rest();
    const Inflated expected = by_zlib(input, window);
    const Inflated got = by_isal(input, window, choices.cuts());
    if (expected.octets.size() < kMost && !expected.broken && !got.broken) {
        // Where the input ends within a block, one of them may have looked at one code more.
        constexpr std::size_t kLongestMatch = 258;
        const auto& [shorter, longer] = std::minmax(
            got.octets, expected.octets, [](const auto& a, const auto& b) { return a.size() < b.size(); });
        require(std::equal(shorter.begin(), shorter.end(), longer.begin()),
                "what inflates, inflates to the same");
        const std::size_t ahead = expected.ended || expected.final ? 0 : kLongestMatch;
        require(longer.size() - shorter.size() <= ahead, "both inflate as much");
        require(got.final == expected.final, "the last block ends for both");
    }
    if (expected.final || expected.ended) require(!got.broken, "what zlib inflates is not broken");
    if (window.empty()) check_walk(input, expected, choices.cuts());
    return 0;
}
