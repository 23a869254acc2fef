#pragma once
// One WebSocket connection from its SYN to its last FIN, made step by step so that many can take turns.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "tests/bench/options.hpp"
#include "tests/bench/packet_writer.hpp"
#include "tests/bench/payload_maker.hpp"
#include "tests/bench/tcp_connection.hpp"
#include "tests/bench/truth.hpp"
#include "tests/support/deflate_stream.hpp"

namespace wsdissect::bench {

/// What all conversations share.
struct Workshop {
    const Options& options;
    Truth& truth;
    Random& random;
    PayloadMaker& payloads;
    PacketWriter& packets;
};

/// Holds at most one write of one side at a time. Can be used again for another connection, and then reuses
/// its memory.
class Conversation {
  public:
    explicit Conversation(const Workshop& workshop) : workshop_(workshop) {}

    /// Begins connection `number`; no two numbers have the same addresses and ports.
    void begin(std::uint32_t number);
    /// Writes a few packets. False where they were the last ones.
    [[nodiscard]] bool step();
    /// No message begins any more; Close frames and FINs follow in order.
    void wind_up() noexcept { messages_left_ = 0; }

  private:
    enum class Stage : std::uint8_t { connecting, requesting, responding, talking, close_answering, ending };

    struct Piece {
        websocket::Opcode opcode = websocket::Opcode::text;
        bool fin = true;
        bool rsv1 = false;
        Bytes payload;
    };

    [[nodiscard]] Direction any_direction();
    void begin_write(Direction writer);
    void append(std::string_view text);
    void append(const Piece& piece);
    void send_some();

    void write_request();
    void write_response();
    void talk();
    void write_messages();
    void append_message();
    void append_fragments(Piece message);
    void append_ping();
    void write_pong();
    void write_close(Direction writer);
    [[nodiscard]] Bytes compressed(Bytes message);

    Workshop workshop_;
    TcpConnection tcp_;
    Stage stage_ = Stage::connecting;
    std::uint32_t number_ = 0;
    std::uint32_t messages_left_ = 0;
    std::array<char, 24> key_{};  ///< Sec-WebSocket-Key
    Direction writer_ = Direction::client;
    std::vector<std::uint8_t> write_;
    std::size_t sent_ = 0;  ///< Octets of `write_`.
    std::optional<std::array<std::uint8_t, 8>> unanswered_ping_;
    std::array<std::optional<test::DeflateStream>, 2> compressors_;  ///< Indexed by the sender.
};

}  // namespace wsdissect::bench
