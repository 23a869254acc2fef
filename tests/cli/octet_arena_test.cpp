#include "cli/octet_arena.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace wsdissect;
using cli::OctetArena;

TEST_CASE("cli/octet_arena: what was added stays where it is while more is added") {
    OctetArena arena;
    std::vector<Bytes> views;
    std::vector<std::string> texts;
    std::size_t used = 0;
    for (std::size_t i = 0; i < 400; ++i) {
        // Now and then more than one chunk holds.
        texts.emplace_back(i % 50 == 7 ? 1'500'000 : i * 37, static_cast<char>('a' + i % 26));
        views.push_back(arena.add(as_bytes(texts.back())));
        used += texts.back().size();
        CHECK(arena.used() == used);
    }
    for (std::size_t i = 0; i < views.size(); ++i) CHECK(as_text(views[i]) == texts[i]);
}

TEST_CASE("cli/octet_arena: nothing takes nothing") {
    OctetArena arena;
    CHECK(arena.add({}).empty());
    CHECK(arena.used() == 0);
    arena.clear();
    CHECK(arena.used() == 0);
}

TEST_CASE("cli/octet_arena: after clear it holds what is added anew") {
    OctetArena arena;
    for (const std::size_t first : {std::size_t{10}, std::size_t{2'000'000}}) {
        CHECK(arena.add(as_bytes(std::string(first, 'x'))).size() == first);
        arena.clear();
        CHECK(arena.used() == 0);
        const Bytes one = arena.add(as_bytes("one")), two = arena.add(as_bytes("two"));
        CHECK(as_text(one) == "one");
        CHECK(as_text(two) == "two");
        CHECK(arena.used() == 6);
        arena.clear();
    }
}
