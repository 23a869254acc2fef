#include "wsdissect/print/text_buffer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace wsdissect::print;

namespace {

/// Keeps the pieces that left a buffer.
class Pieces final : public TextOutlet {
  public:
    void write(std::string_view text) override { pieces.emplace_back(text); }

    std::vector<std::string> pieces;
};

std::string letters(std::size_t count) {
    std::string made;
    for (std::size_t i = 0; i < count; ++i) made += static_cast<char>('a' + i % 26);
    return made;
}

}  // namespace

TEST_CASE("print/text_buffer: without an outlet it grows, and keeps its order") {
    TextBuffer buffer;
    CHECK(buffer.text().empty());
    std::string expected;
    for (const std::size_t length : {0U, 1U, 4094U, 1U, 1U, 100'000U, 3U, 1'000'000U}) {
        const std::string piece = letters(length);
        buffer.append(piece);
        buffer.end_record();
        expected += piece;
        REQUIRE(buffer.text() == expected);
    }
    buffer.flush();
    CHECK(buffer.text() == expected);
    buffer.clear();
    CHECK(buffer.text().empty());
    buffer.append("again");
    CHECK(buffer.text() == "again");
}

TEST_CASE("print/text_buffer: of the room only what is said to be text becomes text") {
    TextBuffer buffer;
    char* const room = buffer.room(10);
    std::fill_n(room, 10, '?');
    room[0] = 'x';
    buffer.end_at(room + 1);
    buffer.append("yz");
    CHECK(buffer.text() == "xyz");
}

TEST_CASE("print/text_buffer: text leaves after the record that completes a piece") {
    Pieces outlet;
    TextBuffer buffer(outlet);
    buffer.append(letters(TextBuffer::kPiece - 1));
    buffer.end_record();
    CHECK(outlet.pieces.empty());
    buffer.append("12");
    CHECK(outlet.pieces.empty());
    buffer.append("3");
    buffer.end_record();
    CHECK(outlet.pieces == std::vector{letters(TextBuffer::kPiece - 1) + "123"});
    CHECK(buffer.text().empty());
    buffer.append("rest");
    buffer.flush();
    CHECK(outlet.pieces.back() == "rest");
}

TEST_CASE("print/text_buffer: a record of any length leaves whole, and takes no more room than its pieces") {
    Pieces outlet;
    TextBuffer buffer(outlet);
    std::string expected;
    for (int i = 0; i < 1000; ++i) {
        const std::string piece = letters(1000 + static_cast<std::size_t>(i));
        buffer.append(piece);
        expected += piece;
        CHECK(buffer.size() <= 2 * TextBuffer::kPiece);
    }
    const std::string large = letters(3 * TextBuffer::kPiece);
    buffer.append(large);
    buffer.flush();
    std::string got;
    for (const std::string& piece : outlet.pieces) {
        CHECK_FALSE(piece.empty());
        got += piece;
    }
    CHECK(got == expected + large);
}
