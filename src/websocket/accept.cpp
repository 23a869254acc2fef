#include "wsdissect/websocket/accept.hpp"

#include "base/blanks.hpp"
#include "wsdissect/base/base64.hpp"
#include "wsdissect/base/bytes.hpp"
#include "wsdissect/crypto/sha1.hpp"

namespace wsdissect::websocket {
namespace {

constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455 section 1.3

}  // namespace

AcceptValue accept_value(std::string_view key) noexcept {
    AcceptValue value;
    write_base64(crypto::sha1(as_bytes(without_blanks(key)), as_bytes(kGuid)), value.characters);
    return value;
}

}  // namespace wsdissect::websocket
