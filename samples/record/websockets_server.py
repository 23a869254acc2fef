"""The websockets package as a server: websockets_server.py HOST PORT [deflate] [page FILE]

Echoes; answers "ping me" by a ping, "fragments" by a message of three frames, "large" by 70,000 octets, and "bye" by
closing with 1001. Serves FILE to a browser that asks for /.
"""

import asyncio
import http
import pathlib
import sys

import websockets

host, port, *options = sys.argv[1:]
page = pathlib.Path(options[options.index("page") + 1]).read_bytes() if "page" in options else None


async def serve_page(path, headers):
    if "Upgrade" in headers or page is None:
        return None
    if path != "/":
        return http.HTTPStatus.NOT_FOUND, [], b"not here\n"
    return http.HTTPStatus.OK, [("Content-Type", "text/html")], page


async def fragments():
    for part in ("one, ", "two, ", "three"):
        yield part


async def talk(socket):
    async for message in socket:
        if message == "ping me":
            await (await socket.ping("from the server"))
        elif message == "fragments":
            await socket.send(fragments())
        elif message == "large":
            await socket.send(bytes((i * 7 + (i >> 8)) & 0xFF for i in range(70000)))
        elif message == "bye":
            await socket.close(1001, "server is going away")
        else:
            await socket.send(message)


async def main():
    deflate = "deflate" if "deflate" in options else None
    async with websockets.serve(talk, host, int(port), compression=deflate, process_request=serve_page,
                                subprotocols=["chat.v2", "chat.v1"], ping_interval=None):
        await asyncio.Future()


asyncio.run(main())
