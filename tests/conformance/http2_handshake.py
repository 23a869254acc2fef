"""Extended CONNECT: refused, the rules that are its own, each in all its ways with near misses beside, and those of
HTTP/1.1's handshake that hold here, too.
"""

from beyond import CLIENT, DEFLATE, SERVER
from http2_stage import LIKE_A_FRAME, case
from stage import TEXT

import http2  # Of samples/, which stage has found.
from http2 import EXTENDED_CONNECT

SETTING, PSEUDO = "handshake.h2-setting", "handshake.h2-pseudo-header"
FORBIDDEN, NEEDLESS = "handshake.h2-forbidden-header", "handshake.h2-needless-header"
NO_EXTENDED_CONNECT = (http2.ENABLE_CONNECT_PROTOCOL, 0)


def refused():
    yield case("400", lambda s: s.request().response(status="400", end=True).http2.end(1, s.client))
    yield case("400 with a body", lambda s: (s.request().response("content-type: text/plain", status="400"),
                                             s.http2.send(1, s.server, LIKE_A_FRAME, end=True), s.http2.end(1, s.client)))
    yield case("501, and RST_STREAM", lambda s: (s.request().response(status="501", end=True),
                                                 s.http2.reset(1, s.server, http2.NO_ERROR)))
    yield case("401, then another stream", lambda s: (
        s.request().response(status="401", end=True).http2.end(1, s.client),
        s.stream(3).request("authorization: Basic eA==").answered()))
    yield case("101 is no answer", lambda s: s.request().response(status="101").response(status="400", end=True)
               .http2.end(1, s.client))


def unanswered():
    yield case("RST_STREAM before a response", lambda s: s.request().http2.reset(1, s.server, http2.REFUSED_STREAM),
               "handshake.unanswered")
    yield case("no response", lambda s: s.request(), "handshake.unanswered")
    yield case("END_STREAM with the response", lambda s: s.request().response(end=True).http2.end(1, s.client),
               "close.missing")


def setting():
    """handshake.h2-setting"""
    def started(*server_settings, then=lambda s: None):
        return lambda s: (s.start(*server_settings), then(s), s.request().answered())

    def later(*server_settings):
        return lambda s: s.raw(s.server, http2.settings(*server_settings)).raw(s.client, http2.settings_ack())

    def by_the_client(stage):
        stage.raw(stage.client, http2.client_preface(EXTENDED_CONNECT)).raw(stage.server, http2.server_preface())
        stage.request().answered()

    def before_the_settings(stage):
        stage.raw(stage.client, http2.client_preface()).request()
        stage.raw(stage.server, http2.server_preface(EXTENDED_CONNECT)).answered()

    def too_late(stage):
        stage.start().request()
        later(EXTENDED_CONNECT)(stage).answered()

    yield case("the setting never sent", started(), SETTING)
    yield case("the setting sent as 0", started(NO_EXTENDED_CONNECT), SETTING)
    yield case("the setting sent as 0 again", started(NO_EXTENDED_CONNECT, then=later(NO_EXTENDED_CONNECT)), SETTING)
    yield case("another setting sent as 1", started((7, 1), (9, 1)), SETTING)
    yield case("the setting of the client", by_the_client, SETTING)
    yield case("the request before SETTINGS", before_the_settings, SETTING)
    yield case("the request before the second SETTINGS", too_late, SETTING)
    yield case("the setting in time", started(EXTENDED_CONNECT))
    yield case("the setting among others", started((3, 100), EXTENDED_CONNECT, (9, 0)))
    yield case("the setting twice in one frame", started(NO_EXTENDED_CONNECT, EXTENDED_CONNECT))
    yield case("the setting in a second frame", started(then=later(EXTENDED_CONNECT)))
    yield case("the setting as 0, then as 1", started(NO_EXTENDED_CONNECT, then=later(EXTENDED_CONNECT)))
    yield case("the setting once, then other SETTINGS", started(EXTENDED_CONNECT, then=later((3, 100))))
    frame = len(http2.settings(http2.WIDE_WINDOW, EXTENDED_CONNECT))
    for octets, rules in ((0, [SETTING]), (frame - 1, [SETTING]), (frame, [])):
        yield case(f"SETTINGS of which {octets} octets are acknowledged", lambda s, n=octets: acknowledging(s, n), *rules)
    yield case("one request before SETTINGS is acknowledged, one behind",
               lambda s: (acknowledging(s, 0), s.stream(3).request().answered()), SETTING)
    yield case("SETTINGS captured behind the request that acknowledges it", captured_late)
    yield case("GET before SETTINGS", lambda s: (
        s.raw(s.client, http2.client_preface()), s.http2.get(1), s.raw(s.server, http2.server_preface(EXTENDED_CONNECT)),
        s.http2.respond(1, "200", end=True), s.stream(3).request().answered()))


def acknowledging(stage, octets):
    """The request, when so many octets of the server's have arrived."""
    stage.raw(stage.client, http2.client_preface())
    before = stage.client.acknowledges
    stage.raw(stage.server, http2.server_preface(EXTENDED_CONNECT), http2.settings_ack(), acknowledged=False)
    stage.client.acknowledges = before + octets
    stage.request()
    stage.client.receive(0, stage.server.sent)
    stage.raw(stage.client, http2.settings_ack()).answered()


def captured_late(stage):
    tcp = stage.http2.tcp
    stage.raw(stage.client, http2.client_preface())
    octets = http2.server_preface(EXTENDED_CONNECT) + http2.settings_ack()
    tcp.segment(tcp.server, 0, octets, captured=False)
    stage.request()
    tcp.segment(tcp.server, 0, octets)
    stage.raw(stage.client, http2.settings_ack()).answered()


def request_fields():
    """What is asked of an extended CONNECT."""
    def of(name, *lines, rules=(), server=(), **changed):
        return case(name, lambda s: s.request(*lines, **changed).response(*server).talk(), *rules)

    def refused(*lines):
        return lambda s: (s.request("Sec-WebSocket-Version: 8", without=["sec-websocket-version"])
                          .response(*lines, status="400", end=True).http2.end(1, s.client))

    for name in (":scheme", ":path", ":authority"):
        yield of(f"no {name}", without=[name], rules=[PSEUDO])
    yield of("Host in the place of :authority", "Host: example.com", without=[":authority"], rules=[PSEUDO])
    for method in ("GET", "POST"):
        yield of(f"{method} with :protocol", method=method, rules=[PSEUDO])
    yield of("https", scheme="https")
    yield of("Host beside :authority", "Host: example.com")
    yield of("a path with a query", path="/chat?room=1")
    yield of("Connection: Upgrade", "Connection: Upgrade", rules=[FORBIDDEN])
    yield of("Connection: keep-alive", "Connection: keep-alive", rules=[FORBIDDEN])
    yield of("Upgrade: websocket", "Upgrade: websocket", rules=[FORBIDDEN])
    yield of("fields that are named almost so", "Upgrade-Insecure-Requests: 1", "X-Connection: Upgrade", "TE: trailers",
             "Sec-WebSocket-Key1: x")
    yield of("a key", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", rules=[NEEDLESS])
    yield of("a key that is none", "Sec-WebSocket-Key: x", rules=[NEEDLESS])
    yield case("a key twice on one connection", lambda s: [
        s.stream(n).request("Sec-WebSocket-Key: " + s.key).answered() for n in (1, 3)], NEEDLESS, NEEDLESS)
    yield of("no version", without=["sec-websocket-version"], rules=["handshake.version"])
    yield of("version 8, accepted", "Sec-WebSocket-Version: 8", without=["sec-websocket-version"],
             rules=["handshake.version"])
    yield of("two versions", "Sec-WebSocket-Version: 13", rules=["handshake.version"])
    yield case("version 8, refused, 13 named", refused("Sec-WebSocket-Version: 13"))
    yield case("version 8, refused, none named", refused(), "server:handshake.version-negotiation")
    yield of("subprotocol repeated", "Sec-WebSocket-Protocol: a, a", rules=["handshake.subprotocol-offer"])
    yield of("two subprotocols", "Sec-WebSocket-Protocol: a", "Sec-WebSocket-Protocol: b",
             server=["Sec-WebSocket-Protocol: b"])
    yield of("extensions do not parse", "Sec-WebSocket-Extensions: a;;b", rules=["handshake.extension-syntax"])
    yield of("offered, 16", f"Sec-WebSocket-Extensions: {DEFLATE}; server_max_window_bits=16",
             rules=["handshake.deflate-parameter"])
    yield case("frames before the response", early, "handshake.early-data")
    yield case("frames right behind the response", lambda s: s.request().response().send(TEXT, b"now").close())


def early(stage):
    stage.request()
    stage.raw(stage.client, http2.data(1, stage.frame(stage.client, TEXT, b"too early")))
    stage.response().close()


def response_fields():
    """What is asked of a response by 200."""
    def of(name, *lines, rules=(), offered=()):
        return case(name, lambda s: s.request(*offered).response(*lines).talk(), *rules)

    yield of("Connection in the response", "Connection: Upgrade", rules=[FORBIDDEN])
    yield of("Upgrade in the response", "Upgrade: websocket", rules=[FORBIDDEN])
    yield of("fields of a response that are named almost so", "Alt-Svc: clear", "X-Upgrade: websocket",
             "Content-Type: text/plain")
    yield of("accept", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", rules=[NEEDLESS])
    yield of("accept to a key", "Sec-WebSocket-Accept: wrong", offered=["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="],
             rules=[NEEDLESS, "client:" + NEEDLESS])
    yield of("subprotocol, none was offered", "Sec-WebSocket-Protocol: mqtt", rules=["handshake.subprotocol-unasked"])
    yield of("subprotocol that was offered", "Sec-WebSocket-Protocol: b", offered=["Sec-WebSocket-Protocol: a, b"])
    yield of("extension that was not offered", f"Sec-WebSocket-Extensions: {DEFLATE}",
             rules=["handshake.extension-unasked"])
    yield of("extensions of the response do not parse", "Sec-WebSocket-Extensions: =",
             rules=["handshake.extension-syntax"])
    yield of("agreed, 7", f"Sec-WebSocket-Extensions: {DEFLATE}; client_max_window_bits=7",
             offered=[f"Sec-WebSocket-Extensions: {DEFLATE}; client_max_window_bits"],
             rules=["handshake.deflate-parameter"])


def cases():
    """(case, who plays it)"""
    for group in (refused, setting, request_fields):
        yield from ((each, CLIENT) for each in group())
    for group in (unanswered, response_fields):
        yield from ((each, SERVER) for each in group())
