#include "tcp/pending.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace wsdissect;
using namespace wsdissect::tcp;

namespace {

std::uint64_t insert(Pending& pending, std::uint64_t offset, std::string_view octets, std::uint32_t cut = 0) {
    const Bytes all = as_bytes(octets);
    return pending.insert(offset, all.first(all.size() - cut), static_cast<std::uint32_t>(all.size()), {});
}

/// All pieces as `offset:octets`, `-` for each octet that the capture cut off.
std::string drained(Pending& pending) {
    std::string text;
    while (pending.has_pieces()) {
        text += (text.empty() ? "" : " ") + std::to_string(pending.first_offset()) + ':';
        const Piece piece = pending.take_first();
        text += as_text(piece.octets);
        text.append(piece.length - piece.octets.size(), '-');
    }
    return text;
}

}  // namespace

TEST_CASE("tcp/pending: keeps what no piece holds yet, in pieces that do not overlap") {
    struct Insert {
        std::uint64_t offset;
        std::string_view octets;
        std::uint32_t cut = 0;
    };
    struct Case {
        std::vector<Insert> inserts;
        std::string_view pieces;
    };
    const std::vector<Case> cases{
        {{}, ""},
        {{{5, ""}}, ""},
        {{{5, "abc"}}, "5:abc"},
        {{{5, "abc"}, {8, "d"}, {4, "Z"}}, "4:Z 5:abc 8:d"},
        {{{5, "abc"}, {5, "XYZ"}}, "5:abc"},
        {{{5, "abc"}, {6, "X"}}, "5:abc"},
        {{{5, "abc"}, {3, "UVWXYZR"}}, "3:UV 5:abc 8:ZR"},
        {{{5, "abc"}, {10, "d"}, {4, "12345678"}}, "4:1 5:abc 8:56 10:d 11:8"},
        {{{5, "abcd", 2}, {5, "WXYZ"}}, "5:ab--"},
        {{{5, "a"}, {3, "VWXYZ", 1}}, "3:VW 5:a 6:Y-"},
        {{{5, "a"}, {3, "VWXYZ", 4}}, "3:V- 5:a 6:--"},
    };
    for (const Case& test : cases) {
        Pending pending;
        std::uint64_t grown = pending.cost();
        for (const Insert& one : test.inserts) grown += insert(pending, one.offset, one.octets, one.cut);
        CHECK(pending.cost() == grown);
        CHECK(drained(pending) == test.pieces);
        CHECK(pending.cost() == kPendingCost);
    }
}

TEST_CASE("tcp/pending: does what a plain array with a mark for each octet does") {
    std::mt19937_64 random(3);
    for (int round = 0; round < 500; ++round) {
        Pending pending;
        std::string model(64, ' ');
        for (int i = 0; i < 20; ++i) {
            const std::size_t offset = random() % 50;
            const std::string octets(random() % 14, static_cast<char>('a' + i));
            insert(pending, offset, octets);
            for (std::size_t at = offset; at < offset + octets.size(); ++at)
                if (model[at] == ' ') model[at] = octets[0];
        }
        std::string held(64, ' ');
        while (pending.has_pieces()) {
            const std::uint64_t offset = pending.first_offset();
            const Piece piece = pending.take_first();
            held.replace(offset, piece.octets.size(), as_text(piece.octets));
        }
        REQUIRE(held == model);
    }
}

TEST_CASE("tcp/pending: rebasing drops what lies before the origin, pieces and FIN") {
    Pending pending;
    insert(pending, 10, "old");
    insert(pending, 20, "abc");
    insert(pending, 30, "def");
    pending.fin = 33;
    CHECK(pending.rebase(20) == kPieceCost + 3);
    CHECK(pending.fin == 13U);
    CHECK(pending.rebase(0U - std::uint64_t{5}) == 0);  // back again, further
    CHECK(pending.fin == 18U);
    CHECK(pending.cost() == kPendingCost + 2 * (kPieceCost + 3));
    CHECK(pending.rebase(19) == 2 * (kPieceCost + 3));
    CHECK_FALSE(pending.fin.has_value());
    CHECK_FALSE(pending.has_pieces());
}

TEST_CASE("tcp/pending: what is known next is a piece or the end") {
    Pending pending;
    CHECK(pending.next_known(7) == 7);
    pending.fin = 9;
    CHECK(pending.next_known(7) == 9);
    insert(pending, 8, "a");
    CHECK(pending.next_known(7) == 8);
    insert(pending, 20, "b");
    (void)pending.take_first();
    CHECK(pending.next_known(9) == 9);
    CHECK(pending.next_known(10) == 20);
}

TEST_CASE("tcp/pending: the pool gives numbers again, each as if it were new") {
    PendingPool pool;
    const std::uint32_t one = pool.acquire();
    const std::uint32_t two = pool.acquire();
    CHECK(one != 0);
    CHECK(two != 0);
    CHECK(one != two);
    insert(pool.get(one), 3, "abc");
    pool.get(one).fin = 6;
    CHECK_FALSE(pool.get(two).has_pieces());
    pool.release(one);
    CHECK(pool.acquire() == one);
    CHECK_FALSE(pool.get(one).has_pieces());
    CHECK_FALSE(pool.get(one).fin.has_value());
    CHECK(pool.get(one).cost() == kPendingCost);
}
