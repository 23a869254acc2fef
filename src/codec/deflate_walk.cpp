#include "codec/deflate_walk.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <vector>

#include "codec/bit_reader.hpp"
#include "codec/huffman_code.hpp"

namespace wsdissect::codec {
namespace {

struct Range {
    std::uint16_t first;
    std::uint8_t extra_bits;
};
/// RFC 1951 section 3.2.5, from symbol 257 on.
constexpr std::array<Range, 29> kLengths = {
    Range{3, 0}, {4, 0},  {5, 0},  {6, 0},   {7, 0},   {8, 0},   {9, 0},   {10, 0},  {11, 1}, {13, 1},
    {15, 1},     {17, 1}, {19, 2}, {23, 2},  {27, 2},  {31, 2},  {35, 3},  {43, 3},  {51, 3}, {59, 3},
    {67, 4},     {83, 4}, {99, 4}, {115, 4}, {131, 5}, {163, 5}, {195, 5}, {227, 5}, {258, 0}};
constexpr std::array<Range, 30> kDistances = {
    Range{1, 0}, {2, 0},     {3, 0},     {4, 0},      {5, 1},      {7, 1},     {9, 2},     {13, 2},
    {17, 3},     {25, 3},    {33, 4},    {49, 4},     {65, 5},     {97, 5},    {129, 6},   {193, 6},
    {257, 7},    {385, 7},   {513, 8},   {769, 8},    {1025, 9},   {1537, 9},  {2049, 10}, {3073, 10},
    {4097, 11},  {6145, 11}, {8193, 12}, {12289, 12}, {16385, 13}, {24577, 13}};

struct Codes {
    HuffmanCode lengths;
    HuffmanCode distances;
};

/// RFC 1951 section 3.2.6. Made once: blocks may be of a few bits.
const Codes& fixed_codes() noexcept {
    static const Codes fixed = [] {
        std::array<std::uint8_t, 288> lengths{};
        for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol)
            lengths[symbol] = symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
        std::array<std::uint8_t, 32> distances{};
        distances.fill(5);
        Codes codes;
        [[maybe_unused]] const bool complete =
            codes.lengths.build(lengths) && codes.distances.build(distances);
        return codes;
    }();
    return fixed;
}

/// No token is longer: RFC 1951 section 3.2.5 gives 15 + 5 + 15 + 13 bits.
constexpr std::size_t kMostInToken = 6;

}  // namespace

/// Goes from one step to the next: a block's head, octets of a stored block, tokens. What the end cuts is not
/// taken, and walked over again when more is there.
struct DeflateWalker::State {
  public:
    State(std::uint32_t window, std::uint64_t history) noexcept : window_(window), reach_(history) {}

    void add(Bytes piece);
    [[nodiscard]] DeflateWalk result() const noexcept;

  private:
    enum class Place : std::uint8_t { head, stored, codes, failed };

    void walk();
    [[nodiscard]] bool step();
    [[nodiscard]] bool walk_head();
    [[nodiscard]] bool walk_stored_head() noexcept;
    void walk_stored() noexcept;
    [[nodiscard]] bool build_dynamic();
    [[nodiscard]] bool read_lengths(std::span<std::uint8_t> lengths) noexcept;
    [[nodiscard]] bool walk_tokens() noexcept;
    [[nodiscard]] bool walk_token() noexcept;
    [[nodiscard]] bool walk_reference(unsigned length_symbol) noexcept;
    void end_block() noexcept;
    void pass(std::uint64_t octets) noexcept {
        result_.length += octets;
        reach_ += octets;
    }

    Place place_ = Place::head;
    bool is_final_ = false;          ///< The present block.
    std::size_t stored_ = 0;         ///< Octets of it that are still to come.
    std::uint32_t window_;           ///< Octets.
    std::uint64_t reach_;            ///< Octets that may be referred to.
    std::vector<std::uint8_t> cut_;  ///< Octets from the one on that holds the next bit.
    unsigned bits_passed_ = 0;       ///< Of the first of these.
    BitReader bits_;                 ///< During `add`.
    const Codes* codes_ = nullptr;   ///< Of the present block: the fixed ones, or its own.
    std::unique_ptr<Codes> own_;     ///< Made with the first block that needs it.
    DeflateWalk result_;
};

void DeflateWalker::State::add(Bytes piece) {
    if (place_ == Place::failed) return;
    const bool apart = cut_.empty();
    if (!apart) cut_.insert(cut_.end(), piece.begin(), piece.end());
    const Bytes octets = apart ? piece : Bytes(cut_);
    bits_ = BitReader(octets, bits_passed_);
    walk();
    if (place_ == Place::failed) {  // No more of it is looked at.
        cut_ = {};
        return;
    }
    bits_passed_ = bits_.bits_of_octet();
    const Bytes rest = octets.subspan(std::min(bits_.octet(), octets.size()));
    cut_ = std::vector<std::uint8_t>(rest.begin(), rest.end());
}

void DeflateWalker::State::walk() {
    while (!bits_.at_end()) {
        const BitReader before = bits_;
        const bool walked = step();
        if (place_ == Place::failed || result_.too_far > 0) return;
        if (bits_.overrun()) {
            bits_ = before;
            return;
        }
        if (walked) continue;
        place_ = Place::failed;
        return;
    }
}

/// False: these are no blocks, or the end cuts the step.
bool DeflateWalker::State::step() {
    switch (place_) {
        case Place::head: return walk_head();
        case Place::stored: walk_stored(); return true;
        case Place::codes: return walk_tokens();
        case Place::failed: break;
    }
    return false;
}

DeflateWalk DeflateWalker::State::result() const noexcept {
    DeflateWalk result = result_;
    result.valid = place_ == Place::head && cut_.empty();
    return result;
}

/// RFC 1951 section 3.2.3.
bool DeflateWalker::State::walk_head() {
    is_final_ = bits_.take(1) == 1;
    const unsigned type = bits_.take(2);
    if (type == 0) return walk_stored_head();
    if (type > 2) return false;
    if (type == 1) {
        codes_ = &fixed_codes();
    } else if (!build_dynamic()) {
        return false;
    }
    if (bits_.overrun()) return false;
    place_ = Place::codes;
    return true;
}

void DeflateWalker::State::end_block() noexcept {
    place_ = Place::head;
    if (!is_final_) return;
    bits_.to_octet();
    reach_ = 0;
}

/// RFC 1951 section 3.2.4.
bool DeflateWalker::State::walk_stored_head() noexcept {
    bits_.to_octet();
    const unsigned low = bits_.take(8), high = bits_.take(8);
    const unsigned length = high << 8 | low;
    const unsigned low_check = bits_.take(8), high_check = bits_.take(8);
    if (bits_.overrun() || length != (~(high_check << 8 | low_check) & 0xFFFF)) return false;
    stored_ = length;
    place_ = Place::stored;
    if (stored_ == 0) end_block();
    return true;
}

void DeflateWalker::State::walk_stored() noexcept {
    const std::size_t octets = std::min(stored_, bits_.left());
    bits_.skip(octets);
    pass(octets);
    stored_ -= octets;
    if (stored_ == 0) end_block();
}

/// RFC 1951 section 3.2.7.
bool DeflateWalker::State::build_dynamic() {
    constexpr std::array<std::uint8_t, 19> kOrder = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                     11, 4,  12, 3, 13, 2, 14, 1, 15};
    if (!own_) own_ = std::make_unique<Codes>();
    codes_ = own_.get();
    const unsigned literals = bits_.take(5) + 257;
    const unsigned distances = bits_.take(5) + 1;
    const unsigned codes = bits_.take(4) + 4;
    if (literals > 286 || distances > kDistances.size()) return false;
    std::array<std::uint8_t, 19> code_lengths{};
    for (unsigned i = 0; i < codes; ++i) code_lengths[kOrder[i]] = static_cast<std::uint8_t>(bits_.take(3));
    std::array<std::uint8_t, 286 + kDistances.size()> lengths{};
    const auto used = std::span(lengths).first(literals + distances);
    // Of the code for code lengths, unlike the others, none may be missing.
    const auto used_codes =
        std::ranges::count_if(code_lengths, [](std::uint8_t length) { return length > 0; });
    if (used_codes < 2 || !own_->lengths.build(code_lengths) || !read_lengths(used)) return false;
    constexpr std::size_t kEndOfBlock = 256;
    return lengths[kEndOfBlock] > 0 && own_->lengths.build(used.first(literals)) &&
           own_->distances.build(used.subspan(literals));
}

bool DeflateWalker::State::read_lengths(std::span<std::uint8_t> lengths) noexcept {
    std::size_t filled = 0;
    while (filled < lengths.size() && !bits_.overrun()) {
        const unsigned symbol = own_->lengths.take(bits_);
        if (symbol == HuffmanCode::kNone) return false;
        if (symbol < 16) {
            lengths[filled++] = static_cast<std::uint8_t>(symbol);
            continue;
        }
        if (symbol == 16 && filled == 0) return false;
        const std::uint8_t repeated = symbol == 16 ? lengths[filled - 1] : std::uint8_t{0};
        const unsigned times = symbol == 16   ? 3 + bits_.take(2)
                               : symbol == 17 ? 3 + bits_.take(3)
                                              : 11 + bits_.take(7);
        if (times > lengths.size() - filled) return false;
        std::ranges::fill(lengths.subspan(filled, times), repeated);
        filled += times;
    }
    return !bits_.overrun();
}

/// As many as the end cannot cut, or one.
bool DeflateWalker::State::walk_tokens() noexcept {
    if (bits_.left() <= kMostInToken) return walk_token();
    while (place_ == Place::codes && bits_.left() > kMostInToken)
        if (!walk_token()) return false;
    return true;
}

bool DeflateWalker::State::walk_token() noexcept {
    constexpr unsigned kEndOfBlock = 256;
    const unsigned symbol = codes_->lengths.take(bits_);
    if (symbol > kEndOfBlock) return walk_reference(symbol);
    if (bits_.overrun()) return false;
    if (symbol == kEndOfBlock) {
        end_block();
    } else {
        pass(1);
    }
    return true;
}

bool DeflateWalker::State::walk_reference(unsigned length_symbol) noexcept {
    const unsigned place = length_symbol - 257;
    if (length_symbol == HuffmanCode::kNone || place >= kLengths.size()) return false;
    const unsigned length = kLengths[place].first + bits_.take(kLengths[place].extra_bits);
    const unsigned symbol = codes_->distances.take(bits_);
    if (symbol >= kDistances.size()) return false;
    const unsigned distance = kDistances[symbol].first + bits_.take(kDistances[symbol].extra_bits);
    if (bits_.overrun()) return false;
    if (distance > window_) result_.too_far = distance;
    if (distance > window_ || distance > reach_) {
        place_ = Place::failed;
        return false;
    }
    pass(length);
    return true;
}

DeflateWalker::DeflateWalker(std::uint32_t window, std::uint64_t history)
    : state_(std::make_unique<State>(window, history)) {}
DeflateWalker::~DeflateWalker() = default;
DeflateWalker::DeflateWalker(DeflateWalker&&) noexcept = default;
DeflateWalker& DeflateWalker::operator=(DeflateWalker&&) noexcept = default;

void DeflateWalker::add(Bytes piece) { state_->add(piece); }
DeflateWalk DeflateWalker::result() const noexcept { return state_->result(); }

DeflateWalk walk_deflate(Bytes octets, std::uint32_t window, std::uint64_t history) {
    DeflateWalker walker(window, history);
    walker.add(octets);
    return walker.result();
}

}  // namespace wsdissect::codec
