#pragma once
// What the engine tells its sinks: one struct for each kind of record of the documented output. All text and
// octets are views, valid during the call that brings them; a field that is empty or absent is unknown, never
// guessed.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wsdissect/base/address.hpp"
#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/direction.hpp"
#include "wsdissect/base/endpoint_text.hpp"
#include "wsdissect/base/packet_stamp.hpp"
#include "wsdissect/http/status.hpp"
#include "wsdissect/model/rule.hpp"
#include "wsdissect/websocket/deflate.hpp"
#include "wsdissect/websocket/frame.hpp"

namespace wsdissect::model {

/// The whole input, told before the first event.
struct CaptureStart {
    Timestamp first_packet;  ///< Time of packet 1.
    /// Names of the inputs; records name theirs where there are several.
    std::span<const std::string> files;
};

/// A WebSocket connection as every event names it. It never changes, and lives from the connection's first
/// event to its last.
struct ConnectionInfo {
    // What each line names stands in front.
    std::uint64_t number = 0;  ///< From 0, in the order in which connections show themselves as WebSocket.
    /// For printers that name the ends in every line: filled where `Demand::endpoint_text`.
    EndpointText client_text;
    EndpointText server_text;
    Endpoint client;
    Endpoint server;
    /// Of the capture's TCP connections, from 0, in the order of their first packets.
    std::uint32_t tcp_stream = 0;
    Timestamp start;  ///< Of the handshake's first packet; of no meaning where none was captured.
    /// Whom the client, a proxy, says in a PROXY protocol header to speak for.
    std::optional<Endpoint> proxied_client = {};
    /// It is a stream of an HTTP/2 connection (RFC 8441): what ends for TCP elsewhere, ends for the stream.
    bool http2 = false;
};

enum class Verdict : std::uint8_t { valid, invalid, rejected, incomplete };
[[nodiscard]] std::string_view name_of(Verdict verdict) noexcept;

/// What the client had of the server's SETTINGS_ENABLE_CONNECT_PROTOCOL = 1 (RFC 8441 section 3) when it sent
/// its extended CONNECT.
enum class ConnectProtocol : std::uint8_t {
    unknown,       ///< Octets are missing that would tell.
    received,      ///< Its TCP had it.
    not_received,  ///< It was sent, but had not arrived.
    never_sent,
};

/// What only a request over HTTP/2 has (RFC 8441 section 4).
struct Http2Request {
    bool has_scheme = false, has_path = false, has_authority = false;  ///< Pseudo-header fields.
    bool has_connection = false, has_upgrade = false;  ///< Header fields that have no place there.
    ConnectProtocol connect_protocol = ConnectProtocol::unknown;
};
struct Http2Response {
    bool has_connection = false, has_upgrade = false;  ///< As above.
};

/// One half of a handshake that the capture holds.
struct HandshakeRequest {
    PacketStamp packet;  ///< That completed its head.
    std::string_view method;
    std::string_view target;
    std::string_view http_version;  ///< As written: `HTTP/1.1`; or `HTTP/2`.
    // Header fields: repeated ones joined by `, `; white space trimmed.
    // Over HTTP/2 `host` is the pseudo-header field :authority, where there is one.
    std::optional<std::string_view> host, origin, user_agent, version, key, subprotocols, extensions;
    // How many fields of these names there are.
    std::uint32_t key_count = 0, version_count = 0, host_count = 0;
    bool host_is_empty = false;              ///< The first one.
    bool upgrades_to_websocket = false;      ///< Upgrade lists `websocket`.
    bool connection_names_upgrade = false;   ///< Connection lists `upgrade`.
    std::optional<Http2Request> http2 = {};  ///< Where it came over HTTP/2.
};
struct HandshakeResponse {
    PacketStamp packet;             ///< That completed its head.
    std::string_view http_version;  ///< As of the request.
    int status = 0;
    std::string_view reason;
    std::optional<std::string_view> accept, subprotocol, extensions;
    std::uint32_t accept_count = 0;  ///< How many Sec-WebSocket-Accept fields there are.
    bool upgrades_to_websocket = false;
    bool connection_names_upgrade = false;
    bool names_version = false;               ///< It has Sec-WebSocket-Version.
    std::optional<Http2Response> http2 = {};  ///< Where it came over HTTP/2.

    /// Whether WebSocket begins with it: with a 101, over HTTP/2 with a 200 (RFC 8441 section 5).
    [[nodiscard]] bool opens() const noexcept {
        return status == (http2 ? http::kOk : http::kSwitchingProtocols);
    }
};

struct Handshake {
    const ConnectionInfo* connection = nullptr;
    PacketStamp packet;                                    ///< That completed it, or the connection's last.
    std::optional<HandshakeRequest> request = {};          ///< Absent where the capture lacks it.
    std::optional<HandshakeResponse> response = {};        ///< Likewise; the final response, no 1xx but 101.
    std::optional<std::string_view> accept_expected = {};  ///< From the request's one key, where it has one.
    /// Whether the response's one accept value is exactly that; absent if either lacks.
    std::optional<bool> accept_valid;
    /// Given by the engine for what the bytes show (`rejected`, `incomplete`, else `valid`); the rules make
    /// `invalid` of `valid`.
    Verdict verdict = Verdict::incomplete;
    bool deflate_agreed = false;  ///< RFC 7692 is in force: the 101 names permessage-deflate.
    bool unanswered = false;      ///< There is no response, not even one that the capture could have missed.
    /// The capture lacks requests of a client of which it holds packets: what looks like the response to this
    /// one may be part of something else, such as a body.
    bool doubtful = false;
    Direction sender() const noexcept { return response ? Direction::server : Direction::client; }
};

/// Where one frame of a message came from.
struct Fragment {
    std::uint64_t packet = 0;          ///< Number of the packet that completed it.
    std::uint64_t payload_length = 0;  ///< Octets.
};

/// What became of the content of a compressed message.
enum class Inflation : std::uint8_t {
    none,          ///< Not compressed; or its content is not demanded, or cannot be known after a loss.
    due,           ///< `payload` is as on the wire, and all there: what `in_parts` does not count.
    front_due,     ///< The same, but it ends where octets are missing.
    part_due,      ///< `payload` is a part of what is on the wire, more of which is still to come.
    done,          ///< `payload` is inflated.
    front_done,    ///< `payload` is what the octets before the first missing one inflate to.
    broken,        ///< It does not inflate (RFC 7692 section 7.2.2).
    out_of_reach,  ///< It refers to octets before the first one that it may refer to.
};
[[nodiscard]] constexpr bool is_due(Inflation inflation) noexcept {
    return inflation == Inflation::due || inflation == Inflation::front_due ||
           inflation == Inflation::part_due;
}

struct Message {
    const ConnectionInfo* connection = nullptr;
    PacketStamp packet;              ///< That completed it, or showed that it never will be.
    std::uint64_t first_packet = 0;  ///< Number of the packet with its first frame's first octet.
    Direction direction = Direction::client;
    websocket::Opcode opcode = websocket::Opcode::text;  ///< Of its first frame.
    std::uint64_t frames = 0;                            ///< Frames begun.
    bool compressed = false;  ///< RSV1 on its first frame, and permessage-deflate agreed.
    bool opaque = false;  ///< RSV1 on its first frame, but what was agreed is not known: so are length and
                          ///< payload.
    std::uint64_t wire_length = 0;             ///< Payload octets of its frames, as on the wire.
    std::optional<std::uint64_t> length = {};  ///< After inflation; absent where it was not inflated.
    bool complete = false;                     ///< Its last frame ended and no octet is missing.
    bool truncated = false;  ///< `payload` holds fewer octets than `length` or what was captured.
    bool has_holes = false;  ///< Octets are missing before the last of `payload`.
    Inflation inflation = Inflation::none;
    websocket::DeflateTerms deflate = {};  ///< How it is to be inflated; meaningful where it is due or was.
    std::uint64_t in_parts = 0;  ///< Octets of the wire that were told before, by Sink::on_message_part.
    /// Octets that may be kept of what the parts inflate to; meaningful where there are parts.
    std::uint64_t most_kept = 0;
    /// Octets, the distance of its first back-reference beyond the window that was agreed; 0: none was found.
    std::uint32_t too_far = 0;
    /// Whether a text message is valid UTF-8, as far as it is known, be it kept or not; a sequence that its
    /// end cuts aside where more follows. Absent where nobody looked yet.
    std::optional<bool> valid_utf8 = {};
    bool doubtful = false;       ///< It is not certain that these are frames: see Handshake::doubtful.
    std::int64_t in_flight = 0;  ///< Nanoseconds from its first header, where that was complete, to `packet`.
    /// Unmasked and inflated octets, as many as were demanded and held. Absent where none were demanded or a
    /// compressed message could not be inflated.
    std::optional<Bytes> payload = {};
    /// Its frames in order, the first kMaxFragments of them; of messages of one frame empty.
    std::span<const Fragment> fragments = {};
};
inline constexpr std::size_t kMaxFragments = 4096;

struct Control {
    const ConnectionInfo* connection = nullptr;
    PacketStamp packet;
    Direction direction = Direction::client;
    websocket::Opcode opcode = websocket::Opcode::ping;  ///< close, ping or pong.
    Bytes payload;                                       ///< Unmasked; as much as was captured.
    /// Octets, as declared: more than `payload` where some were not captured.
    std::uint64_t payload_length = 0;
    std::optional<std::uint16_t> close_code = {};
    std::optional<std::string_view> close_reason = {};
    // Only where `Demand::findings`; false is also what is not known.
    /// The capture holds all frames that its sender had received from the other side.
    bool heard_all = false;
    bool all_known = false;  ///< No frame of either side was missed so far.
    bool doubtful = false;   ///< It is not certain that this is a frame: see Handshake::doubtful.
    bool answers = false;    ///< A Close, sent by who had received the other side's.
    /// Of a Close that answers the other side's: that one's code.
    std::optional<std::uint16_t> answered_code = {};

    [[nodiscard]] bool is_whole() const noexcept { return payload.size() == payload_length; }
};

/// The other side has received (its TCP acknowledged) `pings` more of the sender's Pings than were told
/// before.
struct Acknowledged {
    const ConnectionInfo* connection = nullptr;
    PacketStamp packet;                       ///< That acknowledged them.
    Direction direction = Direction::client;  ///< Who sent them.
    std::uint32_t pings = 0;
};

/// Of the masking keys of one sender's latest frames.
enum class KeyPattern : std::uint8_t { none, zero, equal, counting };

/// What a frame stands among, for the rules. Nothing here is a guess: false is also what is not known.
struct FrameSetting {
    bool roles_known = false;      ///< Which end is the client.
    bool agreed_known = false;     ///< Which extensions are in force.
    bool other_extension = false;  ///< One that is not known here is: any bit and opcode may be its own.
    bool in_message = false;       ///< Its sender had begun a message and not ended it.
    bool outside_message = false;  ///< Its sender had ended each message that it began.
    bool after_close = false;      ///< Its sender had sent Close before.
    bool all_known = false;        ///< No frame of either side was missed so far.
    /// Its sender, the client, had not received the whole response when it sent this.
    bool before_response = false;
    KeyPattern keys = KeyPattern::none;  ///< Of the four frames that end with this one; told once.
};

struct Frame {
    const ConnectionInfo* connection = nullptr;
    PacketStamp packet;              ///< That completed it, or the connection's last.
    std::uint64_t first_packet = 0;  ///< Number of the packet with the header's first octet.
    Direction direction = Direction::client;
    websocket::FrameHeader header;
    std::uint64_t captured_length = 0;  ///< Payload octets that the capture holds.
    bool compressed = false;            ///< Part of a compressed message.
    bool deflate_agreed = false;        ///< RFC 7692 is in force here: a 101 that named it was seen before.
    /// Unmasked octets from the payload's front, as many as were demanded and held.
    std::optional<Bytes> payload = {};
    const Message* ends_message = nullptr;  ///< The message that this frame completes, told next.
    const Control* control = nullptr;       ///< What this frame says as a control frame, told next.
    /// A rule may have something against it; only where `Demand::findings`. Of others there is no setting.
    bool suspect = false;
    std::int64_t in_flight = 0;  ///< Nanoseconds from where its header was complete to `packet`.
    FrameSetting setting = {};
};

struct Finding {
    const ConnectionInfo* connection = nullptr;
    PacketStamp packet;
    Direction direction = Direction::client;  ///< Who broke the rule.
    const Rule* rule = nullptr;               ///< A row of the catalogue.
    std::string_view message;                 ///< What was found, in words. May hold text from the network.
    /// As of the frame or message that breaks the rule: since when its receiver may have seen that.
    std::int64_t in_flight = 0;
};

struct Gap {
    const ConnectionInfo* connection = nullptr;
    PacketStamp packet;  ///< At which it became certain.
    Direction direction = Direction::client;
    std::uint64_t bytes = 0;      ///< Missing from the stream.
    bool resynchronized = false;  ///< Whether frames could be told after it.
};

enum class EndedBy : std::uint8_t { close, fin, rst, timeout, capture_end, rejected };
[[nodiscard]] std::string_view name_of(EndedBy ended_by) noexcept;  ///< `capture-end`

/// Of the peer to the first finding of severity error: it failed the connection (RFC 6455 section 7.1.7), or
/// went on as if nothing had happened.
enum class Reaction : std::uint8_t { failed, went_on };
[[nodiscard]] std::string_view name_of(Reaction reaction) noexcept;  ///< `went-on`

struct DirectionTotals {
    std::uint64_t bytes = 0;  ///< Octets of the stream from the handshake on, its heads included.
    std::uint64_t frames = 0;
    std::uint64_t messages = 0;
    std::uint64_t payload_bytes = 0;  ///< Of all frames, as captured.
    std::uint64_t lost_bytes = 0;     ///< Holes, with captured octets behind them.
    bool seen = true;                 ///< The capture has packets of it.
    /// All that was sent, as far as the other side's acknowledgements tell, was captured.
    bool whole = true;
};

/// A Close as far as it is kept until its connection ends.
struct SentClose {
    PacketStamp packet;
    std::optional<std::uint16_t> code = {};
    bool code_lost = false;  ///< There was one, and it was not captured.
    bool answers = false;    ///< As Control::answers.
};

/// How one side's part of a connection ended, for the rules: only where `Demand::findings`, and false is also
/// what is not known.
struct DirectionEnd {
    bool known = false;                   ///< All that it sent was told, and it can send no more.
    bool unanswered = false;              ///< Its Close reached the other side, which could have answered it.
    bool unfinished = false;              ///< It stopped inside a message or a frame.
    std::optional<SentClose> close = {};  ///< The first that it sent.
};

struct ConnectionEnd {
    const ConnectionInfo* connection = nullptr;
    PacketStamp packet;                            ///< The connection's last.
    std::optional<Timestamp> start = {};           ///< Of the handshake's first packet; absent: not captured.
    std::optional<EndedBy> ended_by = {};          ///< Absent where that is not known: see docs/output.md.
    std::optional<Direction> close_first = {};     ///< Who sent the first Close frame.
    std::optional<Direction> tcp_first = {};       ///< Who ended TCP first, by FIN or RST.
    std::optional<Direction> reset_by = {};        ///< Whose RST ended the connection.
    std::optional<std::uint16_t> close_code = {};  ///< Of the first Close frame.
    std::optional<std::string_view> close_reason = {};
    bool close_code_lost = false;           ///< That Close has a code, which was not captured.
    std::optional<Reaction> reaction = {};  ///< Given by the rules; absent: no error, or nothing shows it.
    std::optional<Verdict> handshake = {};  ///< Absent: not captured.
    std::array<DirectionTotals, 2> totals;  ///< Indexed by the sender.
    std::array<DirectionEnd, 2> ends;       ///< Likewise.
};

/// Why rules could not judge all of a connection.
enum class Doubt : std::uint8_t {
    lost_bytes,     ///< Octets of it were not captured.
    no_handshake,   ///< Its handshake was not captured, or only one half of it.
    one_direction,  ///< One direction was not captured.
    not_inflated    ///< A compressed message could not be inflated though nothing says that it is broken.
};
[[nodiscard]] std::string_view name_of(Doubt doubt) noexcept;  ///< `lost-bytes`

/// Connections that could not be judged fully. One may have several reasons.
struct Doubts {
    std::uint64_t connections = 0;
    std::array<std::uint64_t, 4> by_reason{};  ///< Indexed by Doubt.
};

/// How many messages there are of which length: [n] counts those whose wire_length has n significant bits, 0
/// to 64, that is those from 2^(n-1) to 2^n - 1 octets; [0] the empty ones.
using LengthCounts = std::array<std::uint64_t, 65>;

/// Packets that a live input lost before they were read.
struct DroppedPackets {
    std::uint64_t by_kernel = 0;
    std::uint64_t by_interface = 0;
};

struct Summary {
    std::uint64_t packets = 0;  ///< That passed the capture filter.
    std::uint64_t bytes = 0;    ///< Of these, on the wire.
    Timestamp first_time;       ///< The earliest and the latest of their times; meaningless without packets.
    Timestamp last_time;
    std::uint64_t tcp_streams = 0;
    std::uint64_t connections = 0;
    std::array<std::uint64_t, 4> handshakes{};  ///< Indexed by Verdict.
    std::array<std::uint64_t, 16> frames{};     ///< Indexed by opcode.
    std::uint64_t messages = 0;
    std::array<LengthCounts, 2> message_lengths{};  ///< Indexed by the sender.
    std::uint64_t payload_bytes = 0;
    std::map<std::string_view, std::uint64_t> findings;  ///< By rule identifier.
    Doubts doubts;                                       ///< Of connections that have ended.
    std::uint64_t gaps = 0;
    std::uint64_t lost_bytes = 0;
    std::uint64_t malformed_packets = 0;
    std::uint64_t ip_fragments = 0;     ///< Of packets that were never whole. Not part of the record.
    std::uint64_t wrong_checksums = 0;  ///< Dropped for it; without `--checksums` few are looked at.
    std::optional<DroppedPackets> dropped = {};  ///< Of live inputs only.
    // Of TCP streams, and not part of the record:
    std::uint64_t tls_streams = 0;        ///< Seen to begin as TLS, inside of which nothing is looked for.
    std::uint64_t http2_streams = 0;      ///< Seen to begin as HTTP/2; no request for WebSocket was found.
    std::uint64_t http2_passed_over = 0;  ///< Such requests, where too many streams were open.
    std::uint64_t http2_given_up = 0;     ///< Of HTTP/2, with such a request: octets are missing, or wrong.
};

}  // namespace wsdissect::model
