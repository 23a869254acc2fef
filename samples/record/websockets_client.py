"""The websockets package as a client: websockets_client.py URL [deflate] [subprotocols A,B] STEP...

Each STEP is sent when the one before it was answered: text:..., binary:LENGTH, ping:..., fragments:A,B,...; last
close:CODE:REASON or leave (waits until the server closes).
"""

import asyncio
import sys

import websockets

url, *steps = sys.argv[1:]
deflate = None
subprotocols = None
if steps[0] == "deflate":
    deflate = steps.pop(0)
if steps[0] == "subprotocols":
    subprotocols = steps[1].split(",")
    del steps[:2]


async def parts(text):
    for part in text.split(","):
        yield part


async def main():
    socket = await websockets.connect(url, compression=deflate, subprotocols=subprotocols, ping_interval=None)
    for step in steps:
        verb, _, argument = step.partition(":")
        if verb == "text":
            await socket.send(argument)
        elif verb == "binary":
            await socket.send(bytes((i * 7 + (i >> 8)) & 0xFF for i in range(int(argument))))
        elif verb == "fragments":
            await socket.send(parts(argument))
        elif verb == "ping":
            await (await socket.ping(argument))
        elif verb == "close":
            code, reason = argument.split(":")
            await socket.close(int(code), reason)
        elif verb == "leave":
            await socket.wait_closed()
        if verb in ("text", "binary", "fragments") and argument not in ("ping me", "bye"):
            await socket.recv()


asyncio.run(main())
